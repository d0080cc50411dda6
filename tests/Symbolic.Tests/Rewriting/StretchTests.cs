using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>Gradients by entries and rows of one tensor are one row of these, and no sum of tensors.</summary>
public sealed class StretchTests
{
    private readonly Graph graph = new();

    [Fact]
    public void TheGradientByEntriesIsTheRowOfThem()
    {
        var x = graph.Variable("x", [3]);
        Assert.Same(Concatenate([Row(Cos(x[0])), Row(Cosh(x[1])), Row(Exp(x[2]))]), Gradient.Of(Sin(x[0]) + Sinh(x[1]) + Exp(x[2]), [x])[0]);
        Assert.Same(graph.Constant(Tensor.Vector(1, 2, 3)), Gradient.Of(x[0] + 2 * x[1] + 3 * x[2], [x])[0]);
    }

    [Fact]
    public void WhatIsNotReadIsZero()
    {
        var n = graph.Dim("n");
        var x = graph.Variable("x", [n]);
        var gradient = Gradient.Of(Square(x[4]) + Exp(x[1]) + x[2] * x[1], [x])[0];
        Assert.Equal([0, Math.E + 1, 1, 0, 6, 0], new Function("g", [x], [gradient]).Evaluate(1, 1, 1, 1, 3, 1));
        Assert.DoesNotContain(Traversal.PostOrder([gradient]), node => node.Op.Name == "Place");
    }

    [Fact]
    public void EntriesOfAMatrixAndItsRows()
    {
        var a = graph.Variable("a", [2, 3]);
        var entries = Gradient.Of(Square(a[0, 1]) + Square(a[1, 0]) + a[1, 2] * a[0, 1], [a])[0];
        Assert.Equal([0, 4 + 6, 0, 8, 0, 2], new Function("g", [a], [entries]).Evaluate(Tensor.Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }))[0].ToArray());
        var rows = graph.Variable("r", [graph.Dim("m"), 2]);
        var byRows = Gradient.Of(Sum(Square(rows[0])) + Sum(rows[2]) + Sum(rows[1] * rows[0]), [rows])[0];
        Assert.Equal([2 + 3, 4 + 4, 1, 2, 1, 1, 0, 0], new Function("g", [rows], [byRows]).Evaluate(Tensor.Of([1, 2, 3, 4, 5, 6, 7, 8], 4, 2))[0].ToArray());
    }

    // stretches that overlap in part stay a sum
    [Fact]
    public void OverlapsAreAdded()
    {
        var x = graph.Variable("x", [4]);
        var f = graph.Function("f", [x], [Sum(Square(x[..3])) + Sum(x[1..]) + Exp(x[0]) + x[3]]);
        Assert.Equal([1 + 0, 2 * 1 + 1, 2 * 2 + 1, 1 + 1], f.Gradient().Evaluate(0, 1, 2, 3));
    }

    [Fact]
    public void ItsSizeIsLinear()
    {
        const int n = 20_000;
        var x = graph.Variable("x", [n]);
        var sum = Square(x[0]);
        for (var i = 1; i < n; i++) sum += Square(x[i]);
        var f = graph.Function("f", [x], [sum]).Gradient();
        var at = Enumerable.Range(0, n).Select(i => i / 16.0).ToArray();
        Assert.Equal(at.Select(v => 2 * v), f.Evaluate(at));
        Assert.InRange(Traversal.PostOrder(f.Outputs).Count, n, 4 * n);
    }

    private static Node Row(Node entry) => Reshape(entry, [1]);
}
