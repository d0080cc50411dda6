namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>ln(1 + x) without cancellation near 0; −∞ at −1, NaN below, keeps ±0.</summary>
    public static double Log1p(double x)
    {
        if (!(Math.Abs(x) >= 1e-16))
        {
            return x; // also ±0 and NaN
        }

        if (x <= -1)
        {
            return x == -1 ? double.NegativeInfinity : double.NaN;
        }

        return x >= 1e17 ? Math.Log(x) : Log1pCorrected(x);
    }

    /// <inheritdoc cref="Log1p(double)"/>
    public static float Log1p(float x) => (float)Log1p((double)x);

    /// <summary>Base 2 logarithm, exact at powers of two; −∞ at ±0, NaN below 0.</summary>
    public static double Log2(double x)
    {
#if NET
        return Math.Log2(x);
#else
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return Math.Log(x);
        }

        var (mantissa, exponent) = Normalize(x);
        return exponent + (Math.Log(mantissa) * (1 / (Ln2High + Ln2Low)));
#endif
    }

    /// <inheritdoc cref="Log2(double)"/>
    public static float Log2(float x) => (float)Log2((double)x);

    // u = fl(1 + x), d = 1 + x − u exactly, ln(1 + x) = ln u + ln(1 + d/u) ≈ ln u + d/u
    private static double Log1pCorrected(double x)
    {
        var u = 1 + x;
        var d = Math.Abs(x) < 1 ? x - (u - 1) : 1 - (u - x);
        return Math.Log(u) + (d / u);
    }

#if !NET
    // x = mantissa·2^exponent with mantissa in [√½, √2)
    private static (double Mantissa, int Exponent) Normalize(double x)
    {
        var shift = x < 1e-300 ? 64 : 0; // brings denormals up
        var bits = BitConverter.DoubleToInt64Bits(x * PowerOfTwo(shift));
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xF_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        return mantissa < 1.4142135623730951 ? (mantissa, exponent - shift) : (mantissa / 2, exponent + 1 - shift);
    }
#endif
}
