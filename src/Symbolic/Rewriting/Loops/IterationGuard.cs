using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>What leaves a loop and may read outside of an array is asked for only where the loop has an iteration: count &gt; 0 ? x[n - 1] : 0.</summary>
internal static class IterationGuard
{
    /// <summary>A value for outside of a loop: itself, or a choice.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The number of iterations, an integer.</param>
    public static Node Of(Node value, Node count) =>
        count.Op is Constant { Value: var number } && number[0].Integer > 0 || !MayReadOutside(value) ? value : NodeMath.Select(count > 0, value, value.Literal(0));

    /// <summary>The number of a loop's iterations.</summary>
    public static Node CountOf(Node loop)
    {
        var op = (LoopOp)loop.Op;
        return op.Counted ? loop.Inputs[loop.Inputs.Length - 1] : loop.Graph.Size(op.Length!, DType.Int32);
    }

    /// <summary>Whether a node is computed from an entry whose index, which sizes decide, is not known to be within its axis.</summary>
    public static bool MayReadOutside(Node node) => Traversal.PostOrder([node]).Exists(n => n.Op switch
    {
        ElementOp op => op.Define([.. n.Inputs.Select(i => i.Type)], n.Type).Element is Load load && Enumerable.Range(0, load.At.Length).Any(axis => IsOutside(load.At[axis], n.Inputs[load.Input].Shape[axis])),
        _ => false,
    });

    private static bool IsOutside(Element index, Dim length) => RangeOf(index) is var (least, greatest) && !(least.IsAtLeast(Dim.Zero) && (length - 1 - greatest).IsAtLeast(Dim.Zero));

    // The least and the greatest value, where there is an entry; null where it is no sum of axes and lengths.
    private static (Dim Least, Dim Greatest)? RangeOf(Element index) => index switch
    {
        Literal literal => ((int)literal.Value.Integer, (int)literal.Value.Integer),
        Size size => (size.Length, size.Length),
        Axis axis => (Dim.Zero, axis.Length - 1),
        Elements.Arithmetic { Kind: ArithmeticKind.Add } sum when RangeOf(sum.Left) is var (a, b) && RangeOf(sum.Right) is var (c, d) => (a + c, b + d),
        Elements.Arithmetic { Kind: ArithmeticKind.Subtract } difference when RangeOf(difference.Left) is var (a, b) && RangeOf(difference.Right) is var (c, d) => (a - d, b - c),
        _ => null,
    };
}
