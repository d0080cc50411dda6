using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Backends;

/// <summary>What a compiled function does with its arguments: checks before it writes, no allocation, no state.</summary>
public sealed class CallTests
{
    private readonly Graph graph = new();

    public static TheoryData<Backend> Backends => [Backend.ExpressionTree, Backend.Roslyn];

    private delegate double Loss(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> w, Span<double> gradient);

    private Loss Compile(Backend backend)
    {
        var n = graph.Dim("n");
        var (a, b, w) = (graph.Variable("A", [n, 3]), graph.Variable("b", [n]), graph.Variable("w", [3]));
        var r = MatMul(a, w) - Exp(b);
        return graph.Function("loss", [a, b, w], [Sum(r * r)]).ValueAndGradient("w").Compile<Loss>(new() { Backend = backend });
    }

    [Theory, MemberData(nameof(Backends))]
    public void WrongLengthsAreToldBeforeAnythingIsWritten(Backend backend)
    {
        var run = Compile(backend);
        var gradient = new double[] { 7, 7, 7 };
        Assert.Equal("'A' has 7 entries; expected 6 for its shape [n, 3]. (Parameter 'A')", Error(() => run(new double[7], new double[2], new double[3], gradient)));
        Assert.Equal("'b' has 3 entries; expected 2 for its shape [n]. (Parameter 'b')", Error(() => run(new double[6], new double[3], new double[3], gradient)));
        Assert.Equal("'w' has 2 entries; expected 3 for its shape [3]. (Parameter 'w')", Error(() => run(new double[6], new double[2], new double[2], gradient)));
        Assert.Equal("'d_w' has 4 entries; expected 3 for its shape [3]. (Parameter 'd_w')", Error(() => run(new double[6], new double[2], new double[3], new double[4])));
        Assert.Equal((double[])[7, 7, 7], gradient);
    }

    [Theory, MemberData(nameof(Backends))]
    public void AnOutputThatOverlapsIsTold(Backend backend)
    {
        var run = Compile(backend);
        var w = new double[5];
        Assert.Equal("The output 'd_w' overlaps 'w', which is read or written too; give it memory of its own. (Parameter 'd_w')", Error(() => run(new double[6], new double[2], w.AsSpan(0, 3), w.AsSpan(2, 3))));
    }

    private delegate void Two(double[] x, double[] twice, double[] square);

    [Theory, MemberData(nameof(Backends))]
    public void OutputsThatOverlapEachOtherAreTold(Backend backend)
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        var run = new Function("f", [x], [("twice", x + x), ("square", x * x)]).Compile<Two>(new() { Backend = backend });
        var same = new double[2];
        Assert.Equal("The output 'square' overlaps 'twice', which is read or written too; give it memory of its own. (Parameter 'square')", Error(() => run([1, 2], same, same)));
        Assert.Equal("The output 'twice' overlaps 'x', which is read or written too; give it memory of its own. (Parameter 'twice')", Error(() => run(same, same, new double[2])));
        Assert.Equal("'twice' has 0 entries; expected 2 for its shape [n]. (Parameter 'twice')", Error(() => run([1, 2], [], new double[2])));
    }

    [Theory, MemberData(nameof(Backends))]
    public void AnArrayThatIsNullIsTold(Backend backend)
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        var run = new Function("f", [x], [("twice", x + x), ("square", x * x)]).Compile<Two>(new() { Backend = backend });
        double[] given = [1, 2], twice = [7, 7], square = [7, 7];
        Assert.Equal("'x' is null; expected an array for its shape [n]. (Parameter 'x')", Assert.Throws<ArgumentNullException>("x", () => run(null!, twice, square)).Message);
        Assert.Equal("'twice' is null; expected an array for its shape [n]. (Parameter 'twice')", Assert.Throws<ArgumentNullException>("twice", () => run(given, null!, square)).Message);
        Assert.Equal("'square' is null; expected an array for its shape [n]. (Parameter 'square')", Assert.Throws<ArgumentNullException>("square", () => run(given, twice, null!)).Message);
        Assert.Equal([7, 7, 7, 7], twice.Concat(square));
    }

    [Theory, MemberData(nameof(Backends))]
    public void NothingIsAllocated(Backend backend)
    {
        var run = Compile(backend);
        double[] a = new double[3000], b = new double[1000], w = new double[3], gradient = new double[3];
        for (var i = 0; i < 10; i++) run(a, b, w, gradient);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) run(a, b, w, gradient);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, MemberData(nameof(Backends))]
    public void ManyThreadsCallAtOnce(Backend backend)
    {
        var run = Compile(backend);
        var expected = Enumerable.Range(0, 16).Select(Value).ToArray();
        var actual = new double[16];
        Parallel.For(0, 16, i =>
        {
            for (var repeat = 0; repeat < 50; repeat++) actual[i] = Value(i);
        });
        Assert.Equal(expected, actual);

        double Value(int i)
        {
            var gradient = new double[3];
            return run([.. Enumerable.Range(0, 300).Select(k => Math.Sin(k + i))], [.. Enumerable.Range(0, 100).Select(k => Math.Cos(k))], [1, 2, 3], gradient) + gradient.Sum();
        }
    }

    private static string Error(Action call) => Assert.Throws<ArgumentException>(call).Message;
}
