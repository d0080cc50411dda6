using SymDiff.Ops;

namespace SymDiff;

/// <summary>
/// What an indexer takes along one axis: a position, which drops the axis (<c>x[2]</c>, <c>x[^1]</c>); a range (<c>x[1..^1]</c>, <c>x[..]</c>);
/// or integers as a node, whose axes stand in its place (<c>x[i]</c>).
/// </summary>
public readonly partial struct AxisIndex
{
    private readonly Func<Node, int, Node>? take;   // null takes everything

    private AxisIndex(Func<Node, int, Node> take, Dim? position = null) => (this.take, Position) = (take, position);

    /// <summary>Everything along the axis.</summary>
    public static AxisIndex All => default;

    /// <summary>The position, where it is one and is not computed.</summary>
    internal Dim? Position { get; }

    /// <summary>A position; a negative one counts from the end.</summary>
    public static implicit operator AxisIndex(int position) => new((x, axis) => NodeMath.Take(x, axis, position), position);

    /// <summary>A position in named sizes.</summary>
    public static implicit operator AxisIndex(Dim position) => new((x, axis) => NodeMath.Take(x, axis, position), position);

    /// <summary>Positions that are computed.</summary>
    public static implicit operator AxisIndex(Node positions) => new((x, axis) => NodeMath.Gather(x, positions, axis));

    /// <summary>The entries start, start + step ... before stop, as <see cref="NodeMath.Slice(Node, int, Dim?, Dim?, int)"/> takes them.</summary>
    public static AxisIndex Range(Dim? start = null, Dim? stop = null, int step = 1) => new((x, axis) => NodeMath.Slice(x, axis, start, stop, step));

    internal Node Of(Node x, int axis) => take is null ? x : take(x, axis);
}

public sealed partial class Node
{
    /// <summary>
    /// The entries at an index for each axis, the first for the first; axes without one stay whole. Each axis is indexed on its own: two
    /// index nodes of lengths m and n give m x n entries.
    /// </summary>
    /// <exception cref="ShapeException">There are more indices than axes, or no such entries.</exception>
    public Node this[params AxisIndex[] at]
    {
        get
        {
            if (at is null) throw new ArgumentNullException(nameof(at));
            if (at.Length > Type.Rank)
                throw new ShapeException($"The node {this} of type {Type} is indexed along {at.Length} axes; it has {Type.Rank}.");
            if (at.Length == Type.Rank && at.All(i => i.Position is not null)) return NodeMath.Entry(this, [.. at.Select(i => i.Position!)]);
            var node = this;
            for (var axis = at.Length - 1; axis >= 0; axis--) node = at[axis].Of(node, axis);   // last first, so that axes before keep their places
            return node;
        }
    }
}
