using FsCheck;
using FsCheck.Fluent;
using SymDiff.Testing;
using Xunit.Abstractions;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Properties;

/// <summary>
/// Branches that are not taken leak nothing: at orders 1 to 3 a program with choices has the derivatives of the program that is left
/// when each choice is replaced by the side that is taken at the point, wherever these are finite.
/// </summary>
public sealed class BranchTests(ITestOutputHelper output)
{
    private static readonly double[] weights = [1, 0.75, -0.5];
    private int compared;
    private int poisoned;

    [Theory]
    [InlineData(3, 500, false), InlineData(7, 500, false), InlineData(14, 100, false), InlineData(3, 200, true), InlineData(8, 200, true)]
    public void ChoicesHaveTheDerivativesOfTheSideTaken(int steps, int count, bool simplified)
    {
        var property = Prop.ForAll(RandomProgram.Arbitrary(steps, special: true), program => Agrees(program, simplified));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(new Replay(new Rnd(17, 4711), null)), property);
        output.WriteLine($"{compared} entries compared, {poisoned} programs with NaN in a side not taken");
        Assert.True(compared > 5 * count, $"only {compared} derivatives were finite");
        Assert.True(poisoned > count / 20, $"only {poisoned} programs had something to leak");
    }

    private void Agrees(RandomProgram program, bool simplified)
    {
        var (graph, builder) = (new Graph(), new TensorBuilder());
        var (x, s) = (graph.Variable("x", [3]), graph.Variable("s"));
        var values = program.Build(builder, x, s);
        Tensor[] at = [Tensor.Vector([.. program.X]), program.S];
        var whole = new OpSample("program", Sum(values[^1]) + 0 * (Sum(x) + s), new Dictionary<Node, Tensor> { [x] = at[0], [s] = at[1] });
        if (IsPoisoned(whole)) poisoned++;

        var taken = new TakenBranchBuilder(whole.Evaluate(builder.Conditions));
        var (single, entries) = Scalars(program);
        var left = program.Build(taken, entries[..3], entries[3..])[^1];
        var (y, z) = (Sum(values[^1]), taken.Total(left)[0]);
        for (var order = 1; order <= 3; order++)
        {
            var (actual, expected) = (Derivatives(y, [x, s], simplified), Derivatives(z, entries, simplified));
            Compare(program, order, SampleDerivatives.Flat(single.Evaluate(expected)), SampleDerivatives.Flat(whole.Evaluate(actual)));
            y = Sum(actual[0] * graph.Constant(Tensor.Vector(weights))) + actual[1];
            z = expected[0] * weights[0] + expected[1] * weights[1] + expected[2] * weights[2] + expected[3];
        }
    }

    private static bool IsPoisoned(OpSample program) =>
        double.IsFinite(program.Evaluate(program.Outputs)[0].ToDouble())
        && SampleDerivatives.Flat(program.Evaluate(Traversal.PostOrder(program.Outputs))).Any(double.IsNaN);

    private static Node[] Derivatives(Node y, Node[] wrt, bool simplified)
    {
        if (simplified) return [.. Gradient.Of(y, wrt, new() { Disconnected = Undefined.Zero })];
        var table = ReverseMode.BuildGrad(y, wrt);
        return [.. wrt.Select(x => table[x]?.Value ?? BroadcastTo(x.Literal(0), x.Shape))];
    }

    private static (OpSample Point, Node[] Entries) Scalars(RandomProgram program)
    {
        var graph = new Graph();
        Node[] entries = [.. Enumerable.Range(0, 4).Select(i => graph.Variable("x" + i))];
        double[] at = [.. program.X, program.S];
        return (new("entries", entries.Aggregate((a, b) => a + b), entries.Zip(at).ToDictionary(p => p.First, p => (Tensor)p.Second)), entries);
    }

    private void Compare(RandomProgram program, int order, double[] expected, double[] actual)
    {
        var scale = expected.Where(double.IsFinite).Append(1).Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!double.IsFinite(expected[i])) continue;
            compared++;
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-7 * scale, $"order {order}, entry {i}: {actual[i]:R}, of the side taken {expected[i]:R}\n{program}");
        }
    }
}
