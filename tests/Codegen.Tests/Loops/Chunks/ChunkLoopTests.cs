using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Codegen.Tests.Lowering;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Chunks;

/// <summary>Loops on several threads: the interpreter's results for each degree, the same bits in each call, and the failures of code on one thread.</summary>
public sealed class ChunkLoopTests
{
    private readonly Graph graph = new();

    public static TheoryData<string> Loops => [.. BatchedLoopTests.Names];

    public static TheoryData<Backend> Backends => [Backend.ExpressionTree, Backend.Roslyn];

    [Theory, MemberData(nameof(Loops))]
    public void LoopsComputeWhatTheInterpreterComputes(string name)
    {
        foreach (var f in new[] { BatchedLoopTests.Named(name), BatchedLoopTests.Named(name).ValueAndGradient() })
        {
            ProgramVerifier.Check(Compiler.Compile(f, Numerics.Standard, vectorize: true, new Parallelism(3) { Least = 1 }));
            foreach (var degree in new[] { 1, 2, 3, 7 }) Agrees(f, Backend.ExpressionTree, degree, [1, 65, 500]);
            Agrees(f, Backend.Roslyn, 3, [1, 65, 500]);
        }
    }

    private static void Agrees(Function f, Backend backend, int degree, int[] lengths)
    {
        var compiled = f.Compile(BackendCheck.DelegateTypeOf(f), Options(backend, degree));
        foreach (var n in lengths)
        {
            var given = BatchedLoopTests.Arguments(f, n);
            var expected = f.Evaluate(given);
            var actual = BackendCheck.RunCompiled(f, given, compiled);
            for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12);
            for (var again = 0; again < 5; again++) Assert.Equal(actual.Select(BackendCheck.Bits), BackendCheck.RunCompiled(f, given, compiled).Select(BackendCheck.Bits));
        }
    }

    // Loops of expressions: stores, sums, the largest entry, and several at once.
    [Theory, MemberData(nameof(Backends))]
    public void ExpressionsComputeWhatTheInterpreterComputes(Backend backend)
    {
        var n = graph.Dim("n");
        var (x, y) = (graph.Variable("x", [n]), graph.Variable("y", [n, 5]));
        var f = graph.Function("f", [x, y], [Sum(Exp(x) * Sum(y, [1])) + Max(x * x) + Mean(Sin(y)), Tanh(x) * Sum(x), Sum(y, [0])]);
        foreach (var degree in new[] { 1, 2, 3, 7 })
        {
            foreach (var length in new[] { 1, 2, 100, 1003 })
            {
                var random = new Random(length);
                double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
                Tensor[] given = [Tensor.Vector(Numbers(length)), Tensor.Of(DType.Float64, Numbers(5 * length), [length, 5])];
                var expected = f.Evaluate(given);
                var actual = BackendCheck.Run(f, given, Options(backend, degree));
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12);
            }
        }
    }

    // Strict code has the interpreter's bits on any number of threads: rows are stored by several, sums are taken by one.
    [Theory, MemberData(nameof(Backends))]
    public void StrictCodeKeepsItsBits(Backend backend)
    {
        var x = graph.Variable("x", [graph.Dim("n"), 3]);
        var f = graph.Function("f", [x], [Loop.Map(x, row => Softmax(Sin(row) * row)), Exp(x)]);
        Assert.NotEmpty(Compiler.Compile(f, Numerics.Strict, vectorize: true, new Parallelism(3) { Least = 1 }).Chunks);
        Tensor given = Tensor.Of(DType.Float64, [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i))], [100, 3]);
        var expected = f.Evaluate(given);
        var actual = BackendCheck.Run(f, [given], Options(backend, 3) with { Numerics = Numerics.Strict });
        for (var i = 0; i < expected.Length; i++) Assert.Equal(BackendCheck.Bits(expected[i].ToArray()), BackendCheck.Bits(actual[i]));
    }

    private delegate double Pick(double[] x, int[] k);

    // The first failure in the order of the iterations, whichever thread comes upon one first.
    [Theory, MemberData(nameof(Backends))]
    public void FailuresAreThoseOfOneThread(Backend backend)
    {
        var (x, k) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("k", [graph.Dim("p")], DType.Int32));
        var f = graph.Function("f", [x, k], [Loop.SumOver(k, i => Exp(x[i]))]);
        var indices = new int[1000];
        (indices[333], indices[700], indices[999]) = (8, 9, -1);
        foreach (var degree in new[] { 1, 2, 3, 7 })
        {
            var run = f.Compile<Pick>(Options(backend, degree));
            var error = Assert.Throws<ArgumentOutOfRangeException>("index", () => run([1, 2, 3], indices));
            Assert.Equal("The index 8 is outside of an axis of length 3; expected 0 to 2. (Parameter 'index')", error.Message);
        }
    }

    private delegate void Squares(double[] x, double[] y);

    [Fact]
    public void OneThreadAllocatesNothing()
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("f", [x], [Loop.Map(x, v => Exp(v) * v)]);
        Assert.Empty(Compiler.Compile(f, Numerics.Standard, vectorize: true, new Parallelism(1) { Least = 1 }).Chunks);
        var run = f.Compile<Squares>();
        double[] given = new double[1000], made = new double[1000];
        for (var i = 0; i < 10; i++) run(given, made);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) run(given, made);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // sum += x[i], as long as a condition holds: what comes behind the first iteration that fails it does not take place.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALoopThatEndsEarlyStaysOnOneThread(bool endsEarly)
    {
        var x = new Codegen.Loops.Buffer("x", ScalarType.Float64, new Dim("n"), BufferRole.Input);
        var (sum, i) = (new Local("sum", ScalarType.Float64), new Local("i", ScalarType.Index));
        var entry = new Codegen.Loops.Load(x, new Read(i));
        List<Statement> body = [new Assign(sum, new Codegen.Loops.Arithmetic(Elements.ArithmeticKind.Add, new Read(sum), entry))];
        if (endsEarly) body.Insert(0, new While(new Codegen.Loops.Compare(Elements.ComparisonKind.Less, new Codegen.Loops.Constant(Scalar.Of(0.0), ScalarType.Float64), entry)));
        var loop = new For(i, IndexArithmetic.Number(100), [.. body]);
        Assert.Equal(!endsEarly, LoopSharing.Of(loop, new Dictionary<Codegen.Loops.Buffer, Fill>(), BufferUses.In(loop)) is not null);
    }

    [Fact]
    public void RunsAreGivenAsMuchMemoryAsThereAreParametersFor() =>
        Assert.Equal(ChunkLoops.MostMemory, typeof(Runtime.ParallelLoop).GetMethod("Run")!.GetParameters().Count(p => p.ParameterType == typeof(ReadOnlySpan<byte>)));

    // Little work, known when it is called: the loop runs where it stands, as with one thread.
    [Theory, MemberData(nameof(Backends))]
    public void LittleWorkTakesNoThread(Backend backend)
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("f", [x], [Loop.Map(x, v => Exp(v) * Sum(x))]);
        Assert.NotEmpty(Compiler.Compile(f, Numerics.Standard, vectorize: true, new Parallelism(3)).Chunks);
        var (one, three) = (f.Compile<Squares>(new() { Backend = backend }), f.Compile<Squares>(new() { Backend = backend, MaxDegreeOfParallelism = 3 }));
        double[] given = [.. Enumerable.Range(0, 1000).Select(i => Math.Sin(i))], expected = new double[1000], actual = new double[1000];
        one(given, expected);
        for (var i = 0; i < 10; i++) three(given, actual);
        Assert.Equal(expected, actual);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) three(given, actual);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Little work, known before the program runs: there is nothing to gain.
    [Fact]
    public void ShortLoopsStayOnOneThread()
    {
        var x = graph.Variable("x", [1000]);
        Assert.Empty(Compiler.Compile(graph.Function("f", [x], [Exp(x)]), Numerics.Standard, vectorize: true, new Parallelism(8)).Chunks);
    }

    // As many threads as there may be: the partial sums have room.
    [Theory, MemberData(nameof(Backends))]
    public void AnyDegreeServes(Backend backend)
    {
        var f = Function.Parse("(double[n] x, double[m] w) => x.Select(v => w*exp(v)).Sum()");
        Tensor[] given = [Tensor.Vector([.. Enumerable.Range(0, 1000).Select(i => Math.Sin(i))]), Tensor.Vector(1, 2, 3)];
        BackendCheck.Near(f.Evaluate(given)[0].ToArray(), BackendCheck.Run(f, given, Options(backend, int.MaxValue))[0], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void ADegreeIsAtLeastOne(int degree) => Assert.StartsWith(
        "MaxDegreeOfParallelism: expected the number of threads that a call may use, at least 1. (Parameter 'value')",
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompileOptions { MaxDegreeOfParallelism = degree }).Message,
        StringComparison.Ordinal);

    private static CompileOptions Options(Backend backend, int degree) => new() { Backend = backend, MaxDegreeOfParallelism = degree, LeastWork = 1 };
}
