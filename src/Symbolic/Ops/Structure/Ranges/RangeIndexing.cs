namespace SymDiff;

// System.Index and System.Range exist on the newer target alone.
public readonly partial struct AxisIndex
{
    /// <summary>A position, from the start or the end: <c>x[^1]</c>.</summary>
    public static implicit operator AxisIndex(Index position) => new((x, axis) => NodeMath.Take(x, axis, Bound(position, x.Shape[axis])));

    /// <summary>A range: <c>x[1..^1]</c>.</summary>
    public static implicit operator AxisIndex(Range range) => new((x, axis) =>
        NodeMath.Slice(x, axis, Bound(range.Start, x.Shape[axis]), Bound(range.End, x.Shape[axis])));

    private static Dim Bound(Index index, Dim length) => index.IsFromEnd ? length - index.Value : index.Value;
}
