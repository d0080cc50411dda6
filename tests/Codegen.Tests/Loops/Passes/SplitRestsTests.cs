using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>A summed outer product over a length that fills no vector: the sums of vectors are joined, the rest is added where there is one.</summary>
public class SplitRestsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(29)]
    public void TheRestIsAddedToTheSumsOfVectors(int n)
    {
        var graph = new Graph();
        var rows = graph.Variable("x", [graph.Dim("n"), 8]);
        var function = graph.Function("f", [rows], [Loop.SumOver(rows, row => Outer(row, Sin(row)))]);
        Tensor[] at = [Tensor.Of(DType.Float64, [.. Enumerable.Range(0, 8 * n).Select(i => Math.Cos(i))], [n, 8])];
        var expected = function.Evaluate(at)[0].ToArray();
        foreach (var bits in new[] { 256, 512 })
            BackendCheck.Near(expected, BackendCheck.Run(function, at, new() { Backend = Backend.ExpressionTree, VectorBits = bits })[0], 1e-13);
    }

    // Blocks of 64 lanes, of which the last may begin later.
    [Fact]
    public void SumsAreJoinedWhereARestFollowsThem()
    {
        var graph = new Graph();
        var rows = graph.Variable("x", [graph.Dim("n"), 40]);
        var function = graph.Function("f", [rows], [Loop.SumOver(rows, row => Outer(row, Sin(row)))]);
        var text = function.ToCSharp(new() { Vectorize = true, VectorBits = 512 });
        Assert.Contains("VectorLanes.Sums(", text, StringComparison.Ordinal);
    }
}
