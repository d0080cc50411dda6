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

    public static TheoryData<string, string, int> Stacks() => new()
    {
        { "A @ B", "BatchedMatMul", 1 }, { "A' @ B", "BatchedMatMul", 1 }, { "A @ B'", "BatchedMatMul", 1 }, { "A @ W", "MatMul", 1 }, { "A @ W'", "MatMul", 1 }, { "A' @ W", "BatchedMatMul", 1 },
        { "V @ B", "BatchedMatMul", 1 }, { "V' @ B", "BatchedMatMul", 1 }, { "einsum sik,skj", "BatchedMatMul", 1 }, { "einsum ski,skj", "MatMul", 1 }, { "einsum of four axes", "BatchedMatMul", 1 },
        { "gradient of A @ B", "BatchedMatMul", 3 }, { "gradient of A @ W", "MatMul", 3 }, { "gradient of V @ B", "BatchedMatMul", 2 },
        { "gradient of V @ B", "SummedMatMul", 1 }, { "einsum smk,snk", "SummedMatMul", 1 },
    };

    // Stacks of products, those that fold into one, and those that share a matrix.
    [Theory]
    [MemberData(nameof(Stacks))]
    public void StacksAreKernelCalls(string product, string kernel, int calls)
    {
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var f = StackOf(product, dtype);
            var source = f.ToCSharp(new() { Vectorize = true });
            Assert.Equal(calls, source.Split($"VectorKernels.{kernel}(").Length - 1);
            Assert.DoesNotContain("VectorKernels", f.ToCSharp());
            foreach (var (stack, m, k, n) in new[] { (3, 5, 33, 7), (1, 9, 4, 17), (0, 3, 2, 4), (4, 1, 1, 1), (2, 0, 3, 2), (2, 3, 0, 2), (4, 70, 65, 66) })
            {
                var arguments = Arguments(f, (m, k, n), stack, dtype);
                var expected = f.Evaluate(arguments);
                foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
                {
                    foreach (var degree in new[] { 1, 2 })
                    {
                        var actual = BackendCheck.Run(f, arguments, new() { Backend = backend, MaxDegreeOfParallelism = degree });
                        for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], dtype == DType.Float32 ? 1e-5 : 1e-12);
                    }
                }
            }
        }
    }

    // What lies in memory in another order, or is a part, is no operand of a kernel as it is.
    [Theory]
    [InlineData("part"), InlineData("axes in between"), InlineData("row of each")]
    public void OtherReadsAreRight(string read)
    {
        Node a = graph.Variable("a", [3, 70, 80]), b = graph.Variable("b", [80, 90]);
        var f = graph.Function("f", [a, b], [read switch
        {
            "part" => MatMul(a[1], b),
            "axes in between" => MatMul(Transpose(a, 1, 0, 2), b),
            _ => Einsum("isk,kj->sij", Transpose(a, 1, 0, 2), b),
        }]);
        var arguments = Arguments(f, (0, 0, 0), 0, DType.Float64);
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            BackendCheck.Near(f.Evaluate(arguments)[0].ToArray(), BackendCheck.Run(f, arguments, new() { Backend = backend })[0], 1e-12);
    }

    [Fact]
    public void SmallMatricesOfAStackAreLoops()
    {
        var s = graph.Dim("s");
        Node a = graph.Variable("a", [s, 3, 4]), b = graph.Variable("b", [s, 4, 5]);
        Assert.DoesNotContain("VectorKernels", graph.Function("f", [a, b], [MatMul(a, b)]).ToCSharp(new() { Vectorize = true }));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        Node a = graph.Variable("a", [4, 40, 70]), b = graph.Variable("b", [4, 70, 30]), w = graph.Variable("w", [70, 30]);
        var f = graph.Function("f", [a, b, w], [Sum(Sin(MatMul(a, b)) + MatMul(a, w))]).ValueAndGradient();
        var compiled = f.Compile<Gradients>(new() { Backend = Backend.Roslyn });
        double[] x = new double[4 * 40 * 70], y = new double[4 * 70 * 30], z = new double[70 * 30], dx = new double[x.Length], dy = new double[y.Length], dz = new double[z.Length];
        compiled(x, y, z, out _, dx, dy, dz);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) compiled(x, y, z, out _, dx, dy, dz);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private delegate void Gradients(double[] a, double[] b, double[] w, out double value, double[] da, double[] db, double[] dw);

    private Function StackOf(string product, DType dtype)
    {
        var (s, m, k, n) = (graph.Dim("s"), graph.Dim("m"), graph.Dim("k"), graph.Dim("n"));
        Node Of(string name, params Dim[] shape) => graph.Variable($"{name}{(dtype == DType.Float32 ? "f" : "")}", new TensorType(dtype, Shape.Of(shape)));
        Node a = Of("a", s, m, k), at = Of("at", s, k, m), b = Of("b", s, k, n), bt = Of("bt", s, n, k), v = Of("v", m, k), vt = Of("vt", k, m), w = Of("w", k, n), wt = Of("wt", n, k);
        Node[] sides = [Of("o", s), Of("p", m), Of("q", k), Of("r", n)];   // from which the sizes follow
        Function F(Node y, params Node[] inputs) => graph.Function("f", [.. inputs, .. sides], [y]);
        Function Gradient(Node y, params Node[] inputs) => graph.Function("f", [.. inputs, .. sides], [Sum(y * y)]).Gradient([.. inputs.Select(i => i.Op.Name)]);
        return product switch
        {
            "A @ B" => F(MatMul(a, b), a, b),
            "A' @ B" => F(MatMul(MatrixTranspose(at), b), at, b),
            "A @ B'" => F(MatMul(a, MatrixTranspose(bt)), a, bt),
            "A @ W" => F(MatMul(a, w), a, w),
            "A @ W'" => F(MatMul(a, wt.T), a, wt),
            "A' @ W" => F(MatMul(MatrixTranspose(at), w), at, w),
            "V @ B" => F(MatMul(v, b), v, b),
            "V' @ B" => F(MatMul(vt.T, b), vt, b),
            "einsum sik,skj" => F(Einsum("sik,skj->sij", a, b), a, b),
            "einsum ski,skj" => F(Einsum("ski,skj->ij", at, b), at, b),
            "einsum of four axes" => F(Einsum("skl,smkn->smln", at, Reshape(b, [s, 1, k, n])), at, b),
            "einsum smk,snk" => F(Einsum("smk,snk->nm", a, bt), a, bt),
            "gradient of A @ B" => Gradient(MatMul(a, b), a, b),
            "gradient of A @ W" => Gradient(MatMul(a, w), a, w),
            _ => Gradient(MatMul(v, b), v, b),
        };
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

    private static Tensor[] Arguments(Function f, (int M, int K, int N) sides, int stack = 0, DType dtype = DType.Float64)
    {
        var sizes = new Dictionary<string, int> { ["s"] = stack, ["m"] = sides.M, ["k"] = sides.K, ["n"] = sides.N };
        var random = new Random(1);
        return [.. f.Inputs.Select(i => i.Shape.Select(d => d.Evaluate(sizes)).ToArray()).Select(lengths =>
            Tensor.Of(dtype, [.. Enumerable.Range(0, lengths.Aggregate(1, (a, b) => a * b)).Select(_ => dtype == DType.Float32 ? (float)(random.NextDouble() - 0.5) : random.NextDouble() - 0.5)], lengths))];
    }
}
