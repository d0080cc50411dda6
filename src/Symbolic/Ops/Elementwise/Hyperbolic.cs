using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff;

/// <summary>Hyperbolic functions and their inverses: value, derivative in terms of input x and output y, and where it is undefined.</summary>
public static partial class NodeMath
{
    /// <summary>The hyperbolic sine.</summary>
    public static Node Sinh(Node x) => Unary.Of(x, Math.Sinh, (x, y) => Cosh(x), bounds: Intervals.SameSign, notation: Notation.Function("sinh", "\\sinh"));

    /// <summary>The hyperbolic cosine.</summary>
    public static Node Cosh(Node x) => Unary.Of(x, Math.Cosh, (x, y) => Sinh(x), range: Interval.AtLeast(1), notation: Notation.Function("cosh", "\\cosh"));

    /// <summary>The hyperbolic tangent.</summary>
    public static Node Tanh(Node x) => Unary.Of(
        x, Math.Tanh, (x, y) => 1 - y * y,   // y is reused
        range: Interval.Between(-1, 1), bounds: Intervals.SameSign, notation: Notation.Function("tanh", "\\tanh"));

    /// <summary>The inverse hyperbolic sine.</summary>
    public static Node Asinh(Node x) => Unary.Of(
        x, ScalarMath.Asinh, (x, y) => 1 / Sqrt(x * x + 1),
        bounds: Intervals.SameSign, notation: Notation.Function("asinh", "\\operatorname{arsinh}"));

    /// <summary>The inverse hyperbolic cosine, which is not negative.</summary>
    public static Node Acosh(Node x) => Unary.Of(
        x, ScalarMath.Acosh, (x, y) => 1 / (Sqrt(x - 1) * Sqrt(x + 1)),   // NaN below 1, as the value
        domain: Interval.AtLeast(1), range: Interval.AtLeast(0),
        kinks: [new("x = 1", "IEEE: infinite")], notation: Notation.Function("acosh", "\\operatorname{arcosh}"));

    /// <summary>The inverse hyperbolic tangent.</summary>
    public static Node Atanh(Node x) => Unary.Of(
        x, ScalarMath.Atanh, (x, y) => 1 / ((1 - x) * (1 + x)),
        domain: Interval.Inside(-1, 1), bounds: Intervals.SameSign,
        kinks: [new("x = 1, -1", "IEEE: infinite")], notation: Notation.Function("atanh", "\\operatorname{artanh}"));
}
