namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>−1, 0 or 1 by the sign of x; keeps ±0 and NaN.</summary>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    /// <inheritdoc cref="Sign(double)"/>
    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x;

    /// <summary>−1, 0 or 1 by the sign of x.</summary>
    public static int Sign(int x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <inheritdoc cref="Sign(int)"/>
    public static long Sign(long x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <summary>|x|.</summary>
    public static double Abs(double x) => Math.Abs(x);

    /// <inheritdoc cref="Abs(double)"/>
    public static float Abs(float x) => Math.Abs(x);

    /// <summary>|x|; the smallest number, which has no opposite, stays as it is.</summary>
    public static int Abs(int x) => x < 0 ? unchecked(-x) : x;

    /// <inheritdoc cref="Abs(int)"/>
    public static long Abs(long x) => x < 0 ? unchecked(-x) : x;

    /// <summary>The smaller argument as IEEE 754-2019 minimum has it: NaN if either is NaN, −0 below +0.</summary>
    public static double Min(double x, double y)
    {
#if NET
        return Math.Min(x, y);
#else
        return x < y || double.IsNaN(x) || (x == y && IsNegative(x)) ? x : y;
#endif
    }

    /// <inheritdoc cref="Min(double, double)"/>
    public static float Min(float x, float y) => (float)Min((double)x, y);

    /// <inheritdoc cref="Math.Min(int, int)"/>
    public static int Min(int x, int y) => Math.Min(x, y);

    /// <inheritdoc cref="Math.Min(long, long)"/>
    public static long Min(long x, long y) => Math.Min(x, y);

    /// <summary>The larger argument as IEEE 754-2019 maximum has it: NaN if either is NaN, +0 above −0.</summary>
    public static double Max(double x, double y)
    {
#if NET
        return Math.Max(x, y);
#else
        return x > y || double.IsNaN(x) || (x == y && !IsNegative(x)) ? x : y;
#endif
    }

    /// <inheritdoc cref="Max(double, double)"/>
    public static float Max(float x, float y) => (float)Max((double)x, y);

    /// <inheritdoc cref="Math.Max(int, int)"/>
    public static int Max(int x, int y) => Math.Max(x, y);

    /// <inheritdoc cref="Math.Max(long, long)"/>
    public static long Max(long x, long y) => Math.Max(x, y);

    /// <summary>min(max(x, low), high): NaN if any is NaN, and high where the bounds cross.</summary>
    public static double Clamp(double x, double low, double high) => Min(Max(x, low), high);

    /// <inheritdoc cref="Clamp(double, double, double)"/>
    public static float Clamp(float x, float low, float high) => Min(Max(x, low), high);

    /// <summary>min(max(x, low), high), which is high where the bounds cross.</summary>
    public static int Clamp(int x, int low, int high) => Min(Max(x, low), high);

    /// <inheritdoc cref="Clamp(int, int, int)"/>
    public static long Clamp(long x, long low, long high) => Min(Max(x, low), high);

    /// <summary>The magnitude of the first argument with the sign bit of the second.</summary>
    public static double CopySign(double x, double sign)
    {
#if NET
        return Math.CopySign(x, sign);
#else
        return IsNegative(x) == IsNegative(sign) ? x : -x;
#endif
    }

    /// <inheritdoc cref="CopySign(double, double)"/>
    public static float CopySign(float x, float sign) => (float)CopySign((double)x, sign);

#if !NET
    private static bool IsNegative(double x) => BitConverter.DoubleToInt64Bits(x) < 0;
#endif
}
