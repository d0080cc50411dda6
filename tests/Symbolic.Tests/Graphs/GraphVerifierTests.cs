using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>The verifier accepts what graphs build and notices what they never would.</summary>
public sealed class GraphVerifierTests
{
    private readonly Graph graph = new();
    private readonly Node x;

    public GraphVerifierTests() => x = graph.Variable("x");

    [Fact]
    public void WhatGraphsBuildIsRight()
    {
        var f = graph.Function("f", [x], [Exp(x * 2) / x]).ValueAndGradient();
        Assert.Same(f, GraphVerifier.Check(f));
    }

    public static TheoryData<string> Samples => [.. OpSamples.All.Where(s => s.Active.Length > 0 && s.Differentiable.Length > 0).Select(s => s.Name)];

    // What differentiation adds and simplification leaves is as right as what the user built.
    [Theory, MemberData(nameof(Samples))]
    public void WhatIsDerivedFromSamplesIsRight(string name)
    {
        var sample = OpSamples.Named(name);
        var f = new Function("f", sample.Inputs, [sample.Differentiable.Select(Sum).Aggregate((a, b) => a + b)]);
        GraphVerifier.Check(f);
        GraphVerifier.Check(f.ValueAndGradient());
        GraphVerifier.Check(f.ValueAndGradient().Simplify());
    }

    [Fact]
    public void AWrongTypeIsNoticed() =>
        Assert.Equal("The node exp(x) is wrong: its type is i32, but Exp infers f64.", Fails(new(graph, 9, Exp(x).Op, [x], [TensorType.Int32])));

    [Fact]
    public void AnInputThatIsNotOlderIsNoticed() =>
        Assert.Equal("The node exp(x) is wrong: its input x is not older.", Fails(new(graph, 0, Exp(x).Op, [x], [TensorType.Float64])));

    [Fact]
    public void AStrangerIsNoticed()
    {
        var other = new Graph().Variable("y");
        Assert.Equal("The node y is wrong: it belongs to another graph.", Fails(other));
        Assert.Equal("The node exp(y) is wrong: its input y belongs to another graph.", Fails(new(graph, 9, Exp(x).Op, [other], [TensorType.Float64])));
    }

    [Fact]
    public void ATwinIsNoticed()
    {
        var row = Exp(x).Op;
        Assert.Equal("The node exp(x) is wrong: its graph has another node of the same structure.", Fails(new(graph, 9, row, [x], [TensorType.Float64])));
        Assert.Equal("The node log(x) is wrong: its graph does not know it.", Fails(new(graph, 9, Log(new Graph().Variable("x")).Op, [x], [TensorType.Float64])));
    }

    // An op whose type depends on when it is asked
    [Fact]
    public void AnOpThatChangesItsMindIsNoticed()
    {
        var op = new Fickle();
        var node = graph.Add(op, x);
        op.DType = DType.Float32;
        Assert.Equal("The node fickle(x) is wrong: its type is f64, but Fickle infers f32.", Fails(node));
    }

    private string Fails(Node node) => Assert.Throws<InvalidOperationException>(() => GraphVerifier.Check(node, graph)).Message;

    private sealed record Fickle : ElementwiseOp
    {
        public DType DType { get; set; } = DType.Float64;

        public override Element Apply(ImmutableArray<Element> x) => x[0];

        public override Node? Scale(Node t, Node y, int input) => t;

        protected override DType InferDType(ImmutableArray<TensorType> inputs) => DType;
    }
}
