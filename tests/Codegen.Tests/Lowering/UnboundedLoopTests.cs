using SymDiff.Codegen.Tests.Contracts;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>The reverse of a loop that only its condition ends runs in memory of fixed size, whatever the number of iterations.</summary>
public class UnboundedLoopTests
{
    // x·1.001ⁿ where n is the first number with x·1.001ⁿ > limit: the derivative is 1.001ⁿ
    [Theory]
    [InlineData(100, 100)]
    [InlineData(1.0, 1.0005)]
    [InlineData(1.0, 2.0)]
    [InlineData(1.0, 20.0)]
    public void IsTheInterpreters(double x, double limit)
    {
        var graph = new Graph();
        Node start = graph.Variable("x"), end = graph.Variable("limit");
        var grown = Loop.While(start, v => v < end, v => v * 1.001).Final;
        var f = graph.Function("f", [start, end], [grown]).Gradient("x");
        var iterations = (int)Math.Max(0, Math.Ceiling(Math.Log(limit / x) / Math.Log(1.001)));
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
        {
            var actual = BackendCheck.Run(f, [Tensor.Scalar(x), Tensor.Scalar(limit)], new() { Backend = backend, Numerics = Numerics.Strict })[0][0];
            Assert.Equal(f.Evaluate(x, limit)[0], actual);
            Assert.Equal(Math.Pow(1.001, iterations), actual, 1e-9);
        }
    }
}
