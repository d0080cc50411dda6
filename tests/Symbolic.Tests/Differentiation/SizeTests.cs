using System.Diagnostics;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Large graphs: time and memory are proportional to the number of edges, and no depth overflows the stack.</summary>
[Collection(nameof(SizeTests))]
[CollectionDefinition(nameof(SizeTests), DisableParallelization = true)]
public sealed class SizeTests
{
    private readonly Graph graph = new();
    private readonly Node x;

    public SizeTests() => x = graph.Variable("x");

    // the budget is 10 s and 2 GB; the time has room for a busy machine
    [Fact]
    public void AChainOfAMillionNodes()
    {
        var (watch, allocated) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes());
        var y = x;
        for (var i = 0; i < 500_000; i++) y = Exp(-y);
        var table = ReverseMode.BuildGrad(y, x);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 2_000_000_000);
        Assert.Equal(1_000_001, table.Nodes.Count);
        Assert.Equal(2_000_001, graph.Count);

        // and the function that a user asks for, simplified
        watch.Restart();
        var gradient = graph.Function("f", [x], [y]).ValueAndGradient();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, 2_000_000_000);
        GC.KeepAlive(gradient);
    }

    [Fact]
    public void AHundredThousandConsumers()
    {
        var u = Exp(x);
        var y = u;
        for (var i = 1; i < 100_000; i++) y += u * i;
        var table = ReverseMode.BuildGrad(y, x);
        Assert.Equal(100_000, table[u]!.Contributions.Length);
        // Σ i for i < 100,000, and 1 for the first
        var gradient = table[x]!.Value.Evaluate(NumericReverseTests.At((x, 0))).ToDouble();
        Assert.Equal(4_999_950_001, gradient);
        var second = Gradient.Of(table[x]!.Value, [x])[0];
        Assert.Equal(4_999_950_001, second.Evaluate(NumericReverseTests.At((x, 0))).ToDouble());
    }

    // as many guards, none of which is like another
    [Fact]
    public void TwentyThousandGuardedConsumers()
    {
        var u = Log(x);
        var y = x;
        for (var i = 0; i < 20_000; i++) y += Select(x > i, u, x);
        var gradient = Gradient.Of(y, [x])[0];
        Assert.Equal(20_001, gradient.Evaluate(NumericReverseTests.At((x, -1))).ToDouble());
    }

    // every node reads all earlier ones: n²/2 edges and 2ⁿ paths
    [Fact]
    public void ADenseGraph()
    {
        const int n = 500;
        List<Node> nodes = [x];
        for (var i = 1; i < n; i++) nodes.Add(Exp(nodes.Skip(1).Aggregate(nodes[0], (sum, node) => sum + node) * (1.0 / i)));
        var before = graph.Count;
        ReverseMode.BuildGrad(nodes[^1], x);
        Assert.InRange(graph.Count - before, n, 3 * n * n);
    }

    [Fact]
    public void AThousandDoublings()
    {
        var y = x;
        for (var i = 0; i < 1000; i++) y += y;
        var gradient = ReverseMode.BuildGrad(y, x)[x]!.Value;
        Assert.Equal(Math.Pow(2, 1000), gradient.Evaluate(NumericReverseTests.At((x, 1))).ToDouble());
        Assert.InRange(Traversal.PostOrder([gradient]).Count, 1000, 1002);
    }

    [Fact]
    public void ForwardModeOfALongChain()
    {
        var y = x;
        for (var i = 0; i < 100_000; i++) y = Exp(-y);
        var tangent = ForwardMode.BuildTangents([y], new Dictionary<Node, Node> { [x] = x.Literal(1) })[0]!;
        Assert.True(double.IsFinite(tangent.Evaluate(NumericReverseTests.At((x, 0.1))).ToDouble()));
    }

    [Fact]
    public void TheNumericPassOverALongChain()
    {
        var y = x;
        for (var i = 0; i < 100_000; i++) y = Exp(-y);
        var table = NumericReverse.Run(y, NumericReverseTests.At((x, 0.1)), x);
        Assert.Equal((200_000, 400_000), (table.Edges, table.Operations));
    }
}
