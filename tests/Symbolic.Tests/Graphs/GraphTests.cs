using System.Collections.Concurrent;
using System.Collections.Immutable;
using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>A node is its structure: in one graph the same op, inputs and attributes are the same object.</summary>
public sealed class GraphTests
{
    private readonly Graph graph = new();
    private readonly Node x, y;

    public GraphTests() => (x, y) = (graph.Variable("x"), graph.Variable("y"));

    [Fact]
    public void TheSameStructureIsTheSameObject()
    {
        Assert.Same(x, graph.Variable("x"));
        Assert.Same(2 * x + y, 2 * x + y);
        Assert.Same(Exp(x), Exp(x));
        Assert.Same(Sum(graph.Variable("v", [3]), [0]), Sum(graph.Variable("v", [3]), [-1]));
        Assert.NotSame(x + y, y + x);
        Assert.NotSame(Exp(x), Exp(y));
        Assert.NotSame(Cast(x, DType.Int32), Cast(x, DType.Int64));
        Assert.True(x * y == x * y);
    }

    [Fact]
    public void ConstantsAreTheirBits()
    {
        Assert.Same(graph.Constant(0.5), graph.Constant(0.5));
        Assert.NotSame(graph.Constant(0.0), graph.Constant(-0.0));
        Assert.Same(graph.Constant(double.NaN), graph.Constant(double.NaN));
        Assert.NotSame(graph.Constant(double.NaN), graph.Constant(BitConverter.Int64BitsToDouble(0x7ff8000000000001)));
        Assert.NotSame(graph.Constant(1), graph.Constant(1, DType.Float32));
        Assert.NotSame(graph.Constant(1, DType.Int32), graph.Constant(1, DType.Int64));
        Assert.Same(graph.Constant(Tensor.Vector(1, 2)), graph.Constant(Tensor.Vector(1, 2)));
        Assert.NotSame(graph.Constant(Tensor.Vector(1, 2)), graph.Constant(Tensor.Of([1.0, 2.0], 1, 2)));
        Assert.NotSame(graph.Constant(Tensor.Vector(0.0)), graph.Constant(Tensor.Vector(-0.0)));
    }

    [Fact]
    public void AVariableHasOneType()
    {
        Assert.Equal(
            "The variable 'x' is f64 in this graph already; it cannot be f64[3] too. (Parameter 'type')",
            Assert.Throws<ArgumentException>(() => graph.Variable("x", [3])).Message);
        Assert.Equal(
            "The variable 'x' is f64 in this graph already; it cannot be i32 too. (Parameter 'type')",
            Assert.Throws<ArgumentException>(() => graph.Add(new Variable("x", TensorType.Int32))).Message);
        Assert.Same(x, graph.Add(new Variable("x", TensorType.Float64)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1x")]
    [InlineData("a b")]
    [InlineData("x;return")]
    [InlineData("x\n")]
    public void AVariableHasAName(string name) => Assert.Equal(
        $"'{name}' is not a name for an input: expected letters, digits and underscores, starting with a letter or underscore. (Parameter 'name')",
        Assert.Throws<ArgumentException>(() => graph.Variable(name)).Message);

    [Fact]
    public void NodesOfTwoGraphsDoNotMix()
    {
        var other = new Graph().Variable("z");
        Assert.Equal(
            "Add: the operand z belongs to another graph. Build both in one graph, or use Function.Call to bring a function over. (Parameter 'inputs')",
            Assert.Throws<ArgumentException>(() => x + other).Message);
        Assert.Equal("The node z belongs to another graph. (Parameter 'node')", Assert.Throws<ArgumentException>(() => graph.GetInputs(other)).Message);
        Assert.Equal("The node z belongs to another graph. (Parameter 'node')", Assert.Throws<ArgumentException>(() => graph.GetConsumers(other)).Message);
        Assert.Equal("The node z belongs to another graph. (Parameter 'node')", Assert.Throws<ArgumentException>(() => graph.GetOperation(other)).Message);
    }

    [Fact]
    public void OperandsAreThere()
    {
        Assert.Equal("MatMul: an operand is null. (Parameter 'inputs')", Assert.Throws<ArgumentNullException>(() => graph.Add(new MatMul(), x, null!)).Message);
        Assert.Equal("MatMul does not take 1 operand(s): there are too few. (Parameter 'inputs')", Assert.Throws<ArgumentException>(() => graph.Add(new MatMul(), x)).Message);
    }

    [Fact]
    public void OperationInputsAndConsumers()
    {
        var (sum, square) = (x + y, x * x);
        var unused = Exp(y);
        Assert.Equal("Add", graph.GetOperation(sum).Name);
        Assert.Equal([x, y], graph.GetInputs(sum).AsEnumerable());
        Assert.Equal([x, x], graph.GetInputs(square).AsEnumerable());
        Assert.Equal([sum, square], graph.GetConsumers(x).AsEnumerable());
        Assert.Equal([sum, unused], graph.GetConsumers(y).AsEnumerable());
        Assert.Empty(graph.GetConsumers(square));
        var later = Log(square);
        Assert.Equal([later], graph.GetConsumers(square).AsEnumerable());
    }

    [Fact]
    public void ANodeThatIsRejectedLeavesNoTrace()
    {
        var count = graph.Count;
        Assert.Throws<ShapeException>(() => graph.Add(new MatMul(), x, y));
        Assert.Equal(count, graph.Count);
    }

    [Fact]
    public void ThreadsThatBuildTheSameGetTheSame()
    {
        var built = new ConcurrentBag<ImmutableArray<Node>>();
        var start = new ManualResetEventSlim();
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            start.Wait();
            built.Add(Build());
        })).ToList();
        threads.ForEach(t => t.Start());
        start.Set();
        threads.ForEach(t => t.Join());
        var first = Build();
        Assert.Equal(8, built.Count);
        Assert.All(built, nodes => Assert.Equal(first.AsEnumerable(), nodes));
        Assert.Equal(Traversal.PostOrder(first).Concat([y]).Distinct().Count(), graph.Count);

        ImmutableArray<Node> Build()
        {
            var nodes = ImmutableArray.CreateBuilder<Node>();
            var node = graph.Variable("x");
            for (var i = 0; i < 2000; i++)
            {
                node = i % 3 == 0 ? node * graph.Variable("v" + i % 50) : i % 3 == 1 ? Exp(node) : node + i;
                nodes.Add(node);
                Assert.False(graph.GetConsumers(x).IsDefault);
            }

            return nodes.ToImmutable();
        }
    }

    // On a machine that does other things too, one of a few attempts must do.
    [Fact]
    public void AMillionNodesAreBuiltInTenSeconds() => Assert.Contains(Enumerable.Range(0, 5).Select(_ => Seconds()), seconds => seconds < 10);

    private static double Seconds()
    {
        var (own, watch) = (new Graph(), System.Diagnostics.Stopwatch.StartNew());
        var node = own.Variable("x");
        for (var i = 0; i < 500_000; i++) node = Exp(-node);
        Assert.Equal(1_000_001, own.Count);
        return watch.Elapsed.TotalSeconds;
    }

    // x = x·x, sixty times: a node each
    [Fact]
    public void RepeatedSquaringIsLinear()
    {
        var node = x;
        for (var i = 0; i < 60; i++) node = node * node;
        Assert.Equal(62, graph.Count);
    }
}
