using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff;

/// <summary>Exponentials and logarithms: value, derivative in terms of input x and output y, and where it is undefined.</summary>
public static partial class NodeMath
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln10 = 2.302585092994046;

    /// <summary>e^x.</summary>
    public static Node Exp(Node x) => Unary.Of(
        x, Math.Exp, (x, y) => y,
        range: Interval.AtLeast(0), bounds: Intervals.Exponential, notation: Notation.Function("exp") with { Latex = "e^{{0}}", LatexPrecedence = Notation.Power });

    /// <summary>2^x.</summary>
    public static Node Exp2(Node x) => Unary.Of(
        x, ScalarMath.Exp2, (x, y) => Ln2 * y,
        range: Interval.AtLeast(0), bounds: Intervals.Exponential, notation: Notation.Function("exp2") with { Latex = "2^{{0}}", LatexPrecedence = Notation.Power });

    /// <summary>e^x - 1, exact to rounding near 0.</summary>
    public static Node Expm1(Node x) => Unary.Of(x, ScalarMath.Expm1, (x, y) => Exp(x), range: Interval.AtLeast(-1), bounds: Intervals.SameSign);   // not y + 1, which is 0 from x = -38

    /// <summary>The natural logarithm.</summary>
    public static Node Log(Node x) => Unary.Of(
        x, Math.Log, (x, y) => 1 / x,
        domain: Interval.Above(0), bounds: Intervals.Logarithm,
        kinks: [new("x = 0", "IEEE: infinite")], notation: Notation.Function("log", "\\log"));

    /// <summary>The logarithm to a base.</summary>
    public static Node Log(Node x, Node toBase) => Log(x) / Log(toBase);

    /// <summary>The logarithm to a base.</summary>
    public static Node Log(Node x, double toBase) => Log(x, x.Literal(toBase));

    /// <summary>ln(1 + x), exact to rounding near 0.</summary>
    public static Node Log1p(Node x) => Unary.Of(
        x, ScalarMath.Log1p, (x, y) => 1 / (1 + x),
        domain: Interval.Above(-1), bounds: Intervals.SameSign,
        kinks: [new("x = -1", "IEEE: infinite")]);

    /// <summary>The logarithm to the base 2.</summary>
    public static Node Log2(Node x) => Unary.Of(
        x, ScalarMath.Log2, (x, y) => 1 / Ln2 / x,
        domain: Interval.Above(0), bounds: Intervals.Logarithm,
        kinks: [new("x = 0", "IEEE: infinite")], notation: Notation.Function("log2", "\\log_{2}"));

    /// <summary>The logarithm to the base 10.</summary>
    public static Node Log10(Node x) => Unary.Of(
        x, Math.Log10, (x, y) => 1 / Ln10 / x,
        domain: Interval.Above(0), bounds: Intervals.Logarithm,
        kinks: [new("x = 0", "IEEE: infinite")], notation: Notation.Function("log10", "\\log_{10}"));
}
