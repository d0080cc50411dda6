using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// A node that is the product of two matrices: <c>C[i, j] = sum_k A·B</c>, with A read at [i, k] or [k, i] and B at [k, j] or [j, k]. Whatever op says so,
/// a library kernel computes it where the matrices may be large.
/// </summary>
/// <param name="A">The left matrix as it lies in memory.</param>
/// <param name="B">The right matrix as it lies in memory.</param>
/// <param name="TransposeA">Whether A is read at [k, i].</param>
/// <param name="TransposeB">Whether B is read at [j, k].</param>
/// <param name="Inner">The length of k.</param>
internal sealed record MatrixProduct(Node A, Node B, bool TransposeA, bool TransposeB, Dim Inner)
{
    private const int SmallSide = 64;   // products with sides of constant length up to this are loops in registers

    /// <summary>The product that a node is, or null.</summary>
    public static MatrixProduct? Of(Node node)
    {
        if (node.IsTuple || node.Type.Rank != 2 || !node.DType.IsFloat || node.Op is not ElementOp op) return null;
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        if (element is not Reduce { Kind: ReductionKind.Sum, Body: Arithmetic { Kind: ArithmeticKind.Multiply, Left: Load left, Right: Load right }, Axis: var inner }) return null;
        if (node.Shape.Append(inner.Length).All(d => d.IsConstant && d.Value <= SmallSide)) return null;
        var (a, b) = (Read(node, left, axes[0], inner), Read(node, right, inner, axes[1]));
        if (a is null && b is null) (a, b) = (Read(node, right, axes[0], inner), Read(node, left, inner, axes[1]));
        return a is var (matrixA, transposeA) && b is var (matrixB, transposeB) ? new(matrixA, matrixB, transposeA, transposeB, inner.Length) : null;
    }

    private static (Node Matrix, bool Transposed)? Read(Node node, Load load, Axis row, Axis column)
    {
        if (load.At.Length != 2) return null;
        var isTransposed = ReferenceEquals(load.At[0], column) && ReferenceEquals(load.At[1], row);
        if (!isTransposed && !(ReferenceEquals(load.At[0], row) && ReferenceEquals(load.At[1], column))) return null;
        var matrix = node.Inputs[load.Input];
        for (; Transposed(matrix) is { } inside; matrix = inside) isTransposed = !isTransposed;
        return (matrix, isTransposed);
    }

    // The matrix that a node is the transpose of.
    private static Node? Transposed(Node node)
    {
        if (node.Type.Rank != 2 || node.Op is not ElementOp op) return null;
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        return element is Load { At: [var first, var second] } load && ReferenceEquals(first, axes[1]) && ReferenceEquals(second, axes[0]) ? node.Inputs[load.Input] : null;
    }
}
