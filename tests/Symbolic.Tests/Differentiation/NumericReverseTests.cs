using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>The reverse pass on numbers: what it computes, what it costs, and that it agrees with the derivative graph.</summary>
public sealed class NumericReverseTests
{
    private readonly Graph graph = new();

    public static TheoryData<string> Samples => [.. OpSamples.All.Where(s => s.Active.Length > 0 && s.Differentiable.Length > 0).Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void AgreesWithTheDerivativeGraph(string name)
    {
        var sample = OpSamples.Named(name);
        var weights = SampleDerivatives.Weights(sample.Differentiable, seed: 5);
        var loss = sample.Differentiable.Zip(weights, (y, w) => Sum(y * w)).Aggregate((a, b) => Cast(a, DType.Float64) + Cast(b, DType.Float64));
        Agree(loss, sample.Inputs, sample.Arguments, sample.Active);
    }

    // x -> e^-x -> ... : one edge and one product each, so forward n ops, backward n times 1
    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void AChainCostsItsLength(int n)
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < n; i++) y = i % 2 == 0 ? Negate(y) : Exp(y);
        var table = NumericReverse.Run(y, At((x, 0.1)), x);
        Assert.Equal(n, table.Edges);
        Assert.Equal(2 * n, table.Operations);
    }

    // y_i is the sum of all earlier nodes, n(n - 1)/2 edges of a product each: the cost is that of the edges, not of the 2^n paths
    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public void ADenseGraphCostsItsEdges(int n)
    {
        var x = graph.Variable("x");
        List<Node> nodes = [x];
        for (var i = 1; i < n; i++) nodes.Add(graph.Add(new Total(), [.. nodes]));
        var table = NumericReverse.Run(nodes[^1], At((x, 1)), x);
        Assert.Equal(n * (n - 1) / 2, table.Edges);
        Assert.InRange(table.Operations, table.Edges, 3 * table.Edges);
        Assert.Equal(Math.Pow(2, n - 2), table[x]!.Adjoint.ToDouble());
    }

    [Fact]
    public void TheTableHasTheContributionOfEveryPosition()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var square = x * x;
        var table = NumericReverse.Run(square * y + x, At((x, 3), (y, 5)), x, y);
        Assert.Equal([square * y + x, square * y, y, square, x], table.Rows.Select(r => r.Node));
        var row = table[x]!;
        Assert.Equal((3, 31), (row.Value.ToDouble(), row.Adjoint.ToDouble()));
        Assert.Equal([(square * y + x, 1, 1), (square, 0, 15), (square, 1, 15)], row.Contributions.Select(c => (c.Consumer, c.Position, c.Value.ToDouble())));
        Assert.Null(table[graph.Constant(2)]);
    }

    [Fact]
    public void AFunctionExplainsItself()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y", [2]));
        var table = graph.Function("f", [x, y], [Sum(y * y) * x]).Explain(3.0, Tensor.Vector(1, 2));
        Assert.Equal(15, table.Rows[0].Value.ToDouble());
        Assert.Equal([6, 12], table[y]!.Adjoint.ToArray());
        var error = Assert.Throws<ArgumentException>(() => graph.Function("f", [x, y], [x]).Explain(1.0));
        Assert.Equal("f: expected 2 input(s) (x, y), got 1. (Parameter 'inputs')", error.Message);
    }

    [Fact]
    public void OpsWithSeveralOutputs()
    {
        var (a, b) = (graph.Variable("a", [2]), graph.Variable("b", [2]));
        var both = SumAndProduct.Of(a, b);
        ImmutableArray<Tensor> at = [Tensor.Vector(2, 3), Tensor.Vector(5, 7)];
        Agree(both.Output(0) * Sum(both.Output(1)), [a, b], at, [a, b]);
        Agree(Sum(both.Output(1)), [a, b], at, [a, b]);
        Agree(Select(both.Output(0) > 0, Sum(Log(both.Output(1))), both.Output(0)), [a, b], at, [a, b]);
        Agree(Select(both.Output(0) > 0, both.Output(0), Sum(Log(both.Output(1)))), [a, b], [Tensor.Vector(2, -3), Tensor.Vector(5, 7)], [a, b]);
    }

    [Fact]
    public void AnUntakenBranchLeaksNothing()
    {
        var x = graph.Variable("x", [3]);
        var y = Sum(Select(x > 0, Log(x) * x, x * x));
        Agree(y, [x], [Tensor.Vector(-1, 0, 2)], [x]);
        Assert.Equal([-2, 0, Math.Log(2) + 1], NumericReverse.Run(y, At((x, Tensor.Vector(-1, 0, 2))), x)[x]!.Adjoint.ToArray());
    }

    [Fact]
    public void NamedSizesAreSolvedFromTheValues()
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        Assert.Equal([2, 4, 6], NumericReverse.Run(Sum(x * x), At((x, Tensor.Vector(1, 2, 3))), x)[x]!.Adjoint.ToArray());
    }

    // One node alone: its ancestors and nothing else, each once
    [Fact]
    public void ANodeIsEvaluatedAlone()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var evaluated = new List<Node>();
        var shared = graph.Add(new Recorded(evaluated), x);
        var wanted = graph.Add(new Recorded(evaluated), shared * shared);
        var other = graph.Add(new Recorded(evaluated), y);
        var consumer = graph.Add(new Recorded(evaluated), wanted + other);
        Assert.Equal(9, wanted.Evaluate(At((x, 3))).ToDouble());   // y has no value, so what reads it cannot have been evaluated
        Assert.Equal([shared, wanted], evaluated);
        var error = Assert.Throws<InvalidOperationException>(() => consumer.Evaluate(At((x, 3))));
        Assert.Equal("The variable 'y' has no value: it is not an input of the function that is evaluated.", error.Message);
    }

    internal static Dictionary<Node, Tensor> At(params (Node Variable, Tensor Value)[] values) => values.ToDictionary(v => v.Variable, v => v.Value);

    private static void Agree(Node loss, IReadOnlyList<Node> inputs, IReadOnlyList<Tensor> arguments, IReadOnlyList<Node> active)
    {
        var values = inputs.Zip(arguments).ToDictionary(p => p.First, p => p.Second);
        var (table, numbers) = (ReverseMode.BuildGrad(loss, active), NumericReverse.Run(loss, values, active));
        Assert.Equal(table.Nodes, numbers.Rows.Select(r => r.Node));
        foreach (var row in numbers.Rows)
        {
            var adjoint = table[row.Node]!;
            for (var i = 0; i < row.Adjoints.Length; i++) Near(adjoint.Parts[i]?.Evaluate(values), row.Adjoints[i], row.Node);
            Assert.Equal(adjoint.Contributions.Select(c => (c.Consumer, c.Position)), row.Contributions.Select(c => (c.Consumer, c.Position)));
            for (var i = 0; i < row.Contributions.Length; i++) Near(adjoint.Contributions[i].Value.Evaluate(values), row.Contributions[i].Value, row.Node);
        }
    }

    // The same operations in the same order, but for what rules choose by looking at their operands: equal up to rounding.
    private static void Near(Tensor? expected, Tensor? actual, Node node)
    {
        Assert.Equal(expected?.Type, actual?.Type);
        if (expected is null || actual is null) return;
        foreach (var (e, a) in expected.ToArray().Zip(actual.ToArray()))
            Assert.True(e.Equals(a) || Math.Abs(e - a) <= 1e-13 * Math.Max(1, Math.Abs(e)) || (expected.DType == DType.Float32 && Math.Abs(e - a) <= 1e-6 * Math.Max(1, Math.Abs(e))), $"{node}: {e:R} in the graph, {a:R} in numbers");
    }

    /// <summary>The sum of any number of scalars.</summary>
    private sealed record Total : ElementOp
    {
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0];

        public override Elements.Element Element(ImmutableArray<Elements.Operand> x, ImmutableArray<Elements.Axis> at) => x.Select(o => o.At([])).Aggregate((a, b) => a + b);

        // 1·ȳ, as a product, so that an edge costs one operation
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Multiply(yBar, y.Literal(1));
    }

    /// <summary>y = x, which writes down for which node it was evaluated.</summary>
    private sealed record Recorded(List<Node> Evaluated) : ElementwiseOp
    {
        public override Elements.Element Apply(ImmutableArray<Elements.Element> x) => x[0];

        public override Node? Scale(Node t, Node y, int input) => t;

        internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes)
        {
            Evaluated.Add(node);
            return base.Evaluate(node, inputs, sizes);
        }

        protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;
    }
}
