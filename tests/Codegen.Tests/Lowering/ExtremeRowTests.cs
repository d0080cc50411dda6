using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>The derivative of the smallest of rows finds the row, however its sums were rounded.</summary>
public sealed class ExtremeRowTests
{
    [Theory]
    [InlineData(5, 200)]
    [InlineData(15, 64)]
    [InlineData(15, 65)]
    public void TheWinnerIsFound(int n, int m)
    {
        var graph = new Graph();
        var (x, z) = (graph.Variable("x", [graph.Dim("n"), graph.Dim("m")]), graph.Variable("z", [graph.Dim("m")]));
        var best = Loop.MinOver(x, row => Concatenate([Min(row, 0.4), Sin(Min(row, 0.4))]) - 0.3 * Mean(row * row - row));
        var f = graph.Function("f", [x, z], [Sum(Tanh(best))]).ValueAndGradient("x");
        var random = new Random(n);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 1.6 - 0.8)];
        Tensor[] given = [Tensor.Of(Numbers(n * m), n, m), Tensor.Vector(Numbers(m))];
        var expected = f.Evaluate(given);
        foreach (var bits in new[] { 256, 512 })
        {
            var actual = BackendCheck.Run(f, given, new() { Backend = Backend.ExpressionTree, VectorBits = bits });
            for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-11);
        }
    }
}
