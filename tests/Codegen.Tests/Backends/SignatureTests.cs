using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Backends;

/// <summary>The delegate types a function can be called through, and the messages for those that do not fit.</summary>
public sealed class SignatureTests
{
    private readonly Graph graph = new();

    public static TheoryData<Backend> Backends => [Backend.ExpressionTree, Backend.Roslyn];

    private delegate double Spans(ReadOnlySpan<double> x, double s, Span<double> gradient);

    private delegate void Outs(double[] x, double s, out double value, out double[] gradient);

    private delegate void Given(Span<double> x, double s, out double value, double[] gradient);

    private delegate void Sized(double[] a, int n, int d, double[] sums);

    private delegate double OfFloat(float x);

    private delegate void ByReference(double[] x, ref double s, out double value, double[] gradient);

    private delegate ref double ReturnsReference(double[] x, double s, double[] gradient);

    private delegate double ReadOnlyResult(double[] x, double s, ReadOnlySpan<double> gradient);

    private delegate double OutSpan(double[] x, double s, out Span<double> gradient);

    private delegate void ScalarByValue(double[] x, double s, double value, double[] gradient);

    // f = s·Σx², df/dx = 2·s·x
    private Function Scaled()
    {
        var (x, s) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("s"));
        return graph.Function("f", [x, s], [Sum(x * x) * s]).ValueAndGradient("x");
    }

    [Theory, MemberData(nameof(Backends))]
    public void ResultAndSpan(Backend backend)
    {
        var gradient = new double[3];
        var run = Scaled().Compile<Spans>(new() { Backend = backend });
        Assert.Equal(28, run([1.0, 2.0, 3.0], 2, gradient));
        Assert.Equal((double[])[4, 8, 12], gradient);
        Assert.Equal(0, run([], 2, []));
    }

    [Theory, MemberData(nameof(Backends))]
    public void OutParametersAndArrays(Backend backend)
    {
        Scaled().Compile<Outs>(new() { Backend = backend })([1.0, 2.0], 1, out var value, out var gradient);
        Assert.Equal(5, value);
        Assert.Equal((double[])[2, 4], gradient);
        var given = new double[2];
        Scaled().Compile<Given>(new() { Backend = backend })([3.0, 4.0], 1, out value, given);
        Assert.Equal(25, value);
        Assert.Equal((double[])[6, 8], given);
    }

    [Theory, MemberData(nameof(Backends))]
    public void Tuples(Backend backend)
    {
        var (value, gradient) = Scaled().Compile<Func<double[], double, (double, double[])>>(new() { Backend = backend })([1.0, 2.0], 1);
        Assert.Equal(5, value);
        Assert.Equal((double[])[2, 4], gradient);
    }

    // More than seven results nest in the tuple's eighth place.
    [Theory, MemberData(nameof(Backends))]
    public void TuplesOfMoreThanSeven(Backend backend)
    {
        var x = graph.Variable("x");
        var f = graph.Function("powers", [x], Enumerable.Range(1, 9).Select(k => x * k));
        var all = f.Compile<Func<double, (double, double, double, double, double, double, double, double, double)>>(new() { Backend = backend })(2);
        Assert.Equal((2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0), all);
    }

    // [n, d] alone does not give n and d: they are int parameters.
    [Theory, MemberData(nameof(Backends))]
    public void SizesThatDoNotFollowAreGiven(Backend backend)
    {
        var a = graph.Variable("A", [graph.Dim("n"), graph.Dim("d")]);
        var f = graph.Function("sums", [a], [Sum(a, [1])]);
        var sums = new double[2];
        f.Compile<Sized>(new() { Backend = backend })([1, 2, 3, 4, 5, 6], 2, 3, sums);
        Assert.Equal((double[])[6, 15], sums);
        var error = Assert.Throws<CodeGenerationException>(() => f.Compile<Func<double[], double[]>>(new() { Backend = backend }));
        Assert.Equal("Compile: the delegate Func<double[], double[]> does not fit sums(A: f64[n, d]) -> (value: f64[n]): the size(s) n, d do not follow from the lengths of the inputs and must be int parameters behind the inputs.", error.Message);
    }

    [Theory, MemberData(nameof(Backends))]
    public void EveryDtypeCrossesTheCall(Backend backend)
    {
        var (x, k, b) = (graph.Variable("x", dtype: DType.Float32), graph.Variable("k", dtype: DType.Int64), graph.Variable("b", dtype: DType.Bool));
        var f = graph.Function("f", [x, k, b], [Select(b, x, -x), k * k, !b]);
        var run = f.Compile<Func<float, long, bool, (float, long, bool)>>(new() { Backend = backend });
        Assert.Equal((-1.5f, 9L, true), run(1.5f, 3, false));
    }

    [Fact]
    public void DelegatesThatDoNotFit()
    {
        Misfit<Func<double[], (double, double[])>>("it has 1 parameter(s), but there are 2 input(s)");
        Misfit<Func<double, double, (double, double[])>>("its parameter 'arg1' is double, but the input 'x' is f64[n], which is passed as double[], ReadOnlySpan<double> or Span<double>");
        Misfit<Func<double[], float, (double, double[])>>("its parameter 'arg2' is float, but the input 's' is f64, which is passed as double");
        Misfit<Func<double[], double, double>>("it takes 1 output(s), but there are 2");
        Misfit<Func<double[], double, (double, double)>>("it returns double for the output 'd_x', which is f64[n] and is given back as a result double[], out double[], or a double[] or Span<double> parameter");
        Misfit<Func<double[], double, double, (double, double[])>>("its parameter 'arg3' stands for no output; there are 2");
    }

    [Fact]
    public void DelegatesOfOddKinds()
    {
        Misfit<ByReference>("its parameter 's' is ref double, but the input 's' is f64, which is passed as double");
        Misfit<ReturnsReference>("it returns ref double for the output 'value', which is f64 and is given back as a result or out double");
        Misfit<ReadOnlyResult>("its parameter 'gradient' is ReadOnlySpan<double>, but the output 'd_x' is f64[n], which is given back as a result double[], out double[], or a double[] or Span<double> parameter");
        Misfit<OutSpan>("its parameter 'gradient' is out Span<double>, but the output 'd_x' is f64[n], which is given back as a result double[], out double[], or a double[] or Span<double> parameter");
        Misfit<ScalarByValue>("its parameter 'value' is double, but the output 'value' is f64, which is given back as a result or out double");
        Misfit<Action>("it has 0 parameter(s), but there are 2 input(s)");
        Misfit<Action<double[], double>>("it takes 0 output(s), but there are 2");
        Misfit<Func<double[], double, string>>("it returns String for the output 'value', which is f64 and is given back as a result or out double");
        Misfit<Func<double[], double, (double, (double[], double))>>("it returns ValueTuple<double[], double> for the output 'd_x', which is f64[n] and is given back as a result double[], out double[], or a double[] or Span<double> parameter");
        Misfit<Func<double[], double, (double, double[], double)>>("it takes 3 output(s), but there are 2");
        Misfit<Func<double[,], double, (double, double[])>>("its parameter 'arg1' is double[,], but the input 'x' is f64[n], which is passed as double[], ReadOnlySpan<double> or Span<double>");
        Misfit<Func<List<double>, double, (double, double[])>>("its parameter 'arg1' is List<double>, but the input 'x' is f64[n], which is passed as double[], ReadOnlySpan<double> or Span<double>");
        Misfit<Func<double[], double, int, int, (double, double[])>>("it has 2 int parameter(s) behind the inputs, where sizes are given, but there are 1 size(s), to be given all or none");
        Assert.Equal("Compile: System.Delegate is no delegate type.", Assert.Throws<CodeGenerationException>(() => Scaled().Compile<Delegate>()).Message);
        Assert.Equal("Compile: System.MulticastDelegate is no delegate type.", Assert.Throws<CodeGenerationException>(() => Scaled().Compile<MulticastDelegate>()).Message);
    }

    [Fact]
    public void AnIntegerBehindTheInputsIsASize()
    {
        var x = graph.Variable("x");
        var error = Assert.Throws<CodeGenerationException>(() => graph.Function("f", [x], [x]).Compile<Func<double, int, double>>());
        Assert.Equal("Compile: the delegate Func<double, int, double> does not fit f(x: f64) -> (value: f64): it has 1 int parameter(s) behind the inputs, where sizes are given, but there are no sizes.", error.Message);
    }

    [Fact]
    public void AFloatIsNoDouble()
    {
        var x = graph.Variable("x");
        var error = Assert.Throws<CodeGenerationException>(() => graph.Function("f", [x], [x]).Compile<OfFloat>());
        Assert.Equal("Compile: the delegate OfFloat does not fit f(x: f64) -> (value: f64): its parameter 'x' is float, but the input 'x' is f64, which is passed as double.", error.Message);
    }

    private void Misfit<TDelegate>(string reason)
        where TDelegate : Delegate
    {
        var error = Assert.Throws<CodeGenerationException>(() => Scaled().Compile<TDelegate>());
        Assert.EndsWith(" does not fit f_value_and_gradient(x: f64[n], s: f64) -> (value: f64, d_x: f64[n]): " + reason + ".", error.Message);
    }
}
