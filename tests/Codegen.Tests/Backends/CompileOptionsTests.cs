namespace SymDiff.Codegen.Tests.Backends;

/// <summary>The cache of delegates, the report of steps, and cancellation.</summary>
public class CompileOptionsTests
{
    [Fact]
    public void FunctionsOfOneStructureShareADelegate()
    {
        var first = Function.Parse("(x, y) => exp(x) * sin(y)").Compile<Func<double, double, double>>();
        var again = Function.Parse("(x, y) => exp(x) * sin(y)").Compile<Func<double, double, double>>();
        Assert.Same(first, again);
    }

    [Fact]
    public void OtherStructuresNamesAndOptionsHaveTheirOwn()
    {
        var first = Function.Parse("(x, y) => exp(x) * sin(y)").Compile<Func<double, double, double>>();
        Assert.NotSame(first, Function.Parse("(x, y) => exp(y) * sin(x)").Compile<Func<double, double, double>>());
        Assert.NotSame(first, Function.Parse("(a, y) => exp(a) * sin(y)").Compile<Func<double, double, double>>());
        Assert.NotSame(first, Function.Parse("(x, y) => exp(x) * sin(y)").Compile<Func<double, double, double>>(new() { Numerics = Numerics.Strict }));
        Assert.NotSame(first, Function.Parse("(x, y) => exp(x) * sin(y)").Compile<Func<double, double, double>>(new() { UseCache = false }));
    }

    [Fact]
    public void VectorsOfAnotherSizeAreAnotherDelegate()
    {
        var f = Function.Parse("(double[n] x) => sum(exp(x))");
        var (narrow, wide) = (f.Compile<Func<double[], double>>(new() { VectorBits = 256 }), f.Compile<Func<double[], double>>(new() { VectorBits = 512 }));
        double[] x = [.. Enumerable.Range(0, 37).Select(i => i / 37.0)];
        Assert.NotSame(narrow, wide);
        Assert.All([narrow, wide], sum => Assert.Equal(x.Sum(Math.Exp), sum(x), 1e-12));
    }

    [Fact]
    public void VectorsHaveOneOfTwoSizes()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CompileOptions { VectorBits = 128 });
        Assert.StartsWith("VectorBits: expected 256, 512, or null for what the machine is fast at.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StepsAreReportedInTheirOrder()
    {
        var steps = new Steps();
        Function.Parse("x => x * x").Compile<Func<double, double>>(new() { UseCache = false, Progress = steps, Backend = Backend.ExpressionTree });
        Assert.Equal("Simplify", steps.All[0]);
        Assert.Equal("Lower", steps.All[1]);
        Assert.Equal("Compile expression trees", steps.All[^1]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3000)]
    public void WithoutABackendTreesAreCompiled(int operations)
    {
        var steps = new Steps();
        var x = new Graph().Variable("x");
        var y = Enumerable.Range(0, operations).Aggregate(x, (sum, i) => sum * x + i);
        x.Graph.Function("f", [x], [y]).Compile<Func<double, double>>(new() { UseCache = false, Progress = steps });
        Assert.Equal("Compile expression trees", steps.All[^1]);
    }

    [Fact]
    public void ACancelledCompilationEnds()
    {
        using var source = new CancellationTokenSource();
        var steps = new Steps { Then = step => { if (step == "Lower") source.Cancel(); } };
        var options = new CompileOptions { UseCache = false, Progress = steps, CancellationToken = source.Token };
        Assert.Throws<OperationCanceledException>(() => Function.Parse("x => x * x").Compile<Func<double, double>>(options));
        Assert.Equal(["Simplify", "Lower"], steps.All);
    }

    private sealed class Steps : IProgress<string>
    {
        public List<string> All { get; } = [];

        public Action<string>? Then { get; init; }

        public void Report(string value)
        {
            All.Add(value);
            Then?.Invoke(value);
        }
    }
}
