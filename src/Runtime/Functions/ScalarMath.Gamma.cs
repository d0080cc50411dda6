namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>ln |Γ(x)|; ∞ at 0, at the negative integers and at ±∞.</summary>
    public static double LGamma(double x)
    {
        if (x > 0)
        {
            return PositiveLGamma(x);
        }

        if (Math.Abs(x) < 1e-20)
        {
            return -Math.Log(-x); // Γ(x) ~ 1/x
        }

        // ln|Γ(x)| = ln(π/|sin πx|) − ln|x| − ln Γ(−x), DLMF 5.5.3; a pole where sin πx = 0
        var a = -x;
        var sine = Math.Abs(SinPi(a));
        return sine == 0 || double.IsInfinity(a)
            ? double.PositiveInfinity
            : -Math.Log(sine / Math.PI) - Math.Log(a) - PositiveLGamma(a);
    }

    /// <inheritdoc cref="LGamma(double)"/>
    public static float LGamma(float x) => (float)LGamma((double)x);

    // ln Γ(2 + d)/(d(1 + d)) in powers of d for |d| ≤ ½ (Chebyshev interpolant, absolute error 1e-17)
    private static ReadOnlySpan<double> LGammaCoefficients =>
    [
        0.42278433509846713, -0.10031730167435393, 0.032965000621155836, -0.012384192193367468,
        0.004998641164695469, -0.002108130834223415, 0.0009153769223805991, -0.00040570738897825623,
        0.00018255263497305119, -8.309527325533694e-05, 3.816895987618124e-05, -1.7660194017271152e-05,
        8.221478918059622e-06, -3.856313609317478e-06, 1.8124087986144874e-06, -8.208987442720822e-07,
        3.8837480981603403e-07, -2.525485342958651e-07, 1.203490776346864e-07,
    ];

    // B₂ₖ/(2k(2k − 1)), the coefficients of Stirling's series, DLMF 5.11.1
    private static ReadOnlySpan<double> StirlingCoefficients =>
    [
        1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0, 1 / 1188.0, -691 / 360360.0, 1 / 156.0, -3617 / 122400.0,
    ];

    private static double PositiveLGamma(double x) => x switch
    {
        < 0.5 => LGammaNearTwo(x) - Math.Log(x * (1 + x)), // Γ(x) = Γ(x + 2)/(x(x + 1))
        < 1.5 => LGammaNearTwo(x - 1) - Math.Log(x),
        < 10 => LGammaByRecurrence(x),
        _ => LGammaByStirling(x),
    };

    // ln Γ(2 + d) for |d| ≤ ½, relatively exact near its zeros d = 0 and d = −1
    private static double LGammaNearTwo(double d) => d * (1 + d) * Polynomial.Evaluate(d, LGammaCoefficients);

    // ln Γ(x) = ln Γ(x − m) + ln((x − 1)…(x − m)) for 1.5 ≤ x < 10
    private static double LGammaByRecurrence(double x)
    {
        var product = 1.0;
        while (x >= 2.5)
        {
            x -= 1;
            product *= x;
        }

        return LGammaNearTwo(x - 2) + Math.Log(product);
    }

    // (x − ½)(ln x − 1) + ½ ln 2π − ½ + Σ B₂ₖ/(2k(2k − 1)x²ᵏ⁻¹); in this form it overflows only where ln Γ does
    private static double LGammaByStirling(double x)
    {
        const double halfLogTwoPiLessHalf = 0.41893853320467274;
        var inverse = 1 / x;
        var series = inverse * Polynomial.Evaluate(inverse * inverse, StirlingCoefficients);
        return ((x - 0.5) * (Math.Log(x) - 1)) + (halfLogTwoPiLessHalf + series);
    }

    // sin πx by the distance to the nearest integer, which is exact
    private static double SinPi(double x)
    {
        var nearest = Math.Round(x);
        var sine = Math.Sin(Math.PI * (x - nearest));
        return nearest % 2 == 0 ? sine : -sine;
    }
}
