using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff;

/// <summary>Powers and roots: value, derivative in terms of inputs and output y, and where it is undefined.</summary>
public static partial class NodeMath
{
    /// <summary>a^b.</summary>
    public static Node Pow(Node a, Node b) => Binary.Of(
        a, b, Math.Pow, PowByBase, PowByExponent,
        domains: [Interval.Above(0), Interval.All],
        bounds: Intervals.Power,
        kinks:
        [
            new("a = 0, b < 1, by a", "IEEE: infinite, and 0 for b = 0"),
            new("a = 0, by b", "0"),
            new("a < 0, by b", "NaN"),
        ],
        notation: new("{0}^{1}", "{0}^{{1}}", Notation.Power, [Notation.Atom, Notation.Power]) { LatexOperands = [Notation.Atom, Notation.Lowest] });

    /// <summary>a^b.</summary>
    public static Node Pow(Node a, double b) => Pow(a, a.Literal(b));

    /// <summary>a^b.</summary>
    public static Node Pow(double a, Node b) => Pow(b.Literal(a), b);

    /// <summary>x·x.</summary>
    public static Node Square(Node x) => x * x;

    /// <summary>1/x.</summary>
    public static Node Reciprocal(Node x) => 1 / x;

    /// <summary>The square root.</summary>
    public static Node Sqrt(Node x) => Unary.Of(
        x, Math.Sqrt, (x, y) => 0.5 / y,
        domain: Interval.AtLeast(0), bounds: Intervals.SquareRoot, range: Interval.AtLeast(0),
        kinks: [new("x = 0", "IEEE: infinite")],
        notation: Notation.Closed("sqrt({0})", "\\sqrt{{0}}"));

    /// <summary>1/√x.</summary>
    public static Node Rsqrt(Node x) => 1 / Sqrt(x);

    /// <summary>The cube root, also of negative numbers.</summary>
    public static Node Cbrt(Node x) => Unary.Of(
        x, ScalarMath.Cbrt, (x, y) => 1 / (3 * (y * y)),
        bounds: Intervals.SameSign,
        kinks: [new("x = 0", "IEEE: infinite")],
        notation: Notation.Closed("cbrt({0})", "\\sqrt[3]{{0}}"));

    /// <summary>√(a² + b²), without overflow in between.</summary>
    public static Node Hypot(Node a, Node b) => Binary.Of(
        a, b, ScalarMath.Hypot, (a, b, y) => Fraction(a, y), (a, b, y) => Fraction(b, y),
        range: Interval.AtLeast(0), bounds: Intervals.Hypotenuse,
        kinks: [new("a = b = 0", "0")]);

    /// <summary>√(a² + b²), without overflow in between.</summary>
    public static Node Hypot(Node a, double b) => Hypot(a, a.Literal(b));

    /// <summary>√(a² + b²), without overflow in between.</summary>
    public static Node Hypot(double a, Node b) => Hypot(b.Literal(a), b);

    // b·aᵇ⁻¹, which is 0·∞ where both are 0; with a constant exponent k the powers fall to x and 1, and no 0·x⁻¹ follows.
    private static Node? PowByBase(Node a, Node b, Node y) => b.Op is Constant { Value: { Lengths.Length: 0 } value }
        ? value.ToDouble() switch
        {
            0 => null,
            1 => b,
            2 => b * a,
            var k => b * Pow(a, b.Literal(k - 1)),
        }
        : Select(Equal(a, 0) & Equal(b, 0), a.Literal(0), b * Pow(a, b - 1));

    // aᵇ·ln a, taken as 0 at a = 0
    private static Node PowByExponent(Node a, Node b, Node y) => Select(Equal(a, 0), y.Literal(0), y * Log(a));

    // x/y, and 0 where y = 0
    private static Node Fraction(Node x, Node y) => Select(Equal(y, 0), x.Literal(0), x / y);
}
