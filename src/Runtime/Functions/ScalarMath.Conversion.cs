namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>The integer part, saturating: the nearest integer of the type where it does not fit, and 0 for NaN.</summary>
    public static int ToInt32(double x) =>
        x >= int.MaxValue ? int.MaxValue
        : x <= int.MinValue ? int.MinValue
        : double.IsNaN(x) ? 0
        : (int)x;

    /// <inheritdoc cref="ToInt32(double)"/>
    public static long ToInt64(double x) =>
        x >= long.MaxValue ? long.MaxValue // as a double one more, which no long is
        : x <= long.MinValue ? long.MinValue
        : double.IsNaN(x) ? 0
        : (long)x;
}
