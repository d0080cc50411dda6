using FsCheck;
using FsCheck.Fluent;
using SymDiff.Rewriting;
using SymDiff.Symbolic.Tests.Properties;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>On random programs of all rows, choices and sums: what simplification keeps and what it promises.</summary>
public sealed class SimplificationPropertyTests
{
    private int compared;

    [Theory]
    [InlineData(4, 600), InlineData(12, 300), InlineData(40, 40)]
    public void ValuesAgree(int steps, int count)
    {
        ForAll(steps, count, program =>
        {
            var (f, at) = Built(program);
            Agree(f, f.Simplify(), at, 1e-9, program);
        });
        Assert.True(compared > count / 5, $"only {compared} values were finite");
    }

    [Theory]
    [InlineData(12, 200)]
    public void ExactRulesKeepEveryBit(int steps, int count) => ForAll(steps, count, program =>
    {
        var (f, at) = Built(program);
        var (before, after) = (f.Evaluate(at), f.Simplify(RuleSets.Exact).Evaluate(at));
        for (var i = 0; i < before.Length; i++) Assert.Equal(before[i].ToArray(), after[i].ToArray());
    });

    [Theory]
    [InlineData(4, 400), InlineData(12, 200)]
    public void DerivativesAgree(int steps, int count)
    {
        ForAll(steps, count, program =>
        {
            var (f, at) = Built(program);
            var table = ReverseMode.BuildGrad(f.Outputs[0], f.Inputs);
            var raw = new Function("raw", f.Inputs, f.Inputs.Select(x => table[x]?.Value ?? BroadcastTo(x.Literal(0), x.Shape)));
            Agree(raw, f.Gradient(), at, 1e-7, program);
        });
        Assert.True(compared > count / 2, $"only {compared} derivatives were finite");
    }

    [Theory]
    [InlineData(4, 400), InlineData(12, 200), InlineData(40, 40)]
    public void SimplifyingTwiceIsSimplifyingOnce(int steps, int count) => ForAll(steps, count, program =>
    {
        var once = Built(program).Function.Simplify();
        var log = new RewriteLog();
        var twice = once.Simplify(log: log);
        Assert.True(ReferenceEquals(once, twice), $"{program}\n{once.ToText()}\n{log}\n{twice.ToText()}");
    });

    [Theory]
    [InlineData(4, 400), InlineData(12, 200), InlineData(40, 40)]
    public void NothingGrows(int steps, int count) => ForAll(steps, count, program =>
    {
        var f = Built(program).Function;
        var log = new RewriteLog();
        var (before, after) = (Size(f), Size(f.Simplify(log: log)));
        Assert.True(after <= before, $"the work of {before} became {after}\n{program}\n{log}");
    });

    // The same program in another graph with another history has the same form: nothing depends on the order of creation.
    [Theory]
    [InlineData(12, 200)]
    public void TheFormDependsOnTheStructureAlone(int steps, int count) => ForAll(steps, count, program =>
    {
        var first = Built(program).Function.Simplify();
        var graph = new Graph();
        var (s, x) = (graph.Variable("s"), graph.Variable("x", [3]));
        foreach (var row in first.Outputs) _ = Exp(s) * 2 - Sum(x) * 3;
        var second = new Function("f", [x, s], [Sum(program.Build(new TensorBuilder(), x, s)[^1])]).Simplify();
        Assert.Equal(first.ToText(), second.ToText());
    });

    private void ForAll(int steps, int count, Action<RandomProgram> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(new Replay(new Rnd(29, 1907), null)), Prop.ForAll(RandomProgram.Arbitrary(steps, special: true), holds));

    private static (Function Function, Tensor[] At) Built(RandomProgram program)
    {
        var graph = new Graph();
        var (x, s) = (graph.Variable("x", [3]), graph.Variable("s"));
        return (new("f", [x, s], [Sum(program.Build(new TensorBuilder(), x, s)[^1])]), [Tensor.Vector([.. program.X]), program.S]);
    }

    // Where the original is finite all along, in the scale of what it computes on its way.
    private void Agree(Function before, Function after, Tensor[] at, double tolerance, RandomProgram program)
    {
        var way = SampleDerivatives.Flat(new Function("way", before.Inputs, Traversal.PostOrder(before.Outputs).Where(n => n.DType.IsFloat).Select((n, i) => ($"y{i}", n))).Evaluate(at));
        var (expected, actual) = (SampleDerivatives.Flat(before.Evaluate(at)), SampleDerivatives.Flat(after.Evaluate(at)));
        if (!way.All(double.IsFinite)) return;
        var scale = way.Append(1).Max(Math.Abs);
        if (scale > 1e8) return;
        for (var i = 0; i < expected.Length; i++)
        {
            compared++;
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"entry {i}: {expected[i]:R} became {actual[i]:R}\n{program}\n{before.ToText()}\n{after.ToText()}");
        }
    }

    private static int Size(Function f) => Traversal.PostOrder(f.Outputs).Sum(Work.Of);
}
