using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff;

/// <summary>The error function and its kin: value and derivative in terms of input x and output y.</summary>
public static partial class NodeMath
{
    private const double TwoOverRootPi = 1.1283791670955126;

    /// <summary>The error function 2/√π·∫₀ˣ e^(-t²) dt.</summary>
    public static Node Erf(Node x) => Unary.Of(
        x, ScalarMath.Erf, (x, y) => TwoOverRootPi * Exp(-(x * x)), range: Interval.Between(-1, 1), bounds: Intervals.SameSign);

    /// <summary>1 - erf x, exact to rounding for large x.</summary>
    public static Node Erfc(Node x) => Unary.Of(x, ScalarMath.Erfc, (x, y) => -TwoOverRootPi * Exp(-(x * x)), range: Interval.Between(0, 2));

    /// <summary>e^(x²)·erfc x, which does not underflow for large x.</summary>
    public static Node Erfcx(Node x) => Unary.Of(x, ScalarMath.Erfcx, (x, y) => 2 * x * y - TwoOverRootPi, range: Interval.AtLeast(0));
}
