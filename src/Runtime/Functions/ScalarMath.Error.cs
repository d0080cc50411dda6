namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    private const double InverseSqrtPi = 0.5641895835477563;

    /// <summary>Error function 2/√π ∫₀ˣ e^(−t²) dt, DLMF 7.2.1; ±1 at ±∞, odd, keeps ±0.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) <= 0.5)
        {
            return x + (x * Polynomial.Evaluate(x * x, ErfCoefficients));
        }

        return x > 0 ? 1 - Erfc(x) : Erfc(-x) - 1;
    }

    /// <inheritdoc cref="Erf(double)"/>
    public static float Erf(float x) => (float)Erf((double)x);

    /// <summary>Complementary error function 1 − erf x, relatively exact for large x, DLMF 7.2.2; 0 at ∞, 2 at −∞.</summary>
    public static double Erfc(double x)
    {
        if (x < 0.46875)
        {
            return x >= -0.5 ? 1 - Erf(x) : 2 - Erfc(-x);
        }

        if (x > 28)
        {
            return 0; // erfc underflows at 27.3
        }

        // erfc x = e^(−x²)·erfcx x
        var (square, error) = ExactSquare(x);
        return Math.Exp(-square) * PositiveErfcx(x, -error);
    }

    /// <inheritdoc cref="Erfc(double)"/>
    public static float Erfc(float x) => (float)Erfc((double)x);

    /// <summary>Scaled complementary error function e^(x²) erfc x, DLMF 7.2.3; 0 at ∞, overflows below −26.6.</summary>
    public static double Erfcx(double x)
    {
        if (!(x < 0))
        {
            return PositiveErfcx(x, 0);
        }

        if (x < -27)
        {
            return double.PositiveInfinity;
        }

        // erfc(−x) = 2 − erfc x
        var (square, error) = ExactSquare(x);
        var growth = 2 * Math.Exp(square);
        return growth + ((growth * error) - PositiveErfcx(-x, 0));
    }

    /// <inheritdoc cref="Erfcx(double)"/>
    public static float Erfcx(float x) => (float)Erfcx((double)x);

    // erf(x)/x − 1 in powers of x² for |x| ≤ ½ (Chebyshev interpolant, absolute error 2e-17)
    private static ReadOnlySpan<double> ErfCoefficients =>
    [
        0.1283791670955126, -0.3761263890318375, 0.1128379167095487, -0.02686617064499972,
        0.0052239776220169365, -0.0008548326510724796, 0.00012055286202005714, -1.4923003368152099e-05,
        1.637123442577e-06, -1.462091340945175e-07,
    ];

    // (1 + 2x)·erfcx(x) − 1 in powers of t = (x − 3.75)/(x + 3.75) for x ≥ 0 (Chebyshev interpolant, absolute error 2e-17);
    // the mapping is that of M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981) 249-253.
    private static ReadOnlySpan<double> ErfcxCoefficients =>
    [
        0.2375126308378276, -0.14024059858554697, 0.003585415485463775, 0.08227673849014516,
        -0.10880393014171785, 0.09230432116037876, -0.058693398590212366, 0.028362277418940665,
        -0.009746579552504244, 0.0017556258530017257, 0.0002937136342850081, -0.0002901540809795271,
        5.1649211390702855e-05, 2.2384240314224437e-05, -1.1444412439171722e-05, -9.735619015182663e-07,
        1.752057970166318e-06, -5.721597255990987e-08, -2.591069687796658e-07, 2.3261913276696566e-08,
        3.8965452548985966e-08, -3.743568033634583e-09, -5.28428697963142e-09, 3.110310719839165e-10,
        4.434959070009628e-10,
    ];

    // erfcx(x)·(1 + correction) for x ≥ 0, where the correction also takes up the rounding of the two sums
    private static double PositiveErfcx(double x, double correction)
    {
        if (x > 1e9)
        {
            return InverseSqrtPi / x; // first term of DLMF 7.12.1
        }

        var tail = Polynomial.Evaluate((x - 3.75) / (x + 3.75), ErfcxCoefficients);
        var (numerator, denominator) = (1 + tail, 1 + (2 * x));
        var numeratorError = tail - (numerator - 1);
        var denominatorError = x < 0.5 ? (2 * x) - (denominator - 1) : 1 - (denominator - (2 * x));
        correction += (numeratorError / numerator) - (denominatorError / denominator);
        var quotient = numerator / denominator;
        return quotient + (quotient * correction);
    }

    // x² = square + error exactly for |x| ≤ 28 (T. J. Dekker, Numerische Mathematik 18 (1971) 224-242)
    private static (double Square, double Error) ExactSquare(double x)
    {
        var scaled = x * 134217729; // 2²⁷ + 1
        var high = scaled - (scaled - x);
        var low = x - high;
        var square = x * x;
        return (square, ((high * high) - square) + (2 * high * low) + (low * low));
    }
}
