using System.Collections.Immutable;
using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Elementwise ops broadcast by themselves, and what is computed before a repetition is computed once.</summary>
internal static class Broadcasts
{
    public static RuleSet Rules { get; } =
    [
        Exact<ElementwiseOp>("f(broadcast x, y) -> broadcast f(x, y)", (op, y, _) => Bare(op, y), s =>
        [
            s.Matrix(2, 3) * BroadcastTo(s.Scalar(), [2, 3]),
            Exp(BroadcastTo(s.Vector(3), [2, 3])),
            s.Matrix(2, 3) + Reshape(s.Vector(3), [1, 3]),
            Select(BroadcastTo(s.Scalar() > 0, [3]), BroadcastTo(s.Scalar(), [3]), s.Scalar()),
        ], reads: [typeof(BroadcastTo), typeof(Reshape)]),
        Exact<BroadcastTo>("broadcast (broadcast x) -> broadcast x", (op, y, _) =>
            Bare(y.Inputs[0]) is var x && x != y.Inputs[0] ? BroadcastTo(x, op.Target) : null, s =>
        [
            BroadcastTo(BroadcastTo(s.Vector(3), [2, 3]), [4, 2, 3]),
            BroadcastTo(Reshape(s.Scalar(), [1]), [3]),
        ]),
        Exact<Reshape>("reshape (broadcast scalar) -> broadcast scalar", (op, y, _) => Scalar(y.Inputs[0]) is { } x ? BroadcastTo(x, op.Target) : null, s =>
        [
            Reshape(BroadcastTo(s.Scalar(), [2, 3]), [6]),
        ]),
        Exact<Transpose>("transpose (broadcast scalar) -> broadcast scalar", (op, y, _) => Scalar(y.Inputs[0]) is { } x ? BroadcastTo(x, y.Shape) : null, s =>
        [
            BroadcastTo(s.Scalar(), [2, 3]).T,
        ]),
    ];

    private static Node? Bare(ElementwiseOp op, Node y)
    {
        if (!y.Inputs.Any(i => i.Op is Ops.BroadcastTo or Ops.Reshape)) return null;
        var inputs = ImmutableArray.CreateRange(y.Inputs, Bare);
        return inputs.SequenceEqual(y.Inputs) ? null : BroadcastTo(y.Graph.Add(op, inputs), y.Shape);
    }

    // Without the repetition, and without leading axes of length 1, which broadcasting supplies.
    private static Node Bare(Node x)
    {
        while (x.Op is BroadcastTo || (x.Op is Reshape && LeadingOnes(x.Inputs[0].Shape, x.Shape))) x = x.Inputs[0];
        return x;
    }

    private static bool LeadingOnes(Shape from, Shape to) => to.Rank >= from.Rank
        && to.Take(to.Rank - from.Rank).All(d => d == Dim.One)
        && to.Skip(to.Rank - from.Rank).SequenceEqual(from);

    private static Node? Scalar(Node x) => x.Op is BroadcastTo && x.Inputs[0].Type.IsScalar ? x.Inputs[0] : null;
}
