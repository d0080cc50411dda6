using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>
/// A read of an array from outside at numbers that vary with the iteration: <c>x[i]</c>, <c>x[i - 1]</c>, <c>x[k[i]]</c>, <c>x[i, j]</c>. Numbers that do not vary
/// are applied outside; the first that varies takes a row, and the others take from it.
/// </summary>
internal sealed class RowAccess
{
    private readonly Node array;
    private readonly ImmutableArray<(int Axis, Node Index)> varying;   // axes of the array

    private RowAccess(Node array, ImmutableArray<(int Axis, Node Index)> varying) => (this.array, this.varying) = (array, varying);

    /// <summary>The access that a node is, or null where it is none.</summary>
    public static RowAccess? Of(Node node, NodeMarks varies)
    {
        if (!varies.Contains(node)) return null;
        var picks = new List<(int Axis, Node Index)>();
        for (; node.Op is Gather gather && node.Inputs[1].Type.IsScalar; node = node.Inputs[0])
        {
            // what was taken later counts the axes that are left
            picks = [.. picks.Select(p => p.Axis >= gather.Axis ? (p.Axis + 1, p.Index) : p), (gather.Axis, node.Inputs[1])];
        }

        if (picks.Count == 0 || varies.Contains(node)) return null;
        picks.Sort((a, b) => b.Axis - a.Axis);
        foreach (var (axis, index) in picks.Where(p => !varies.Contains(p.Index)).ToList())
        {
            node = NodeMath.Gather(node, index, axis);
            picks = [.. picks.Where(p => p.Axis != axis).Select(p => p.Axis > axis ? (p.Axis - 1, p.Index) : p)];
        }

        return new(node, [.. picks]);
    }

    /// <summary>The access in the body of a loop.</summary>
    /// <param name="draft">The loop.</param>
    /// <param name="number">The traced number of the iteration.</param>
    /// <param name="needed">Where the row is needed, or null: everywhere.</param>
    /// <param name="image">Where traced nodes are in the body.</param>
    public Node In(LoopDraft draft, Node number, Node? needed, Func<Node, Node> image)
    {
        var (axis, index) = varying.FirstOrDefault(p => View(draft, number, needed, p.Axis, p.Index) is not null) is { Index: not null } direct ? direct : varying[varying.Length - 1];
        var row = View(draft, number, needed, axis, index) is { } view ? draft.Slice(view) : draft.Gather(Leading(axis), image(needed is null ? index : NodeMath.Select(needed, index, index.Literal(0))));
        foreach (var (other, at) in varying.Where(p => p.Axis != axis)) row = NodeMath.Gather(row, image(at), other > axis ? other - 1 : other);
        return row;
    }

    // x[i + c] for every i is a view of x where that lies inside, or must lie inside since every iteration reads it
    private Node? View(LoopDraft draft, Node number, Node? needed, int axis, Node index)
    {
        if (draft.Length is not { } length || Offset(index, number) is not { } offset) return null;
        var rows = array.Shape[axis];
        var isRead = needed is null && draft.Count is null && draft.Condition is null && (rows - length - offset).Constant is null or >= 0;
        return offset >= 0 && (isRead || rows.IsAtLeast(length + offset)) ? NodeMath.Slice(Leading(axis), 0, offset, length + offset) : null;
    }

    private Node Leading(int axis) =>
        axis == 0 ? array : NodeMath.Transpose(array, [axis, .. Enumerable.Range(0, array.Type.Rank).Where(a => a != axis)]);

    // c where the index is i + c
    private static int? Offset(Node index, Node number)
    {
        var offset = 0;
        while (!ReferenceEquals(index, number))
        {
            if (index.Inputs.Length != 2) return null;
            var (left, right) = (index.Inputs[0], index.Inputs[1]);
            if (index.Op == Arithmetics.Add && Number(right) is { } more) (offset, index) = (offset + more, left);
            else if (index.Op == Arithmetics.Add && Number(left) is { } before) (offset, index) = (offset + before, right);
            else if (index.Op == Arithmetics.Subtract && Number(right) is { } less) (offset, index) = (offset - less, left);
            else return null;
        }

        return offset;
    }

    private static int? Number(Node node) => node.Op is Constant { Value.Count: 1 } constant && node.DType.IsInteger ? (int)constant.Value[0].Integer : null;
}
