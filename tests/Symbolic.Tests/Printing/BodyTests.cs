using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>Ops that hold closed functions print them once, under names, at any nesting.</summary>
public sealed class BodyTests
{
    [Fact]
    public void BodiesPrintUnderNames()
    {
        var graph = new Graph();
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var (square, outer) = (Body(z => Exp(z) + 1 / Exp(z)), Body(z => Held(Body(u => u * u), [], z) / 2));
        var f = graph.Function("f", [x, y], [Held(square, [new Way.Sliced(), new Way.Carried(1)], x) + Held(square, [], y) * Held(outer, [], x)]);
        Verifier.Verify(f.ToMath() + "\n\n" + f.ToEquations() + "\n\n" + f.ToText() + "\n\n" + f.ToLatex());
        Assert.Equal("held(x, body: body, ways: [Sliced, Carried(1)])", f.Outputs[0].Inputs[0].ToString());
        Brackets.Match(f.ToLatex(), "{", "}", "\\left", "\\right", "\\begin", "\\end");
        Assert.Same(f.Outputs[0], Function.FromJson(f.ToJson(), new() { Graph = graph, Assemblies = [typeof(BodyTests).Assembly] }).Outputs[0]);
    }

    private static ClosedBody Body(Func<Node, Node> of)
    {
        var graph = new Graph();
        return new(graph.Function("body", [graph.Variable("z")], [of(graph.Variable("z"))]));
    }

    private static Node Held(ClosedBody body, EquatableArray<Way> ways, Node x) => x.Graph.Add(new Held(body, ways), x);
}

/// <summary>A body that is equal to another when it is written alike.</summary>
public sealed class ClosedBody : IClosedFunction, IEquatable<ClosedBody>
{
    public ClosedBody(Function function) => Function = function;

    public Function Function { get; }

    public bool Equals(ClosedBody? other) => other is not null && other.Function.ToJson() == Function.ToJson();

    public override bool Equals(object? obj) => Equals(obj as ClosedBody);

    public override int GetHashCode() => Function.ToJson().GetHashCode(StringComparison.Ordinal);
}

/// <summary>A choice with attributes.</summary>
public abstract record Way
{
    public sealed record Sliced : Way;

    public sealed record Carried(int Next) : Way;
}

/// <summary>An op that holds a body, as loops do.</summary>
public sealed record Held(ClosedBody Body, EquatableArray<Way> Ways) : ElementwiseOp
{
    public override Element Apply(ImmutableArray<Element> x) => x[0];

    public override Node? Scale(Node t, Node y, int input) => t;

    protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;
}
