using SymDiff.Ops;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>Loops that do not keep all values: the derivative is the same, and steps are computed again as often as the schedule says.</summary>
public sealed class CheckpointTests
{
    [ThreadStatic]
    private static int calls;

    public static IEnumerable<object[]> Cases =>
        new[] { "all", "square root", "every 1", "every 3", "every 50", "binomial 1", "binomial 2", "binomial 4" }.SelectMany(_ => new[] { 0, 1, 2, 10, 23 }, (policy, n) => new object[] { policy, n });

    [Theory, MemberData(nameof(Cases))]
    public void TheGradientIsThatOfStoringAll(string policy, int n)
    {
        Assert.Equal(Gradient(Checkpoint.All, n), Gradient(Named(policy), n));
    }

    // the steps of the schedule, and each step that is reversed once more; the value itself is not asked for
    [Theory, MemberData(nameof(Cases))]
    public void StepsAreComputedAsOftenAsTheScheduleSays(string policy, int n)
    {
        if (policy == "all") return;
        calls = 0;
        Gradient(Named(policy), n);
        var advances = Named(policy).Schedule(n).Count(s => s.Action == CheckpointAction.Advance);
        Assert.Equal(advances + n, calls);
    }

    [Fact]
    public void SecondDerivatives()
    {
        var graph = new Graph();
        var (h, w) = (graph.Variable("h"), graph.Variable("w"));
        Function F(Checkpoint checkpoint) => graph.Function("f", [h, w], [Loop.Fold(h, 9, (s, i) => s * w + Exp(-s), checkpoint: checkpoint)]);
        foreach (var mode in new[] { HessianMode.ForwardOverReverse, HessianMode.ReverseOverReverse })
        {
            var expected = F(Checkpoint.All).HessianVectorProduct(mode).Evaluate(0.3, 0.8, 1.0, -2.0);
            foreach (var checkpoint in new[] { Checkpoint.Every(2), Checkpoint.SquareRoot, Checkpoint.Binomial(2) })
                Assert.All(expected.Zip(F(checkpoint).HessianVectorProduct(mode).Evaluate(0.3, 0.8, 1.0, -2.0)), p => Assert.Equal(p.First, p.Second, 1e-12));
        }
    }

    [Fact]
    public void NothingIsStackedWithCheckpoints()
    {
        var graph = new Graph();
        var h = graph.Variable("h");
        var f = graph.Function("f", [h], [Loop.Fold(h, 100, (s, i) => Exp(-s), checkpoint: Checkpoint.SquareRoot)]);
        Assert.DoesNotContain(Traversal.PostOrder(f.Gradient().Outputs).Where(n => n.Op is LoopOp).SelectMany(n => ((LoopOp)n.Op).Outputs), o => o is LoopOutput.Stacked);
    }

    private static double[] Gradient(Checkpoint checkpoint, int n)
    {
        var graph = new Graph();
        var (h, w) = (graph.Variable("h"), graph.Variable("w"));
        var table = ReverseMode.BuildGrad(Loop.Fold(h, n, (s, i) => Unary.Of(s * w, Counted, (x, y) => -y), checkpoint: checkpoint), h, w);
        return graph.Function("f", [h, w], [table[h]!.Value, .. n > 0 ? [table[w]!.Value] : Array.Empty<Node>()]).Evaluate(0.4, 0.9);
    }

    private static double Counted(double x)
    {
        calls++;
        return Math.Exp(-x);
    }

    private static Checkpoint Named(string policy) => policy.Split(' ') switch
    {
        ["all"] => Checkpoint.All,
        ["square", "root"] => Checkpoint.SquareRoot,
        ["every", var k] => Checkpoint.Every(int.Parse(k)),
        [_, var s] => Checkpoint.Binomial(int.Parse(s)),
        _ => throw new ArgumentException(policy),
    };
}
