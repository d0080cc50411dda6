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

    /// <summary>Whether a node is computed from an entry that may be outside of its array.</summary>
    public static bool MayReadOutside(Node node) => Traversal.PostOrder([node]).Exists(n => EntryReads.Of(n).Any());
}
