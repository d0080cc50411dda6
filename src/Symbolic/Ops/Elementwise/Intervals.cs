using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>Arithmetic on intervals of finite values: what can be said of a result from what is known of the operands.</summary>
internal static class Intervals
{
    private static readonly Interval NonPositive = new(double.NegativeInfinity, 0);

    public static Interval Negate(Interval a) => new(-a.Upper, -a.Lower, a.UpperOpen, a.LowerOpen);

    // A sum is 0 only where it is exactly 0, but elsewhere rounding may reach an open end: 1 + 1e-300 is 1.
    public static Interval Add(Interval a, Interval b)
    {
        var (lower, upper) = (a.Lower + b.Lower, a.Upper + b.Upper);
        return new(lower, upper, lower == 0 && (a.LowerOpen || b.LowerOpen), upper == 0 && (a.UpperOpen || b.UpperOpen));
    }

    // Ends are closed: an underflow may give 0, and rounding may reach an end.
    public static Interval Multiply(Interval a, Interval b) =>
        Hull(Product(a.Lower, b.Lower), Product(a.Lower, b.Upper), Product(a.Upper, b.Lower), Product(a.Upper, b.Upper));

    public static Interval Square(Interval a) => a.Lower <= 0 && a.Upper >= 0
        ? Interval.Between(0, Math.Max(a.Lower * a.Lower, a.Upper * a.Upper))
        : Hull(a.Lower * a.Lower, a.Upper * a.Upper);

    // Where the divisor may be 0, large values remain possible, but the sign is known.
    public static Interval Divide(Interval a, Interval b) => b.Lower > 0 || b.Upper < 0
        ? Hull(Quotient(a.Lower, b.Lower), Quotient(a.Lower, b.Upper), Quotient(a.Upper, b.Lower), Quotient(a.Upper, b.Upper))
        : Multiply(a, b.IsNonNegative ? Interval.AtLeast(0) : Negate(b).IsNonNegative ? Negate(Interval.AtLeast(0)) : Interval.All);

    /// <summary>The numbers in both.</summary>
    public static Interval Intersect(Interval a, Interval b)
    {
        var (lower, upper) = (a.Lower > b.Lower ? a : b, a.Upper < b.Upper ? a : b);
        return new(
            lower.Lower,
            upper.Upper,
            a.Lower == b.Lower ? a.LowerOpen || b.LowerOpen : lower.LowerOpen,
            a.Upper == b.Upper ? a.UpperOpen || b.UpperOpen : upper.UpperOpen);
    }

    /// <summary>Of a function that has the sign of its argument and does not underflow: sinh, atan, erf, cube root.</summary>
    public static Interval SameSign(Interval x) =>
        x.IsPositive ? Interval.Above(0)
        : x.IsNonNegative ? Interval.AtLeast(0)
        : x.IsNegative ? Negate(Interval.Above(0))
        : Negate(x).IsNonNegative ? NonPositive
        : Interval.All;

    /// <summary>Of a logarithm, whose sign changes at 1.</summary>
    public static Interval Logarithm(Interval x) => x.Lower >= 1 ? Interval.AtLeast(0) : x.Upper <= 1 ? NonPositive : Interval.All;

    /// <summary>Of an exponential; far to the left it underflows to zero.</summary>
    public static Interval Exponential(Interval x) => x.Lower >= 0 ? Interval.AtLeast(1) : x.Lower > -80 ? Interval.Above(0) : Interval.AtLeast(0);

    /// <summary>Of a rising step function, which reaches its values at the ends.</summary>
    public static Interval Steps(Interval x, Func<double, double> step) => new(step(x.Lower), step(x.Upper));

    public static Interval Abs(Interval x) =>
        x.IsNonNegative ? x
        : Negate(x).IsNonNegative ? Negate(x)
        : new(0, Math.Max(-x.Lower, x.Upper));

    public static Interval Max(Interval a, Interval b) => new(
        Math.Max(a.Lower, b.Lower),
        Math.Max(a.Upper, b.Upper),
        a.Lower == b.Lower ? a.LowerOpen || b.LowerOpen : (a.Lower > b.Lower ? a : b).LowerOpen,
        a.Upper == b.Upper ? a.UpperOpen && b.UpperOpen : (a.Upper > b.Upper ? a : b).UpperOpen);

    public static Interval Min(Interval a, Interval b) => Negate(Max(Negate(a), Negate(b)));

    /// <summary>Of a square root: positive where its argument is.</summary>
    public static Interval SquareRoot(Interval x) => x.IsPositive ? Interval.Above(0) : Interval.AtLeast(0);

    /// <summary>Of √(a² + b²): it has no zero where one of them has none.</summary>
    public static Interval Hypotenuse(Interval a, Interval b) => a.IsNonZero || b.IsNonZero ? Interval.Above(0) : Interval.AtLeast(0);

    /// <summary>Of aᵇ: no negative number has a non-negative base or an even exponent.</summary>
    public static Interval Power(Interval a, Interval b) =>
        a.Lower >= 1 && b.IsNonNegative ? Interval.AtLeast(1)
        : a.IsNonNegative || (b.Lower == b.Upper && b.Lower % 2 == 0) ? Interval.AtLeast(0)
        : Interval.All;

    /// <summary>The smallest interval that holds both.</summary>
    public static Interval Union(Interval a, Interval b) => new(
        Math.Min(a.Lower, b.Lower),
        Math.Max(a.Upper, b.Upper),
        (a.LowerOpen || a.Lower > b.Lower) && (b.LowerOpen || b.Lower > a.Lower),
        (a.UpperOpen || a.Upper < b.Upper) && (b.UpperOpen || b.Upper < a.Upper));

    /// <summary>The smallest interval that holds both it and 0.</summary>
    public static Interval WithZero(Interval a) => Union(a, Interval.Between(0, 0));

    private static double Product(double x, double y) => x == 0 || y == 0 ? 0 : x * y;

    // ∞/∞ lies between the quotients of the other ends.
    private static double Quotient(double x, double y) => double.IsInfinity(y) ? 0 : x / y;

    private static Interval Hull(params ReadOnlySpan<double> ends)
    {
        var (lower, upper) = (ends[0], ends[0]);
        foreach (var end in ends) (lower, upper) = (Math.Min(lower, end), Math.Max(upper, end));
        return new(lower, upper);
    }
}
