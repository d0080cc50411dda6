using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>The last vector of a loop has iterations again that the vector before had: what they read may have changed since, so they leave everything as it is.</summary>
public class LastVectorTests
{
    private readonly Graph graph = new();

    // Both states are updated where they lie, and rows and totals are made of the values before and after.
    [Fact]
    public void StatesThatAreUpdatedWhereTheyLie()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        var (final, rows) = Loop.Scan((A: x, B: Cos(x)), r, (s, rate) =>
        {
            var next = Tanh(rate * s.A + s.B);
            return ((next, Sigmoid(s.B - next)), s.A * next);
        });
        Check(graph.Function("f", [x, r], [final.A, final.B, rows, Sum(Exp(final.A))]));
    }

    [Fact]
    public void TheirGradients()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        var final = Loop.Fold(x, r, (y, rate) => Tanh(rate * y) + Sin(x));
        Check(graph.Function("f", [x, r], [Sum(Square(final))]).ValueAndGradient());
    }

    private static void Check(Function function)
    {
        foreach (var n in Enumerable.Range(1, 20).Append(37))
        {
            Tensor[] at = [Tensor.Vector([.. Enumerable.Range(0, n).Select(i => Math.Sin(i + 1))]), Tensor.Vector(0.3, -0.8, 1.1)];
            var expected = function.Evaluate(at);
            foreach (var bits in new[] { 256, 512 })
            {
                var actual = BackendCheck.Run(function, at, new() { Backend = Backend.ExpressionTree, VectorBits = bits });
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-13);
            }
        }
    }
}
