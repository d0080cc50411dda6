#if !NET
using System.Numerics;
#endif

namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>x − y·trunc(x/y), exact, with the sign of x; NaN at y = 0 and infinite x.</summary>
    public static double Remainder(double x, double y) => x % y;

    /// <inheritdoc cref="Remainder(double, double)"/>
    public static float Remainder(float x, float y) => x % y;

    /// <summary>x − y·(x/y), with the sign of x; x at y = 0.</summary>
    public static int Remainder(int x, int y) => y == 0 ? x : y == -1 ? 0 : x % y;

    /// <inheritdoc cref="Remainder(int, int)"/>
    public static long Remainder(long x, long y) => y == 0 ? x : y == -1 ? 0 : x % y;

    /// <summary>x/y.</summary>
    public static double Divide(double x, double y) => x / y;

    /// <inheritdoc cref="Divide(double, double)"/>
    public static float Divide(float x, float y) => x / y;

    /// <summary>x/y towards zero; 0 at y = 0, and the smallest number divided by −1, which has no opposite, stays as it is.</summary>
    public static int Divide(int x, int y) => y is 0 or -1 ? unchecked(x * y) : x / y;

    /// <inheritdoc cref="Divide(int, int)"/>
    public static long Divide(long x, long y) => y is 0 or -1 ? unchecked(x * y) : x / y;

    /// <summary>x·y + z rounded once (exact but slow where the platform has no such instruction).</summary>
    public static double FusedMultiplyAdd(double x, double y, double z)
    {
#if NET
        return Math.FusedMultiplyAdd(x, y, z);
#else
        if (x == 0 || y == 0 || !IsFinite(x) || !IsFinite(y) || !IsFinite(z))
        {
            // Nothing to round, but a finite x·y must not reach ∞ before an infinite z is added.
            return IsFinite(x) && IsFinite(y) && !IsFinite(z) ? z : (x * y) + z;
        }

        return Rounded(Sum(Product(Exact(x), Exact(y)), Exact(z)), zero: (x * y) + z);
#endif
    }

    /// <inheritdoc cref="FusedMultiplyAdd(double, double, double)"/>
    public static float FusedMultiplyAdd(float x, float y, float z)
    {
#if NET
        return MathF.FusedMultiplyAdd(x, y, z);
#else
        return (float)SumRoundedToOdd((double)x * y, z); // the product of two floats is exact in double
#endif
    }

#if !NET
    private static bool IsFinite(double x) => Math.Abs(x) <= double.MaxValue;

    // x + y with the last bit set when inexact, so that rounding it again to float is right
    // (S. Boldo and G. Melquiond, IEEE Trans. Computers 57 (2008) 462-471); the error is Knuth's TwoSum.
    private static double SumRoundedToOdd(double x, double y)
    {
        var sum = x + y;
        var part = sum - x;
        var error = (x - (sum - part)) + (y - part);
        var bits = BitConverter.DoubleToInt64Bits(sum);
        if (!IsFinite(sum) || error == 0 || (bits & 1) == 1)
        {
            return sum;
        }

        return BitConverter.Int64BitsToDouble((error > 0) == (sum > 0) ? bits + 1 : bits - 1);
    }

    // x = significand·2^exponent
    private static (BigInteger Significand, int Exponent) Exact(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var biased = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var significand = biased == 0 ? fraction : fraction | 0x10_0000_0000_0000;
        return (bits < 0 ? -significand : significand, Math.Max(biased, 1) - 1075);
    }

    private static (BigInteger Significand, int Exponent) Product(
        (BigInteger Significand, int Exponent) x, (BigInteger Significand, int Exponent) y) =>
        (x.Significand * y.Significand, x.Exponent + y.Exponent);

    private static (BigInteger Significand, int Exponent) Sum(
        (BigInteger Significand, int Exponent) x, (BigInteger Significand, int Exponent) y)
    {
        var exponent = Math.Min(x.Exponent, y.Exponent);
        return ((x.Significand << (x.Exponent - exponent)) + (y.Significand << (y.Exponent - exponent)), exponent);
    }

    // The nearest double, ties to even; `zero` carries the sign of an exact zero.
    private static double Rounded((BigInteger Significand, int Exponent) x, double zero)
    {
        if (x.Significand.IsZero)
        {
            return zero;
        }

        var magnitude = BigInteger.Abs(x.Significand);
        var drop = Math.Max(BitLength(magnitude) - 53, -1074 - x.Exponent);
        var exponent = x.Exponent + drop;
        var kept = drop > 0 ? RoundedShift(magnitude, drop) : magnitude << -drop;
        return (x.Significand.Sign < 0 ? -1 : 1) * Scaled((double)kept, exponent);
    }

    private static BigInteger RoundedShift(BigInteger x, int drop)
    {
        var kept = x >> drop;
        var rest = (x - (kept << drop)).CompareTo(BigInteger.One << (drop - 1));
        return rest > 0 || (rest == 0 && !kept.IsEven) ? kept + 1 : kept;
    }

    private static int BitLength(BigInteger x)
    {
        var length = 8 * (x.ToByteArray().Length - 1); // the last byte holds the highest bits and the sign
        while (!(x >> length).IsZero)
        {
            length++;
        }

        return length;
    }

    // x·2^exponent for an integer x < 2⁵³ whose last bit is representable, or ∞
    private static double Scaled(double x, int exponent) =>
        exponent > 971 ? double.PositiveInfinity
        : exponent >= -1022 ? x * PowerOfTwo(exponent)
        : x * PowerOfTwo(-1022) * PowerOfTwo(exponent + 1022);
#endif
}
