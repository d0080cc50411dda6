using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Products of matrices and vectors: transposes and factors come out.</summary>
internal static class Products
{
    public static RuleSet Rules { get; } =
    [
        Real<Transpose>("(A·B)ᵀ -> Bᵀ·Aᵀ", (_, y, _) => Pushed(y), s =>
        [
            s.Matrix(2, 3).T.MatMul(s.Matrix(2, 4)).T,
            s.Matrix(2, 3).MatMul(s.Matrix(4, 3).T).T,
        ]),
        Real<MatMul>("Aᵀ·Bᵀ -> (B·A)ᵀ", (_, y, _) => IsTransposed(y.Inputs[0]) && IsTransposed(y.Inputs[1]) ? y.Inputs[1].Inputs[0].MatMul(y.Inputs[0].Inputs[0]).T : null, s =>
        [
            s.Matrix(3, 2).T.MatMul(s.Matrix(4, 3).T),
        ]),
        Real<MatMul>("v·Aᵀ -> A·v", (_, y, _) => Vector(y), s =>
        [
            s.Vector(3).MatMul(s.Matrix(2, 3).T),
            s.Matrix(3, 2).T.MatMul(s.Vector(3)),
        ]),
        Real<MatMul>("(c·A)·B -> c·(A·B)", (_, y, _) => Factored(y, 0) ?? Factored(y, 1), s =>
        [
            (2 * s.Matrix(2, 3)).MatMul(s.Vector(3)),
            s.Matrix(2, 3).MatMul(s.Scalar() * s.Matrix(3, 2)),
            s.Matrix(2, 3).MatMul(s.Matrix(3, 2) / s.Scalar(Interval.Above(1))),
            s.Matrix(2, 3).MatMul(-s.Vector(3)),
        ]),
        Real<Einsum>("(c·A)∘B -> c·(A∘B)", (_, y, _) => Factored(y, 0) ?? Factored(y, 1), s =>
        [
            Einsum("aij,aj->ai", 2 * s.Tensor(2, 3, 4), s.Matrix(2, 4)),
            Einsum("aij,aj->ai", s.Tensor(2, 3, 4), -s.Matrix(2, 4)),
        ]),
        Real<MatMul>("A·(c, c, ...) -> c·Σ A", (_, y, _) => OfRepeated(y), s =>
        [
            s.Matrix(2, 3).MatMul(BroadcastTo(s.Scalar(), [3])),
            BroadcastTo(s.Scalar(), [2]).MatMul(s.Matrix(2, 3)),
            s.Vector(3).MatMul(BroadcastTo(s.Scalar(), [3])),
        ]),
    ];

    private static bool IsTransposed(Node x) => x is { Op: Ops.Transpose, Type.Rank: 2 };

    // Only where it does not lead to a second product or to more transposes.
    private static Node? Pushed(Node y)
    {
        if (y.Inputs[0] is not { Op: Ops.MatMul } c || c.Type.Rank != 2) return null;
        var (a, b) = (c.Inputs[0], c.Inputs[1]);
        return IsTransposed(a) || IsTransposed(b) ? b.T.MatMul(a.T) : null;
    }

    // A vector is row and column at once.
    private static Node? Vector(Node y)
    {
        var (a, b) = (y.Inputs[0], y.Inputs[1]);
        return a.Type.Rank == 1 && IsTransposed(b) ? b.Inputs[0].MatMul(a)
            : b.Type.Rank == 1 && IsTransposed(a) ? b.MatMul(a.Inputs[0])
            : null;
    }

    private static Node? Factored(Node y, int position)
    {
        var x = y.Inputs[position];
        if (!x.DType.IsFloat) return null;
        if (ReferenceEquals(x.Op, Arithmetics.Negate)) return -With(x.Inputs[0]);
        if (ReferenceEquals(x.Op, Arithmetics.Divide) && x.Inputs[1].Type.IsScalar) return With(x.Inputs[0]) / x.Inputs[1];
        if (!ReferenceEquals(x.Op, Arithmetics.Multiply)) return null;
        return x.Inputs[0].Type.IsScalar ? x.Inputs[0] * With(x.Inputs[1])
            : x.Inputs[1].Type.IsScalar ? x.Inputs[1] * With(x.Inputs[0])
            : null;
        Node With(Node operand) => y.Graph.Add(y.Op, y.Inputs.SetItem(position, operand));
    }

    // Σₖ A[i,k]·c = c·Σₖ A[i,k]
    private static Node? OfRepeated(Node y)
    {
        var (a, b) = (y.Inputs[0], y.Inputs[1]);
        return IsRepeated(b) ? b.Inputs[0] * Sum(a, [a.Type.Rank - 1])
            : IsRepeated(a) ? a.Inputs[0] * Sum(b, [0])
            : null;
        static bool IsRepeated(Node x) => x is { Op: Ops.BroadcastTo, Type.Rank: 1 } && x.Inputs[0].Type.IsScalar;
    }
}
