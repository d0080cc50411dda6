using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>An op on matrices that a kernel computes: on one matrix, or on each of a stack (the axes before the last two) by the kernel's batched form.</summary>
public abstract record LinearKernel : KernelOp
{
    // a stack of matrices, one for each row
    /// <inheritdoc/>
    public override Node? Batched(Node y, BatchedOperands x) => x.Add(this);

    // An entry of one matrix reaches every entry of its own result.
    /// <inheritdoc/>
    public override Node? InputGuard(Node y, Node? guard, int input)
    {
        if (guard is null) return null;
        var stack = y.Inputs[0].Type.Rank - 2;
        var whole = NodeMath.Max(NodeMath.BroadcastTo(guard, y.Shape), [.. Enumerable.Range(stack, y.Type.Rank - stack)]);
        return NodeMath.Reshape(whole, Shape.Of([.. whole.Shape, Dim.One, Dim.One]));
    }

    /// <summary>The call on one matrix, or the batched one with the number of matrices before the other sizes.</summary>
    protected static KernelCall Call(string one, string batched, Shape a, ImmutableArray<KernelArgument> data, params ImmutableArray<KernelArgument> rest) => a.Rank == 2
        ? new(one, [.. data, .. rest])
        : new(batched, [.. data, new KernelArgument.Length(Dim.Product(a.Take(a.Rank - 2))), .. rest]);

    /// <summary>The type of a solution X of A·X = B, which is that of B.</summary>
    protected TensorType Solution(TensorType a, TensorType b)
    {
        Accepts.Floats.Common(Name, [a, b]);
        Matrices.CheckSquare(Name, a);
        Matrices.Check(Name, b);
        return Shape.Of(a.Shape.Take(a.Rank - 1)) == Shape.Of(b.Shape.Take(b.Rank - 1))
            ? b
            : throw new ShapeException($"{Name}: the right-hand sides {b} do not fit the matrix {a}; expected as many rows, and equal axes before them.");
    }

    /// <summary>The number of rows of a square matrix.</summary>
    protected static KernelArgument Rows(TensorType a) => new KernelArgument.Length(Matrices.Sides(a.Shape).Rows);

    /// <summary>The number of right-hand sides.</summary>
    protected static KernelArgument Columns(TensorType b) => new KernelArgument.Length(Matrices.Sides(b.Shape).Columns);
}
