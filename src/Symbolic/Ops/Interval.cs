namespace SymDiff;

/// <summary>An interval of real numbers: the domain of a function, or the values that a node can have.</summary>
public readonly record struct Interval(double Lower, double Upper, bool LowerOpen = false, bool UpperOpen = false)
{
    /// <summary>All numbers.</summary>
    public static Interval All { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>True when all numbers in it are greater than 0.</summary>
    public bool IsPositive => Lower > 0 || (Lower == 0 && LowerOpen);

    /// <summary>True when no number in it is negative.</summary>
    public bool IsNonNegative => Lower >= 0;

    /// <summary>True when all numbers in it are less than 0.</summary>
    public bool IsNegative => Upper < 0 || (Upper == 0 && UpperOpen);

    /// <summary>True when 0 is not in it.</summary>
    public bool IsNonZero => IsPositive || IsNegative;

    /// <summary>The numbers greater than a bound.</summary>
    public static Interval Above(double bound) => new(bound, double.PositiveInfinity, LowerOpen: true);

    /// <summary>The numbers that are at least a bound.</summary>
    public static Interval AtLeast(double bound) => new(bound, double.PositiveInfinity);

    /// <summary>The numbers from one bound to another, both included.</summary>
    public static Interval Between(double lower, double upper) => new(lower, upper);

    /// <summary>The numbers strictly between two bounds.</summary>
    public static Interval Inside(double lower, double upper) => new(lower, upper, LowerOpen: true, UpperOpen: true);

    /// <summary>Whether all numbers of another interval are in it.</summary>
    public bool Contains(Interval other) =>
        (other.Lower > Lower || (other.Lower == Lower && (!LowerOpen || other.LowerOpen)))
        && (other.Upper < Upper || (other.Upper == Upper && (!UpperOpen || other.UpperOpen)));

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(double x) => (LowerOpen ? x > Lower : x >= Lower) && (UpperOpen ? x < Upper : x <= Upper);
}
