using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>Reads constants: a node whose entries are all the same number is that number, whatever its shape.</summary>
internal static class Literals
{
    /// <summary>The one entry that a constant repeats, or null.</summary>
    public static Scalar? Entry(Node node) =>
        node.Op is Constant { Value: { Count: 1 } value } ? value[0]
        : node.Op is BroadcastTo ? Entry(node.Inputs[0])
        : null;

    /// <summary>The number that a constant repeats, or null.</summary>
    public static double? Value(Node node) => Entry(node) is { } entry ? entry.ToDouble(node.DType) : null;

    /// <summary>Whether a node is a number in every entry: 0.0 and -0.0 differ where bits count.</summary>
    public static bool Is(Node node, double number, bool byBits)
    {
        if (Entry(node) is not { } entry) return false;
        var meant = Scalar.Of(number, node.DType);
        if (!node.DType.IsFloat) return entry == meant && meant.ToDouble(node.DType) == number;
        return byBits ? entry == meant : entry.Real == meant.Real;
    }
}
