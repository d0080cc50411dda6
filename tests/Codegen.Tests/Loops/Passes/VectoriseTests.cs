using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Loops over vectors compute what the interpreter computes, for every length, in both backends, and the passes leave code well formed.</summary>
public sealed class VectoriseTests
{
    private static readonly int[] lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 23, 31, 32, 33, 37];

    private readonly Graph graph = new();

    public static TheoryData<DType> Floats => [DType.Float64, DType.Float32];

    [Theory, MemberData(nameof(Floats))]
    public void Elementwise(DType dtype)
    {
        var (x, y) = (Vector("x", dtype), Vector("y", dtype));
        Check(Function([x, y], [x * y - x / (y * y + 1), Abs(-x), Max(x, y) + Min(x, 0.5 * y)]), vectors: true);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Functions(DType dtype)
    {
        var x = Vector("x", dtype);
        Check(Function([x], [Exp(x), Tanh(x) + Sin(x), Softplus(x) * Sigmoid(-x), Log(x * x + 1), Pow(x * x + 0.5, x.Literal(1.7)), Erf(x)]), vectors: true);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Sums(DType dtype)
    {
        var (x, y) = (Vector("x", dtype), Vector("y", dtype));
        Check(Function([x, y], [Sum(x * y), Sum(x), Sum(Square(x - y)), Product(1 + 0.01 * x)]), vectors: true);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Extremes(DType dtype)
    {
        var (x, y) = (Vector("x", dtype), Vector("y", dtype));
        Check(Function([x, y], [Max(x), Min(x * y), Max(Select(x > y, x, y))]), vectors: true);
    }

    // Four vectors of a row before the next row, as they lie in memory.
    [Theory, MemberData(nameof(Floats))]
    public void SumsOfColumnsReadWholeRows(DType dtype)
    {
        Node x = graph.Variable("x", [graph.Dim("m"), graph.Dim("n")], dtype), y = graph.Variable("y", [graph.Dim("n")], dtype);
        var f = Function([x, y], [Sum(Square(x), [0]), -y]);
        Check(f, vectors: true);
        var width = 4 * (dtype == DType.Float64 ? 4 : 8);
        Assert.Contains($"i += {width})", f.ToCSharp(new() { Vectorize = true }), StringComparison.Ordinal);
    }

    // The last vector has lanes that the one before had: they are left out.
    [Theory, MemberData(nameof(Floats))]
    public void TotalsOfFunctions(DType dtype)
    {
        var (x, y) = (Vector("x", dtype), Vector("y", dtype));
        var e = Exp(x);
        var f = Function([x, y], [e, Sum(e * y), Product(1 + 0.01 * Sin(e)), Max(Tanh(e * y)), Min(e - y)]);
        Check(f, from: 1, vectors: true);
        Assert.Contains("ConditionalSelect", f.ToCSharp(new SourceOptions { Vectorize = true }), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Choices(DType dtype)
    {
        var (x, y) = (Vector("x", dtype), Vector("y", dtype));
        Check(Function([x, y], [Select(x > y, x * 2, y / 3), Select((x > 0) & !(y > 0.5), Log(x), -x), Sum(Select(x > 0, Log(x), 0 * x)), Relu(x)]), vectors: true);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Gradients(DType dtype)
    {
        var (x, y) = (Vector("x", dtype), Vector("y", dtype));
        Check(Function([x, y], [Sum(Select(x > y, Exp(x) * y, y * y)) + LogSumExp(x) * Max(y + 1)]).ValueAndGradient(), from: 1, vectors: true);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Softmaxes(DType dtype)
    {
        var x = Vector("x", dtype);
        Check(Function([x], [Softmax(x), LogSoftmax(x)]), from: 1, vectors: true);
    }

    [Theory, MemberData(nameof(Floats))]
    public void Contractions(DType dtype)
    {
        var n = graph.Dim("n");
        var (a, b, w, r) = (graph.Variable("A", [n, 6], dtype), graph.Variable("B", [6, n], dtype), graph.Variable("w", [6], dtype), graph.Variable("r", [n], dtype));
        Check(Function([a, w, r], [Einsum("ij,j->i", a, w), Einsum("ij,i->j", a, r), Sum(a, [0]), Sum(a, [1]), Einsum("ij,ik->jk", a, a)]), vectors: true);
        Check(Function([b, w, r], [Einsum("ji,j->i", b, w), Einsum("ji,i->j", b, r), Einsum("ji,ki->jk", b, b), Max(b, [1]), Sum(b * r)]), vectors: true);
    }

    // Rows of 42 are 10 vectors of 4 and one more that ends with the last entry; what lies at an index from data is read lane by lane beside them.
    [Theory, MemberData(nameof(Floats))]
    public void RestsOfLoopsWithLoopsInside(DType dtype)
    {
        var n = graph.Dim("n");
        var (t, w, k) = (graph.Variable("T", [3, 5, 42], dtype), graph.Variable("w", [n, 5], dtype), graph.Variable("k", [n], DType.Int32));
        var table = graph.Constant(Tensor.Of(dtype, [.. Enumerable.Range(0, 42).Select(i => 0.5 * i)], 42, 1));
        var rows = graph.Map(n, i => Einsum("j,jc->c", w[i], t[k[i]]) + table[.., 0]);
        var f = Function([t, w, k], [rows, Concatenate([rows[.., ..2] * 2, -rows], 1)]);
        foreach (var length in new[] { 1, 5, 63, 64, 70, 131 })
        {
            double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (double)(float)Math.Sin(1 + i))];
            var arguments = new[] { Tensor.Of(dtype, Numbers(630), 3, 5, 42), Tensor.Of(dtype, Numbers(5 * length), length, 5), Tensor.Of(DType.Int32, [.. Enumerable.Range(0, length).Select(i => i * 7 % 3 * 1.0)], length) };
            var expected = f.Evaluate(arguments);
            foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            {
                var actual = BackendCheck.Run(f, arguments, new() { Backend = backend });
                for (var o = 0; o < expected.Length; o++) BackendCheck.Near(expected[o].ToArray(), actual[o], dtype == DType.Float64 ? 1e-14 : 1e-6);
            }
        }

        var source = f.ToCSharp(new() { Vectorize = true });
        Assert.Matches(dtype == DType.Float64 ? @"nint i\d* = 38;" : @"nint i\d* = 34;", source);
    }

    [Fact]
    public void Tiles()
    {
        foreach (var (d, k) in new[] { (10, 25), (3, 2), (7, 5), (4, 8), (1, 3) })
        {
            var graph = new Graph();
            var (q, x, w) = (graph.Variable("Q", [k, d]), graph.Variable("X", [d, 64]), graph.Variable("w", [64]));
            Check(graph.Function("f", [q, x, w], [Einsum("kd,dl->kl", q, x), Einsum("dl,el,l->de", x, x, w), Einsum("dl,l->d", x, w)]), vectors: true, only: 0);
        }
    }

    [Fact]
    public void GathersAndShifts()
    {
        var n = graph.Dim("n");
        var (x, i) = (graph.Variable("x", [n]), graph.Variable("i", [n], DType.Int32));
        var f = Function([x, i], [Gather(x, i) * 2 + x, Sum(Exp(Gather(x, i))), Sum(Reverse(x) * x)]);
        Near(f, lengths.Skip(1).Select(Arguments), 1e-12);

        static Tensor[] Arguments(int length)
        {
            var random = new Random(length);
            return [Tensor.Vector([.. Enumerable.Range(0, length).Select(_ => random.NextDouble())]), Tensor.Of(DType.Int32, [.. Enumerable.Range(0, length).Select(_ => (double)random.Next(length))], length)];
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.0)]
    public void SpecialValues(double special)
    {
        var (x, y) = (Vector("x", DType.Float64), Vector("y", DType.Float64));
        var f = Function([x, y], [Max(x), Min(x), Select(x > y, x, y), Max(x, y), Exp(x), x * y, Sum(x), Relu(x), Abs(x)]);
        var places = new[] { 0, 3, 7, 18 }.Select(at => Enumerable.Range(0, 19).Select(k => k == at ? special : Math.Sin(k)).ToArray());
        Near(f, places.Select(v => new[] { Tensor.Vector(v), Tensor.Vector([.. v.Reverse()]) }), 1e-12);
    }

    // Ten entries of a row would leave two: the lanes lie along the 64.
    [Fact]
    public void LanesLieWhereNoneIsLeft()
    {
        var (q, x) = (graph.Variable("Q", [5, 10]), graph.Variable("X", [5, 64]));
        Check(Function([q, x], [Sum(Einsum("pk,pl->kl", q, x), [1]), Einsum("pk,pl->k", q, x)]), vectors: true, only: 0);
    }

    [Theory, InlineData(Backend.ExpressionTree), InlineData(Backend.Roslyn)]
    public void ACallAllocatesNothing(Backend backend)
    {
        var x = Vector("x", DType.Float64);
        var run = Function([x], [Softmax(x) * Sum(x * x)]).Compile<Action<double[], double[]>>(new() { Backend = backend });
        var (input, output) = (new double[1000], new double[1000]);
        run(input, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) run(input, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private Node Vector(string name, DType dtype) => graph.Variable(name, [graph.Dim("n")], dtype);

    private Function Function(Node[] inputs, Node[] outputs) => graph.Function("f", inputs, outputs);

    private static void Check(Function function, bool vectors, int from = 0, int? only = null)
    {
        Assert.Equal(vectors, function.ToCSharp(new() { Vectorize = true }).Contains("Vector256", StringComparison.Ordinal));
        var arguments = (only is { } single ? [single] : lengths.Where(l => l >= from)).Select(length =>
        {
            var random = new Random(length);
            return function.Inputs.Select(i => Random(random, i.Type, length)).ToArray();
        });
        Near(function, arguments, function.Inputs[0].DType == DType.Float64 ? 1e-12 : 2e-5);
    }

    private static void Near(Function function, IEnumerable<Tensor[]> arguments, double tolerance)
    {
        PassesLeaveItWellFormed(function);
        var compiled = new[] { Backend.ExpressionTree, Backend.Roslyn }.Select(b => function.Compile(BackendCheck.DelegateTypeOf(function), new() { Backend = b })).ToArray();
        foreach (var values in arguments)
        {
            var expected = function.Evaluate(values);
            var actual = Array.ConvertAll(compiled, c => BackendCheck.RunCompiled(function, values, c));
            for (var i = 0; i < expected.Length; i++)
            {
                BackendCheck.Near(expected[i].ToArray(), actual[0][i], tolerance);
                Assert.Equal(BackendCheck.Bits(actual[0][i]), BackendCheck.Bits(actual[1][i]));
            }
        }
    }

    private static void PassesLeaveItWellFormed(Function function)
    {
        var program = SymDiff.Codegen.Lowering.Lowering.Lower(function.Simplify(), isRelaxed: true, hasVectors: true).Program;
        foreach (var pass in Compiler.Passes)
        {
            program = pass.Apply(program);
            ProgramVerifier.Check(program);
        }
    }

    private static Tensor Random(Random random, TensorType type, int length)
    {
        int[] shape = [.. type.Shape.Select(d => d.IsConstant ? d.Value : length)];
        var count = shape.Aggregate(1, (a, b) => a * b);
        return Tensor.Of(type.DType, [.. Enumerable.Range(0, count).Select(_ => type.DType == DType.Float32 ? (float)(random.NextDouble() * 2 - 1) : random.NextDouble() * 2 - 1)], shape);
    }
}
