using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Emit;

/// <summary>Snapshots of emitted source, read before they are accepted.</summary>
public sealed class SourceTests
{
    private readonly Graph graph = new();

    [Fact]
    public void ScalarFunction()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        Snapshot(graph.Function("f", [x, y], [Exp(x) * Log(y) + x]).ValueAndGradient());
    }

    [Fact]
    public void Vectors()
    {
        var n = graph.Dim("n");
        var (x, y) = (graph.Variable("x", [n]), graph.Variable("y", [n]));
        Snapshot(graph.Function("dot", [x, y], [Sum(x * Exp(y))]).ValueAndGradient());
    }

    [Fact]
    public void Regression()
    {
        var n = graph.Dim("n");
        var (a, b, w) = (graph.Variable("A", [n, 3]), graph.Variable("b", [n]), graph.Variable("w", [3]));
        var r = MatMul(a, w) - b;
        Snapshot(graph.Function("loss", [a, b, w], [Sum(r * r)]).ValueAndGradient("w"));
    }

    [Fact]
    public void Branch()
    {
        var x = graph.Variable("x");
        Snapshot(graph.Function("f", [x], [Select(x > 0, Log(x) * Exp(Log(x)), x.Literal(0))]).ValueAndGradient());
    }

    private static void Snapshot(Function function, [System.Runtime.CompilerServices.CallerMemberName] string method = "", [System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Verifier.Verify(function.ToCSharp(), "cs", null, file, method);
}
