using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Emit;

/// <summary>Snapshots of emitted source with vectors, read before they are accepted.</summary>
public sealed class VectorSourceTests
{
    private readonly Graph graph = new();

    [Fact]
    public void DotProduct()
    {
        var n = graph.Dim("n");
        var (x, y) = (graph.Variable("x", [n]), graph.Variable("y", [n]));
        Snapshot(graph.Function("dot", [x, y], [Sum(x * y)]));
    }

    [Fact]
    public void Tile()
    {
        var (q, x) = (graph.Variable("Q", [8, 10]), graph.Variable("X", [10, 64]));
        Snapshot(graph.Function("product", [q, x], [Einsum("kd,dl->kl", q, x)]));
    }

    [Fact]
    public void SummedOuterProduct()
    {
        var (x, w) = (graph.Variable("X", [8, 64]), graph.Variable("w", [64]));
        Snapshot(graph.Function("outer", [x, w], [Einsum("dl,el->de", x, x * w)]));
    }

    [Fact]
    public void Masks()
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        Snapshot(graph.Function("masks", [x], [Select(x > 0, Sqrt(x) * Exp(Sqrt(x)), 2 * x)]));
    }

    private static void Snapshot(Function function, [System.Runtime.CompilerServices.CallerMemberName] string method = "", [System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Verifier.Verify(function.ToCSharp(new() { Vectorize = true }), "cs", null, file, method);
}
