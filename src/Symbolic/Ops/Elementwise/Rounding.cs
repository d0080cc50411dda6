using SymDiff.Ops;

namespace SymDiff;

/// <summary>Functions that are constant between jumps: their derivative is 0 almost everywhere, which reports say.</summary>
public static partial class NodeMath
{
    /// <summary>The integer part.</summary>
    public static Node Truncate(Node x) => Unary.Of(x, Math.Truncate, null, kinks: [new("x an integer", "0")], cheap: true);
}
