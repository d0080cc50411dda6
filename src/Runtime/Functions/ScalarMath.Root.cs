namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>x².</summary>
    public static double Square(double x) => x * x;

    /// <inheritdoc cref="Square(double)"/>
    public static float Square(float x) => x * x;

    /// <summary>∛x for every sign; keeps ±0 and ±∞.</summary>
    public static double Cbrt(double x)
    {
        if (x == 0 || double.IsNaN(x) || double.IsInfinity(x))
        {
            return x;
        }

        // One step of Newton's method on y³ = a; y·y stays in range where y·y·y would not.
        var a = Math.Abs(x);
        var y = ApproximateCbrt(a);
        return CopySign(y - ((y - (a / (y * y))) / 3), x);
    }

    /// <inheritdoc cref="Cbrt(double)"/>
    public static float Cbrt(float x) => (float)Cbrt((double)x);

    /// <summary>√(x² + y²) without undue overflow; ∞ when either is infinite, even beside NaN.</summary>
    public static double Hypot(double x, double y)
    {
        var (a, b) = (Math.Abs(x), Math.Abs(y));
        if (double.IsInfinity(a) || double.IsInfinity(b))
        {
            return double.PositiveInfinity;
        }

        // Scaling by powers of two is exact, so that only the squares, their sum and the root round.
        var largest = Math.Max(a, b);
        return largest > 1e150 ? ScaledHypot(a, b, -700)
             : largest < 1e-140 ? ScaledHypot(a, b, 700)
             : Math.Sqrt((a * a) + (b * b));
    }

    /// <inheritdoc cref="Hypot(double, double)"/>
    public static float Hypot(float x, float y) => (float)Hypot((double)x, y);

    // within a few ulp, for a > 0
    private static double ApproximateCbrt(double a)
    {
#if NET
        return Math.Cbrt(a);
#else
        return Math.Pow(a, 1 / 3.0);
#endif
    }

    private static double ScaledHypot(double a, double b, int scale)
    {
        var (p, q) = (a * PowerOfTwo(scale), b * PowerOfTwo(scale));
        return Math.Sqrt((p * p) + (q * q)) * PowerOfTwo(-scale);
    }
}
