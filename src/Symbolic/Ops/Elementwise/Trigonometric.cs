using SymDiff.Ops;

namespace SymDiff;

/// <summary>Trigonometric functions and their inverses: value, derivative in terms of input x and output y, and where it is undefined.</summary>
public static partial class NodeMath
{
    /// <summary>The sine.</summary>
    public static Node Sin(Node x) => Unary.Of(x, Math.Sin, (x, y) => Cos(x), range: Interval.Between(-1, 1), notation: Notation.Function("sin", "\\sin"));

    /// <summary>The cosine.</summary>
    public static Node Cos(Node x) => Unary.Of(x, Math.Cos, (x, y) => -Sin(x), range: Interval.Between(-1, 1), notation: Notation.Function("cos", "\\cos"));

    /// <summary>The tangent.</summary>
    public static Node Tan(Node x) => Unary.Of(x, Math.Tan, (x, y) => 1 + y * y, notation: Notation.Function("tan", "\\tan"));   // no double is a pole

    /// <summary>The inverse sine, from -π/2 to π/2.</summary>
    public static Node Asin(Node x) => Unary.Of(
        x, Math.Asin, (x, y) => 1 / Sqrt((1 - x) * (1 + x)),
        domain: Interval.Between(-1, 1), range: Interval.Between(-Math.PI / 2, Math.PI / 2), bounds: Intervals.SameSign,
        kinks: [new("x = 1, -1", "IEEE: infinite")], notation: Notation.Function("asin", "\\arcsin"));

    /// <summary>The inverse cosine, from 0 to π.</summary>
    public static Node Acos(Node x) => Unary.Of(
        x, Math.Acos, (x, y) => -1 / Sqrt((1 - x) * (1 + x)),
        domain: Interval.Between(-1, 1), range: Interval.Between(0, Math.PI),
        kinks: [new("x = 1, -1", "IEEE: infinite")], notation: Notation.Function("acos", "\\arccos"));

    /// <summary>The inverse tangent, from -π/2 to π/2.</summary>
    public static Node Atan(Node x) => Unary.Of(
        x, Math.Atan, (x, y) => 1 / (1 + x * x),
        range: Interval.Between(-Math.PI / 2, Math.PI / 2), bounds: Intervals.SameSign, notation: Notation.Function("atan", "\\arctan"));

    /// <summary>The angle of the point (x, y), from -π to π.</summary>
    public static Node Atan2(Node y, Node x) => Binary.Of(
        y, x, Math.Atan2, (y, x, angle) => OverSquares(x, y, x), (y, x, angle) => OverSquares(-y, y, x),
        range: Interval.Between(-Math.PI, Math.PI),
        kinks: [new("y = x = 0", "0")], notation: Notation.Function("atan2"));

    /// <summary>The angle of the point (x, y), from -π to π.</summary>
    public static Node Atan2(Node y, double x) => Atan2(y, y.Literal(x));

    /// <summary>The angle of the point (x, y), from -π to π.</summary>
    public static Node Atan2(double y, Node x) => Atan2(x.Literal(y), x);

    // a/(y² + x²) without overflow in between, and 0 at the origin
    private static Node OverSquares(Node a, Node y, Node x)
    {
        var r = Hypot(y, x);
        return Select(Equal(r, 0), r.Literal(0), a / r / r);
    }
}
