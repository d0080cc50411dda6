using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff;

/// <summary>The absolute value, and functions that are constant between jumps: their derivative is 0 almost everywhere, which reports say.</summary>
public static partial class NodeMath
{
    /// <summary>|x|. The smallest integer, which has no opposite, stays as it is.</summary>
    public static Node Abs(Node x) => Unary.Of(
        x, ScalarMath.Abs, (x, y) => Sign(x),
        range: Interval.AtLeast(0), bounds: Intervals.Abs,
        kinks: [new("x = 0", "0")], accepts: Accepts.Numbers, cheap: true,
        notation: Notation.Closed("abs({0})", "\\left|{0}\\right|"));

    /// <summary>-1, 0 or 1 by the sign of x.</summary>
    public static Node Sign(Node x) => Unary.Of(
        x, ScalarMath.Sign, null,
        range: Interval.Between(-1, 1), bounds: Intervals.SameSign,
        kinks: [new("x = 0", "0")], accepts: Accepts.Numbers, cheap: true);

    /// <summary>The largest integer that is not above x.</summary>
    public static Node Floor(Node x) => Unary.Of(
        x, Math.Floor, null,
        bounds: x => Intervals.Steps(x, Math.Floor),
        kinks: [new("x an integer", "0")], cheap: true,
        notation: Notation.Closed("floor({0})", "\\left\\lfloor {0} \\right\\rfloor"));

    /// <summary>The smallest integer that is not below x.</summary>
    public static Node Ceiling(Node x) => Unary.Of(
        x, Math.Ceiling, null,
        bounds: x => Intervals.Steps(x, Math.Ceiling),
        kinks: [new("x an integer", "0")], cheap: true,
        notation: Notation.Closed("ceiling({0})", "\\left\\lceil {0} \\right\\rceil"));

    /// <summary>The nearest integer, of two the even one.</summary>
    public static Node Round(Node x) => Unary.Of(
        x, Math.Round, null,
        bounds: x => Intervals.Steps(x, Math.Round),
        kinks: [new("x half an odd integer", "0")], cheap: true);

    /// <summary>The integer part.</summary>
    public static Node Truncate(Node x) => Unary.Of(
        x, Math.Truncate, null,
        bounds: x => Intervals.Steps(x, Math.Truncate),
        kinks: [new("x an integer other than 0", "0")], cheap: true);

    /// <summary>|x| with the sign of another number, also that of -0.0.</summary>
    public static Node CopySign(Node x, Node sign) => Binary.Of(
        x, sign, ScalarMath.CopySign, (x, sign, y) => Sign(x) * CopySign(x.Literal(1), sign), null,
        kinks: [new("x = 0", "0"), new("sign = 0, by sign", "0")], cheap: true);

    /// <summary>|x| with the sign of another number, also that of -0.0.</summary>
    public static Node CopySign(Node x, double sign) => CopySign(x, x.Literal(sign));

    /// <summary>|x| with the sign of another number, also that of -0.0.</summary>
    public static Node CopySign(double x, Node sign) => CopySign(sign.Literal(x), sign);
}
