using System.Collections.Immutable;

namespace SymDiff;

/// <summary>The operands of an op that is applied to many rows at once: those that vary have one more axis before their others, with a row for each.</summary>
/// <param name="nodes">The operands.</param>
/// <param name="varies">Which of them vary.</param>
/// <param name="count">The number of rows.</param>
public sealed class BatchedOperands(ImmutableArray<Node> nodes, ImmutableArray<bool> varies, Dim count)
{
    /// <summary>An operand.</summary>
    public Node this[int position] => nodes[position];

    /// <summary>The number of rows.</summary>
    public Dim Count => count;

    /// <summary>The graph of the operands.</summary>
    internal Graph Graph => nodes[0].Graph;

    /// <summary>Whether an operand has a row for each application, rather than the same value in all.</summary>
    public bool Varies(int position) => varies[position];

    /// <summary>All operands with the leading axis.</summary>
    public ImmutableArray<Node> Full => [.. nodes.Select((_, i) => Row(i, RowOf(i).Rank))];

    /// <summary>An operand with as many axes as are asked for behind that of the rows: missing ones have length 1 and come first. One that does not vary is repeated.</summary>
    public Node Row(int position, int rank)
    {
        var row = RowOf(position);
        var wide = Shape.Of([.. Enumerable.Repeat(Dim.One, rank - row.Rank), .. row]);
        return varies[position] ? NodeMath.Reshape(nodes[position], wide.Insert(0, count)) : NodeMath.BroadcastTo(NodeMath.Reshape(nodes[position], wide), wide.Insert(0, count));
    }

    /// <summary>As above, but for an operand that does not vary: it stays what it is, to be stretched.</summary>
    public Node Stretched(int position, int rank) => varies[position] ? Row(position, rank) : nodes[position];

    /// <summary>The shape of an operand in one application.</summary>
    public Shape RowOf(int position) => varies[position] ? nodes[position].Shape.Without(0) : nodes[position].Shape;

    /// <summary>An op of the operands, all with the leading axis.</summary>
    internal Node Add(Op op) => Graph.Add(op, Full);
}
