using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>Products of large matrices are calls of a kernel, however the function says so, with the values of the interpreter.</summary>
public sealed class MatrixProductTests
{
    private readonly Graph graph = new();

    public static TheoryData<string> Products() => ["A @ B", "A @ B'", "A' @ B", "A' @ B'", "einsum", "layer"];

    [Theory]
    [MemberData(nameof(Products))]
    public void IsAKernelCall(string product)
    {
        var f = Of(product);
        Assert.Contains("VectorKernels.MatMul(", f.ToCSharp(new() { Vectorize = true }));
        Assert.DoesNotContain("VectorKernels", f.ToCSharp());
        foreach (var sides in new[] { (1, 1, 1), (5, 33, 7), (40, 20, 64), (0, 3, 2), (3, 0, 2) })
        {
            var arguments = Arguments(f, sides);
            var expected = f.Evaluate(arguments);
            foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            {
                BackendCheck.Near(expected[0].ToArray(), BackendCheck.Run(f, arguments, new() { Backend = backend })[0], 1e-12);
                BackendCheck.Near(expected[0].ToArray(), BackendCheck.Run(f, arguments, new() { Backend = backend, MaxDegreeOfParallelism = 2 })[0], 1e-12);
            }
        }
    }

    private Function Of(string product)
    {
        var (m, k, n) = (graph.Dim("m"), graph.Dim("k"), graph.Dim("n"));
        Node a = graph.Variable("a", [m, k]), b = graph.Variable("b", [k, n]), at = graph.Variable("at", [k, m]), bt = graph.Variable("bt", [n, k]);
        Node[] sides = [graph.Variable("p", [m]), graph.Variable("q", [k]), graph.Variable("r", [n])];   // from which the sizes follow
        return product switch
        {
            "A @ B" => graph.Function("f", [a, b, .. sides], [MatMul(a, b)]),
            "A @ B'" => graph.Function("f", [a, bt, .. sides], [MatMul(a, bt.T)]),
            "A' @ B" => graph.Function("f", [at, b, .. sides], [MatMul(at.T, b)]),
            "A' @ B'" => graph.Function("f", [at, bt, .. sides], [MatMul(at.T, bt.T)]),
            "einsum" => graph.Function("f", [at, bt, .. sides], [Einsum("ki,jk->ij", at, bt)]),
            _ => graph.Function("f", [a, b, .. sides], [Relu(MatMul(Sin(a), b) + 1)]),
        };
    }

    private static Tensor[] Arguments(Function f, (int M, int K, int N) sides)
    {
        var sizes = new Dictionary<string, int> { ["m"] = sides.M, ["k"] = sides.K, ["n"] = sides.N };
        var random = new Random(1);
        return [.. f.Inputs.Select(i => i.Shape.Select(d => d.Evaluate(sizes)).ToArray()).Select(lengths =>
            Tensor.Of(DType.Float64, [.. Enumerable.Range(0, lengths.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextDouble() - 0.5)], lengths))];
    }
}
