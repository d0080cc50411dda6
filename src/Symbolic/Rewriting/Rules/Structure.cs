using System.Collections.Immutable;
using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Ops that move entries: they compose, undo each other, and move outwards through elementwise ops to meet.</summary>
internal static class Structure
{
    public static RuleSet Rules { get; } =
    [
        Exact<Transpose>("(xᵀ)ᵀ -> x", Twice, s =>
        [
            s.Matrix(2, 3).T.T,
            Transpose(Transpose(s.Tensor(2, 3, 4), 1, 2, 0), 0, 2, 1),
        ]),
        Exact<Reshape>("reshape (reshape x) -> reshape x", (op, y, _) => y.Inputs[0] is { Op: Ops.Reshape } x ? Reshape(x.Inputs[0], op.Target) : null, s =>
        [
            Reshape(Reshape(s.Matrix(2, 3), [6]), [3, 2]),
            Reshape(Reshape(s.Matrix(2, 3), [6]), [2, 3]),
        ]),
        Exact<Transpose>("xᵀ -> reshape x", OnlyOnesMove, s =>
        [
            s.Matrix(1, 3).T,
            Transpose(s.Tensor(2, 1, 3), 1, 0, 2),
        ]),
        Exact<Transpose>("(a·x)ᵀ -> a·xᵀ", (op, y, _) => Scaled(y), s =>
        [
            (-s.Matrix(2, 3)).T,
            (2 * s.Matrix(2, 3)).T,
        ]),
        Exact<Reshape>("reshape a·x -> a·reshape x", (op, y, _) => Scaled(y), s =>
        [
            Reshape(-s.Matrix(2, 3), [6]),
            Reshape(0.5 * s.Matrix(2, 3), [3, 2]),
        ]),
        Exact<ElementwiseOp>("f(xᵀ, yᵀ) -> f(x, y)ᵀ", (op, y, _) => Outwards<Transpose>(op, y), s =>
        [
            Exp(s.Matrix(2, 3).T),
            s.Matrix(2, 3).T * s.Matrix(2, 3).T,
            s.Scalar() * s.Matrix(2, 3).T,
        ], reads: typeof(Transpose)),
        Exact<ElementwiseOp>("f(reshape x, reshape y) -> reshape f(x, y)", (op, y, _) => Outwards<Reshape>(op, y), s =>
        [
            Exp(Reshape(s.Matrix(2, 3), [6])),
            Reshape(s.Matrix(2, 3), [6]) * Reshape(s.Matrix(2, 3), [6]),
            s.Scalar() * Reshape(s.Vector(3), [3, 1]),
        ], reads: typeof(Reshape)),
    ];

    // axis i of (xᵀ)ᵀ is axis inner[outer[i]] of x
    private static Node? Twice(Transpose outer, Node y, Facts facts) => y.Inputs[0] is { Op: Ops.Transpose inner } x
        ? Transpose(x.Inputs[0], [.. outer.Order.Select(axis => inner.Order[axis])])
        : null;

    private static Node? OnlyOnesMove(Transpose op, Node y, Facts facts)
    {
        var moved = op.Order.Where(axis => y.Inputs[0].Shape[axis] != Dim.One).ToList();
        return moved.SequenceEqual(moved.OrderBy(axis => axis)) ? Reshape(y.Inputs[0], y.Shape) : null;
    }

    // Signs and numbers come out, to meet others.
    private static Node? Scaled(Node y)
    {
        var x = y.Inputs[0];
        return ReferenceEquals(x.Op, Arithmetics.Negate) ? -y.Graph.Add(y.Op, x.Inputs[0])
            : IsScaled(x) ? x.Inputs[0] * y.Graph.Add(y.Op, x.Inputs[1])
            : null;
    }

    private static bool IsScaled(Node x) => ReferenceEquals(x.Op, Arithmetics.Multiply) && x.Inputs[0].Type.IsScalar && Literals.Entry(x.Inputs[0]) is not null;

    // All operands but scalars come out of the same op from the same shape.
    private static Node? Outwards<TOp>(ElementwiseOp op, Node y)
        where TOp : Op
    {
        if (ReferenceEquals(op, Arithmetics.Negate) || IsScaled(y) || y.Inputs.FirstOrDefault(i => i.Op is TOp) is not { Type.IsScalar: false } first || first.Shape != y.Shape) return null;
        var shape = first.Inputs[0].Shape;
        if (!y.Inputs.All(i => IsMoved(i) || i.Type.IsScalar)) return null;
        return y.Graph.Add(first.Op, y.Graph.Add(op, ImmutableArray.CreateRange(y.Inputs, i => IsMoved(i) ? i.Inputs[0] : i)));
        bool IsMoved(Node x) => x.Op.Equals(first.Op) && x.Inputs[0].Shape == shape;
    }
}
