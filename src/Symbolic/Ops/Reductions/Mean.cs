using SymDiff.Ops;

namespace SymDiff;

public static partial class NodeMath
{
    /// <summary>The mean over all axes.</summary>
    public static Node Mean(Node x) => Mean(x, axes: null);

    /// <summary>The mean over axes, negative ones counted from the last; over all when null. NaN for none.</summary>
    public static Node Mean(Node x, int[]? axes, bool keep = false)
    {
        Accepts.Floats.Checked("Mean", x.Type);
        var selected = ReducedAxes.Of(x, axes, "Mean");
        return Sum(x, [.. selected], keep) / x.Graph.Size(selected.Count(x.Shape), x.DType);
    }
}
