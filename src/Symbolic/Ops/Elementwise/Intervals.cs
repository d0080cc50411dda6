namespace SymDiff.Ops;

/// <summary>Arithmetic on intervals of finite values: what can be said of a result from what is known of the operands.</summary>
internal static class Intervals
{
    public static Interval Negate(Interval a) => new(-a.Upper, -a.Lower, a.UpperOpen, a.LowerOpen);

    public static Interval Add(Interval a, Interval b) =>
        new(a.Lower + b.Lower, a.Upper + b.Upper, a.LowerOpen || b.LowerOpen, a.UpperOpen || b.UpperOpen);

    // Signs are all that conditions ask of a product; an underflow may give zero, so an open end at zero is closed again.
    public static Interval Multiply(Interval a, Interval b)
    {
        if (a.IsNonNegative && b.IsNonNegative) return Interval.AtLeast(0);
        if (Negate(a).IsNonNegative && Negate(b).IsNonNegative) return Interval.AtLeast(0);
        var opposite = (a.IsNonNegative && Negate(b).IsNonNegative) || (Negate(a).IsNonNegative && b.IsNonNegative);
        return opposite ? Negate(Interval.AtLeast(0)) : Interval.All;
    }

    public static Interval Divide(Interval a, Interval b) => Multiply(a, b);
}
