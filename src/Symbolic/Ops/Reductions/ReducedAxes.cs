namespace SymDiff.Ops;

/// <summary>The axes that a reduction combines: ascending, each once, none negative.</summary>
internal static class ReducedAxes
{
    /// <summary>The axes that a caller names, negative ones counted from the last; all when null.</summary>
    /// <exception cref="ShapeException">There is no such axis, or it is named twice.</exception>
    public static EquatableArray<int> Of(Node x, int[]? axes, string op)
    {
        int[] selected = [.. axes is null ? Enumerable.Range(0, x.Type.Rank) : axes.Select(a => x.Shape.Axis(a, op)).OrderBy(a => a)];
        return selected.Distinct().Count() == selected.Length
            ? [.. selected]
            : throw new ShapeException($"{op}: an axis of {x.Type} is named twice in [{string.Join(", ", axes!)}]; name each once.");
    }

    extension(EquatableArray<int> axes)
    {
        /// <summary>The shape without the axes.</summary>
        public Shape Dropped(Shape shape) => Shape.Of(shape.Where((_, axis) => !axes.Contains(axis)));

        /// <summary>The shape with length 1 at the axes.</summary>
        public Shape Kept(Shape shape) => Shape.Of(shape.Select((dim, axis) => axes.Contains(axis) ? Dim.One : dim));

        /// <summary>The number of entries along the axes.</summary>
        public Dim Count(Shape shape) => Dim.Product(axes.Select(axis => shape[axis]));

        /// <summary>A node that lacks the axes repeated along them, to the given shape.</summary>
        public Node Spread(Node reduced, Shape shape) => NodeMath.BroadcastTo(NodeMath.Reshape(reduced, axes.Kept(shape)), shape);

        /// <summary>The type without the axes.</summary>
        /// <exception cref="ShapeException">There is no such axis.</exception>
        public TensorType Dropped(TensorType type, string op)
        {
            foreach (var axis in axes) type.Shape.Axis(axis, op);
            return type.WithShape(axes.Dropped(type.Shape));
        }
    }
}
