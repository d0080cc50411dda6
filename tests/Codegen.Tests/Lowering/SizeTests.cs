using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>Long and deep programs are ordinary inputs of both backends.</summary>
public sealed class SizeTests
{
    private readonly Graph graph = new();

    public static TheoryData<Backend> Backends => [Backend.ExpressionTree, Backend.Roslyn];

    // A random directed graph: most of its values are live for long, so they pass between the parts.
    [Theory, MemberData(nameof(Backends))]
    public void AHundredThousandOperations(Backend backend)
    {
        var random = new Random(1);
        var nodes = Enumerable.Range(0, 4).Select(i => graph.Variable("x" + i)).ToList();
        while (nodes.Count < 100_000)
        {
            var (a, b) = (nodes[^random.Next(1, Math.Min(nodes.Count, 200))], nodes[random.Next(nodes.Count)]);
            nodes.Add(random.Next(4) switch { 0 => a + b, 1 => a * b * 0.5, 2 => Sin(a), _ => a - b });
        }

        var f = graph.Function("f", nodes.Take(4), [nodes[^1], nodes[^2], nodes[50_000]]);
        var run = f.Compile<Func<double, double, double, double, (double, double, double)>>(new() { Backend = backend, Numerics = Numerics.Strict });
        var (y1, y2, y3) = run(0.1, 0.2, 0.3, 0.4);
        Assert.Equal((double[])[y1, y2, y3], f.Evaluate(0.1, 0.2, 0.3, 0.4));
    }

    [Theory, MemberData(nameof(Backends))]
    public void ALongChainAndItsGradient(Backend backend)
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < 25_000; i++) y = Sin(y) + x;
        var f = graph.Function("f", [x], [y]).ValueAndGradient();
        var (value, derivative) = f.Compile<Func<double, (double, double)>>(new() { Backend = backend, Numerics = Numerics.Strict })(0.3);
        Assert.Equal((double[])[value, derivative], f.Evaluate(0.3));
    }

    // Nested choices that share what is below them: neither nested code nor copies of it.
    [Theory, MemberData(nameof(Backends))]
    public void AThousandChoices(Backend backend)
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < 1000; i++) y = Select(Sin(y + i) > 0, Exp(-y) + x, Cos(y));
        var f = graph.Function("f", [x], [y]).ValueAndGradient();
        var (value, derivative) = f.Compile<Func<double, (double, double)>>(new() { Backend = backend, Numerics = Numerics.Strict })(0.3);
        Assert.Equal((double[])[value, derivative], f.Evaluate(0.3));
        Assert.True(f.ToCSharp().Length < 1_000_000);
    }

    // x = x·x sixty times, for a tensor: each level is computed once.
    [Theory, MemberData(nameof(Backends))]
    public void SharedLevelsAreComputedOnce(Backend backend)
    {
        var x = graph.Variable("x", [3]);
        var y = x;
        for (var i = 0; i < 60; i++) y *= y;
        var f = graph.Function("f", [x], [Sum(y)]).ValueAndGradient();
        var gradient = new double[3];
        var value = f.Compile<Fused>(new() { Backend = backend, Numerics = Numerics.Strict })([1.0, -1.0, 0.5], gradient);
        Assert.Equal(2, value);
        Assert.Equal([Math.Pow(2, 60), -Math.Pow(2, 60), 0], gradient);
        Assert.True(f.ToCSharp().Length < 20_000);
    }

    private delegate double Fused(double[] x, Span<double> gradient);
}
