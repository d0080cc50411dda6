using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Loops lose the conditions that hold for their first iterations alone, at every length.</summary>
public class SplitRangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(37)]
    public void ShiftsAreTheInterpreters(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var one = BroadcastTo(graph.Constant(1), [1]);
        Node Shift(Node v) => Concatenate([one, v[..^1]]);
        var f = graph.Function("f", [x], [Sum(x * Sin(Shift(x) + Exp(Shift(x * Shift(x)))))]).ValueAndGradient();
        var arguments = new[] { Tensor.Vector([.. Enumerable.Range(0, n).Select(i => Math.Sin(i + 1))]) };
        var expected = f.Evaluate(arguments);
        foreach (var numerics in new[] { Numerics.Strict, Numerics.Standard })
            foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            {
                var actual = BackendCheck.Run(f, arguments, new() { Backend = backend, Numerics = numerics });
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], numerics == Numerics.Strict ? 0 : 1e-12);
            }
    }

    [Fact]
    public void TheLoopThatRemainsHasNothingToChoose()
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var source = graph.Function("f", [x], [x * Concatenate([BroadcastTo(graph.Constant(1), [1]), x[..^1]])]).ToCSharp(new() { Vectorize = true });
        Assert.Contains("for (nint i = 0; i < (n < 1 ? n : 1); i++)", source);
        Assert.Contains("Vector256.StoreUnsafe(Vector256.LoadUnsafe(ref x0, (nuint)i) * Vector256.LoadUnsafe(ref x0, (nuint)(i - 1)), ref value0, (nuint)i);", source);
    }
}
