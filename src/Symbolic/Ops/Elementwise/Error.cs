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
    public static Node Erfcx(Node x) => Unary.Of(x, ScalarMath.Erfcx, (x, y) => Select(x > 50, ErfcxTail(x), 2 * x * y - TwoOverRootPi), range: Interval.AtLeast(0));

    // 2x·y - 2/√π cancels for large x; DLMF 7.12.1 term by term, to 1e-15 from x = 50 on: -1/(√π x²)·Σ (-1)ⁿ·(2n + 1)!!/(2x²)ⁿ
    private static Node ErfcxTail(Node x)
    {
        var t = 0.5 / x / x;
        return -TwoOverRootPi * t * (1 - 3 * t * (1 - 5 * t * (1 - 7 * t * (1 - 9 * t))));
    }
}
