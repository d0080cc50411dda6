using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Sums: factors that do not vary come out, structure goes away, and sums of products become products of sums.</summary>
internal static class Reductions
{
    public static RuleSet Rules { get; } =
    [
        Real<Sum>("Σ -x -> -Σ x", (op, y, _) => y.Inputs[0] is { Op: var inner } x && ReferenceEquals(inner, Arithmetics.Negate) ? -Sum(x.Inputs[0], [.. op.Axes]) : null, s =>
        [
            Sum(-s.Matrix(2, 3), [1]),
        ]),
        Real<Sum>("Σ c·x -> c·Σ x", (op, y, _) => Factor(op, y), s =>
        [
            Sum(s.Scalar() * s.Matrix(2, 3)),
            Sum(s.Matrix(2, 3) * s.Vector(3), [0]),
            Sum(Reshape(s.Vector(2), [2, 1]) * s.Vector(3), [1]),
            Sum(s.Vector(3) / s.Scalar(Interval.Above(1))),
        ]),
        Real<Sum>("Σ Σ x -> Σ x", Nested, s =>
        [
            Sum(Sum(s.Tensor(2, 3, 4), [1]), [0]),
            Sum(Sum(s.Tensor(2, 3, 4), [0]), [0, 1]),
        ]),
        Real<Sum>("Σ xᵀ -> Σ x", Transposed, s =>
        [
            Sum(s.Matrix(2, 3).T),
            Sum(Transpose(s.Tensor(2, 3, 4), 2, 0, 1), [0]),
        ]),
        Real<Sum>("Σ reshape x -> Σ x", (op, y, _) => op.Axes.Count == y.Inputs[0].Type.Rank && y.Inputs[0].Op is Reshape ? Sum(y.Inputs[0].Inputs[0]) : null, s =>
        [
            Sum(Reshape(s.Matrix(2, 3), [6])),
        ]),
        Real<Sum>("Σ over axes of length 1 -> reshape", (op, y, _) => Ones(op, y), s =>
        [
            Sum(s.Matrix(1, 3), [0]),
            Sum(s.Tensor(2, 1, 3), [1, 2]),
        ]),
        Real<Sum>("Σ broadcast x -> n·Σ x", (op, y, _) => Repeated(op, y.Inputs[0]), s =>
        [
            Sum(BroadcastTo(s.Scalar(), [2, 3])),
            Sum(BroadcastTo(s.Vector(3), [2, 3])),
            Sum(BroadcastTo(s.Vector(3), [4, 2, 3]), [0, 2]),
            Sum(BroadcastTo(s.Matrix(2, 1), [2, 3]), [1]),
            Sum(BroadcastTo(s.Matrix(2, 1), [2, 3]), [0, 1]),
        ]),
        Real<Sum>("Σᵢ (A·B)ᵢ -> (Σᵢ Aᵢ)·B", OfProduct, s =>
        [
            Sum(s.Matrix(2, 3).MatMul(s.Matrix(3, 4)), [0]),
            Sum(s.Matrix(2, 3).MatMul(s.Matrix(3, 4)), [1]),
            Sum(s.Matrix(2, 3).MatMul(s.Matrix(3, 4))),
            Sum(s.Matrix(2, 3).MatMul(s.Vector(3))),
            Sum(s.Vector(3).MatMul(s.Matrix(3, 2))),
        ]),
    ];

    // Σₖ a[i]·x[i,k] = a[i]·Σₖ x[i,k], also for x/a
    private static Node? Factor(Sum op, Node y)
    {
        var x = y.Inputs[0];
        var (multiplies, divides) = (ReferenceEquals(x.Op, Arithmetics.Multiply), ReferenceEquals(x.Op, Arithmetics.Divide));
        if ((!multiplies && !divides) || !x.DType.IsFloat) return null;
        if (Varies(x.Inputs[0], x, op, throughout: true) && !Varies(x.Inputs[1], x, op, throughout: false))
        {
            var (sum, factor) = (Summed(x.Inputs[0], x, op), Dropped(x.Inputs[1], x, op));
            return multiplies ? factor * sum : sum / factor;
        }

        return multiplies && Varies(x.Inputs[1], x, op, throughout: true) && !Varies(x.Inputs[0], x, op, throughout: false)
            ? Dropped(x.Inputs[0], x, op) * Summed(x.Inputs[1], x, op)
            : null;
    }

