using System.Collections.Immutable;

namespace SymDiff.Elements;

/// <summary>Nodes that are entries of others, and whether those are there: <c>x[n - 1]</c>, <c>x[2]</c>, <c>x[k]</c> of an integer k.</summary>
internal static class EntryReads
{
    /// <summary>The reads of a node that may be outside of an axis, and the additions.</summary>
    public static IEnumerable<EntryRead> Of(Node node) => node.Op switch
    {
        ElementOp when ElementOf(node) is Load load => At(load.At, node.Inputs[load.Input].Shape),
        ScatterOp op => At(op.Define([.. node.Inputs.Select(i => i.Type)]).Target, node.Shape),
        _ => [],
    };

    /// <summary>Whether an entry of a node is a choice between others.</summary>
    public static bool IsChoice(Node node) => node.Op is ElementOp && ElementOf(node) is Select;

    private static Element ElementOf(Node node) => ((ElementOp)node.Op).Define([.. node.Inputs.Select(i => i.Type)], node.Type).Element;

    private static IEnumerable<EntryRead> At(ImmutableArray<Element> indices, Shape shape) =>
        indices.Select((index, axis) => new EntryRead(RangeOf(index), IsComputed(index), shape[axis])).Where(r => r.IsDoubtful);

    private static bool IsComputed(Element index) => ElementParts.Within(index).Any(e => e is Load or Reduce);

    // The least and the greatest value, where there is an entry; null where it is no sum of axes and lengths.
    private static (Dim Least, Dim Greatest)? RangeOf(Element index) => index switch
    {
        Literal literal => ((int)literal.Value.Integer, (int)literal.Value.Integer),
        Size size => (size.Length, size.Length),
        Axis axis => (Dim.Zero, axis.Length - 1),
        Arithmetic { Kind: ArithmeticKind.Add } sum when RangeOf(sum.Left) is var (a, b) && RangeOf(sum.Right) is var (c, d) => (a + c, b + d),
        Arithmetic { Kind: ArithmeticKind.Subtract } difference when RangeOf(difference.Left) is var (a, b) && RangeOf(difference.Right) is var (c, d) => (a - d, b - c),
        Arithmetic { Kind: ArithmeticKind.Multiply, Right: Literal { Value.Integer: >= 0 and var times } } product when RangeOf(product.Left) is var (a, b) => (a * (int)times, b * (int)times),
        _ => null,
    };
}

/// <summary>A read along an axis.</summary>
/// <param name="Range">The least and the greatest index, where sizes say it.</param>
/// <param name="IsComputed">Whether data decide the index.</param>
/// <param name="Length">The length of the axis.</param>
internal readonly record struct EntryRead((Dim Least, Dim Greatest)? Range, bool IsComputed, Dim Length)
{
    /// <summary>Whether it may be outside of the axis; what ops make of axes with divisions is inside.</summary>
    public bool IsDoubtful => Range is var (least, greatest) ? !(least.IsAtLeast(Dim.Zero) && (Length - 1 - greatest).IsAtLeast(Dim.Zero)) : IsComputed;
}
