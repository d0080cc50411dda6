namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>Inverse hyperbolic sine ln(x + √(x² + 1)), DLMF 4.37.16; odd, keeps ±0.</summary>
    public static double Asinh(double x)
    {
#if NET
        return Math.Asinh(x);
#else
        var a = Math.Abs(x);
        var y = a > 1e9 ? Math.Log(a) + Ln2 : Log1p(a + (a * a / (1 + Math.Sqrt(1 + (a * a)))));
        return CopySign(y, x);
#endif
    }

    /// <inheritdoc cref="Asinh(double)"/>
    public static float Asinh(float x) => (float)Asinh((double)x);

    /// <summary>Inverse hyperbolic cosine ln(x + √(x² − 1)), DLMF 4.37.19; 0 at 1, NaN below.</summary>
    public static double Acosh(double x)
    {
#if NET
        return Math.Acosh(x);
#else
        var t = x - 1;
        return x > 1e9 ? Math.Log(x) + Ln2 : Log1p(t + Math.Sqrt((2 * t) + (t * t)));
#endif
    }

    /// <inheritdoc cref="Acosh(double)"/>
    public static float Acosh(float x) => (float)Acosh((double)x);

    /// <summary>Inverse hyperbolic tangent ½ ln((1 + x)/(1 − x)), DLMF 4.37.24; ±∞ at ±1, NaN beyond, keeps ±0.</summary>
    public static double Atanh(double x)
    {
#if NET
        return Math.Atanh(x);
#else
        var a = Math.Abs(x);
        var y = a < 0.5 ? Log1p((2 * a) + (2 * a * a / (1 - a))) : Log1p(2 * a / (1 - a));
        return CopySign(y / 2, x);
#endif
    }

    /// <inheritdoc cref="Atanh(double)"/>
    public static float Atanh(float x) => (float)Atanh((double)x);

#if !NET
    private const double Ln2 = Ln2High + Ln2Low;
#endif
}