    // Whether an operand varies along any, or has all, of the axes that are summed over.
    private static bool Varies(Node operand, Node product, Sum op, bool throughout)
    {
        var missing = product.Type.Rank - operand.Type.Rank;
        return throughout ? op.Axes.All(Has) : op.Axes.Any(Has);
        bool Has(int axis) => axis >= missing && (operand.Shape[axis - missing] != Dim.One || product.Shape[axis] == Dim.One);
    }

    private static Node Summed(Node operand, Node product, Sum op)
    {
        var missing = product.Type.Rank - operand.Type.Rank;
        return Sum(operand, [.. op.Axes.Select(axis => axis - missing)]);
    }

    private static Node Dropped(Node operand, Node product, Sum op)
    {
        var missing = product.Type.Rank - operand.Type.Rank;
        return Reshape(operand, Shape.Of(operand.Shape.Where((_, axis) => !op.Axes.Contains(axis + missing))));
    }

    // n times the sum over the axes that are not stretched, where any is
    private static Node? Repeated(Sum op, Node y)
    {
        if (y.Op is not Ops.BroadcastTo) return null;
        var x = y.Inputs[0];
        var missing = y.Type.Rank - x.Type.Rank;
        var stretched = op.Axes.Where(axis => axis < missing || x.Shape[axis - missing] != y.Shape[axis]).ToList();
        if (stretched.Count == 0) return null;
        var ones = stretched.Where(axis => axis >= missing).Select(axis => axis - missing).ToList();
        var sum = Sum(x, [.. op.Axes.Except(stretched).Select(axis => axis - missing).Concat(ones)]);
        var kept = Shape.Of(y.Shape.Where((_, axis) => !op.Axes.Contains(axis)));
        return BroadcastTo(y.Graph.Size(Dim.Product(stretched.Select(axis => y.Shape[axis])), y.DType) * sum, kept);
    }

    private static Node? Nested(Sum outer, Node y, Facts facts)
    {
        if (y.Inputs[0] is not { Op: Sum inner } x) return null;
        var kept = Enumerable.Range(0, x.Inputs[0].Type.Rank).Where(axis => !inner.Axes.Contains(axis)).ToArray();
        return Sum(x.Inputs[0], [.. inner.Axes.Concat(outer.Axes.Select(axis => kept[axis])).OrderBy(axis => axis)]);
    }

    // The kept axes may come out in another order.
    private static Node? Transposed(Sum op, Node y, Facts facts)
    {
        if (y.Inputs[0] is not { Op: Ops.Transpose transpose } x) return null;
        var kept = Enumerable.Range(0, transpose.Order.Count).Where(axis => !op.Axes.Contains(axis)).Select(axis => transpose.Order[axis]).ToList();
        var sum = Sum(x.Inputs[0], [.. op.Axes.Select(axis => transpose.Order[axis])]);
        return kept.Count == 0 ? sum : Transpose(sum, [.. kept.Select(axis => kept.Count(k => k < axis))]);
    }

    private static Node? Ones(Sum op, Node y)
    {
        var x = y.Inputs[0];
        var rest = op.Axes.Where(axis => x.Shape[axis] != Dim.One).ToArray();
        if (rest.Length == op.Axes.Count) return null;
        return Reshape(rest.Length == 0 ? x : Sum(x, rest, keep: true), y.Shape);
    }

    // Σᵢ Σₖ A[i,k]·B[k,j] = Σₖ (Σᵢ A[i,k])·B[k,j]
    private static Node? OfProduct(Sum op, Node y, Facts facts)
    {
        if (y.Inputs[0] is not { Op: Ops.MatMul } c) return null;
        var (a, b) = (c.Inputs[0], c.Inputs[1]);
        var (rows, columns) = (a.Type.Rank == 2 && op.Axes.Contains(0), b.Type.Rank == 2 && op.Axes.Contains(c.Type.Rank - 1));
        return MatMul(rows ? Sum(a, [0]) : a, columns ? Sum(b, [1]) : b);
    }
}
