using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>What may be read out of range stays on the side of the choice that needs it, also where two choices share it.</summary>
public class GuardedLoadTests
{
    // k₁ = (1, v₀, v₁ ...), k₂ = the same of v + k₁/2: both read v[i - 1] behind the first entry
    [Theory]
    [InlineData(Numerics.Strict)]
    [InlineData(Numerics.Standard)]
    public void AShiftUsedTwiceReadsNothingBeforeTheFirstEntry(Numerics numerics)
    {
        var graph = new Graph();
        var v = graph.Variable("v", [graph.Dim("n")]);
        var one = BroadcastTo(graph.Constant(1), [1]);
        Node Shift(Node x) => Concatenate([one, x[..^1]]);
        var k1 = Shift(v);
        var f = graph.Function("f", [v], [k1 + Shift(v + 0.5 * k1)]);
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            Assert.Equal([2, 2.5, 4.5, 7], BackendCheck.Run(f, [Tensor.Vector(1, 2, 3, 4)], new() { Backend = backend, Numerics = numerics })[0]);
        Assert.DoesNotMatch(@"(?m)^            double t\d+ = v\[", f.ToCSharp());   // a load in the loop's body itself, ahead of every choice
    }

    // v[i - 1] is what either side of the second choice reads, and what both give is computed from it
    [Theory]
    [InlineData(Numerics.Strict)]
    [InlineData(Numerics.Standard)]
    public void BothSidesOfAChoiceReadTheSamePlace(Numerics numerics)
    {
        var graph = new Graph();
        var (v, y) = (graph.Variable("v", [graph.Dim("n")]), graph.Variable("y", [graph.Dim("n")]));
        Node Shift(Node x) => Concatenate([v[..1], v[1..] * x[..^1]]);
        var f = graph.Function("f", [v, y], [Shift(y + 0.5 * Shift(y))]);
        double[] expected = [2, 3 * (10 + 0.5 * 2), 4 * (20 + 0.5 * 3 * 10), 5 * (30 + 0.5 * 4 * 20)];
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            Assert.Equal(expected, BackendCheck.Run(f, [Tensor.Vector(2, 3, 4, 5), Tensor.Vector(10, 20, 30, 40)], new() { Backend = backend, Numerics = numerics })[0]);
    }

    // the entry before the first of a matrix that is read as a vector: (i - 2) / 4 of no row
    [Theory]
    [InlineData(Numerics.Strict)]
    [InlineData(Numerics.Standard)]
    public void RowsBeforeTheFirstAreNone(Numerics numerics)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n"), 4]);
        var f = graph.Function("f", [x], [Pad(Reshape(x + Max(x, [0]), [4 * graph.Dim("n")]), 0, 2, 1)]);
        Tensor given = Tensor.Of([1, 2, 3, 4, 0, 5, 1, 6], 2, 4);
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            Assert.Equal([0, 0, 2, 7, 6, 10, 1, 10, 4, 12, 0], BackendCheck.Run(f, [given], new() { Backend = backend, Numerics = numerics })[0]);
    }
}
