using System.Collections.Immutable;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>(s, p) = (Σ (a + b), a·b): an op with two outputs of different shapes.</summary>
public sealed record SumAndProduct : MacroOp
{
    public override TensorType InferType(ImmutableArray<TensorType> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<TensorType> InferTypes(ImmutableArray<TensorType> inputs) => [inputs[0].WithShape(Shape.Scalar), inputs[0]];

    public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs) => [NodeMath.Sum(inputs[0] + inputs[1]), inputs[0] * inputs[1]];

    public override Node? Vjp(Node y, ImmutableArray<Node?> yBars, int input)
    {
        var (sBar, pBar) = (yBars[0], yBars[1]);
        var ofSum = sBar is null ? null : NodeMath.BroadcastTo(sBar, y.Inputs[0].Shape);
        var ofProduct = pBar is null ? null : pBar * y.Inputs[1 - input];
        return ofSum is not null && ofProduct is not null ? ofSum + ofProduct : ofSum ?? ofProduct;
    }

    public override ImmutableArray<Node?> JvpAll(Node y, Node xDot, int input) => [NodeMath.Sum(xDot), xDot * y.Inputs[1 - input]];

    public static Node Of(Node a, Node b) => a.Graph.Add(new SumAndProduct(), a, b);
}
