namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    /// <summary>ψ(x) = d/dx ln Γ(x), DLMF 5.2.2; ∓∞ at ±0, NaN at the negative integers and at −∞.</summary>
    public static double Digamma(double x)
    {
        if (x == 0)
        {
            return -1 / x;
        }

        if (x > 0 || double.IsNaN(x))
        {
            return PositiveDigamma(x);
        }

        // ψ(x) = ψ(1 − x) − π cot πx, DLMF 5.5.4
        var fraction = x - Math.Round(x);
        return fraction == 0 ? double.NaN : PositiveDigamma(1 - x) - (Math.PI / Math.Tan(Math.PI * fraction));
    }

    /// <inheritdoc cref="Digamma(double)"/>
    public static float Digamma(float x) => (float)Digamma((double)x);

    /// <summary>ψ′(x) = Σ 1/(x + k)², DLMF 5.15.1; ∞ at 0 and the negative integers, NaN at −∞.</summary>
    public static double Trigamma(double x)
    {
        if (x > 0 || double.IsNaN(x))
        {
            return PositiveTrigamma(x);
        }

        // ψ′(x) = π²/sin² πx − ψ′(1 − x), DLMF 5.15.6
        var ratio = Math.PI / SinPi(x);
        return (ratio * ratio) - PositiveTrigamma(1 - x);
    }

    /// <inheritdoc cref="Trigamma(double)"/>
    public static float Trigamma(float x) => (float)Trigamma((double)x);

    /// <summary>ψ⁽ⁿ⁾(x) for an integer 0 ≤ n ≤ 170 given as a floating-point number, NaN for any other n; DLMF 5.15.</summary>
    public static double Polygamma(double n, double x) => n switch
    {
        0 => Digamma(x),
        1 => Trigamma(x),
        >= 2 and <= 170 when n == Math.Floor(n) => HigherPolygamma((int)n, x),
        _ => double.NaN,
    };

    /// <inheritdoc cref="Polygamma(double, double)"/>
    public static float Polygamma(float n, float x) => (float)Polygamma((double)n, x);

    // B₂ₖ/(2k)
    private static ReadOnlySpan<double> DigammaCoefficients =>
    [
        1 / 12.0, -1 / 120.0, 1 / 252.0, -1 / 240.0, 1 / 132.0, -691 / 32760.0, 1 / 12.0, -3617 / 8160.0,
    ];

    // B₂ₖ
    private static ReadOnlySpan<double> BernoulliNumbers =>
    [
        1 / 6.0, -1 / 30.0, 1 / 42.0, -1 / 30.0, 5 / 66.0, -691 / 2730.0, 7 / 6.0, -3617 / 510.0,
        43867 / 798.0, -174611 / 330.0, 854513 / 138.0, -236364091 / 2730.0,
    ];

    // ψ(3/2 + d)/(3/2 + d − x₀) in powers of d for |d| ≤ ½, where ψ(x₀) = 0 (Chebyshev interpolant, absolute error 6e-17)
    private static ReadOnlySpan<double> DigammaBetweenOneAndTwo =>
    [
        0.9510558760318328, -0.4236274212814606, 0.24054248424078697, -0.14840492305388092,
        0.09498872445289039, -0.06192213327548831, 0.040760833940846085, -0.026975796659787055,
        0.017907248317313294, -0.011908220105959716, 0.007927021796868154, -0.005279937255532708,
        0.003518106563802472, -0.0023454947397380833, 0.0015633696313653504, -0.0010364584817312839,
        0.0006909255761282986, -0.00048595039220036254, 0.00032395945401345196, -0.00014480643368061614,
        9.653646261410062e-05, -0.0001782188548855923, 0.00011881232908510335,
    ];

    private static double PositiveDigamma(double x) => x switch
    {
        < 1 => DigammaNearItsZero(x + 1) - (1 / x),
        < 2 => DigammaNearItsZero(x),
        < 10 => DigammaByRecurrence(x),
        _ => DigammaByAsymptoticSeries(x),
    };

    // 1 ≤ x ≤ 2; the zero in two parts, so that its distance is relatively exact
    private static double DigammaNearItsZero(double x)
    {
        const double zero = 1.4616321449683622;
        const double zeroRest = 9.549995429965697e-17;
        return (x - zero - zeroRest) * Polynomial.Evaluate(x - 1.5, DigammaBetweenOneAndTwo);
    }

    // ψ(x) = ψ(x − 1) + 1/(x − 1)
    private static double DigammaByRecurrence(double x)
    {
        var shift = 0.0;
        while (x >= 2)
        {
            x -= 1;
            shift += 1 / x;
        }

        return DigammaNearItsZero(x) + shift;
    }

    // ln x − 1/(2x) − Σ B₂ₖ/(2k x²ᵏ), DLMF 5.11.2
    private static double DigammaByAsymptoticSeries(double x)
    {
        var inverse = 1 / x;
        var square = inverse * inverse;
        return Math.Log(x) - (0.5 * inverse) - (square * Polynomial.Evaluate(square, DigammaCoefficients));
    }

    // 1/x + 1/(2x²) + Σ B₂ₖ/x²ᵏ⁺¹, DLMF 5.15.8, after ψ′(x) = ψ′(x + 1) + 1/x²
    private static double PositiveTrigamma(double x)
    {
        var shift = 0.0;
        for (; x < 12; x += 1)
        {
            shift += 1 / (x * x);
        }

        var inverse = 1 / x;
        var square = inverse * inverse;
        return shift + inverse + (square * (0.5 + (inverse * Polynomial.Evaluate(square, BernoulliNumbers[..8]))));
    }

    private static double HigherPolygamma(int n, double x)
    {
        var sign = n % 2 == 0 ? -1 : 1; // (−1)ⁿ⁺¹, the sign for x > 0
        if (x > 0 || double.IsNaN(x))
        {
            return sign * PositivePolygamma(n, x);
        }

        var fraction = x - Math.Round(x);
        if (fraction == 0)
        {
            // A pole: of even order both sides agree; of odd order only ±0 tells the side.
            return n % 2 == 1 ? double.PositiveInfinity : x == 0 ? -1 / x : double.NaN;
        }

        // ψ⁽ⁿ⁾(x) = (−1)ⁿ ψ⁽ⁿ⁾(1 − x) − π dⁿ/dxⁿ cot πx, DLMF 5.15.6
        return double.IsInfinity(x) ? double.NaN : -PositivePolygamma(n, 1 - x) - CotangentDerivative(n, fraction);
    }

    // |ψ⁽ⁿ⁾(x)| = n! Σ 1/(x + k)ⁿ⁺¹ = terms below x + m, and (n−1)!/xⁿ + n!/(2xⁿ⁺¹) + Σ B₂ₖ (2k+n−1)!/((2k)! x²ᵏ⁺ⁿ)
    // above (DLMF 5.15.1 and 5.15.8).
    private static double PositivePolygamma(int n, double x)
    {
        var shift = 0.0;
        for (; x < n + 12; x += 1)
        {
            shift += FactorialOverPower(n, x) / x;
        }

        var lead = FactorialOverPower(n, x) / n; // (n−1)!/xⁿ
        var sum = lead * (1 + (n / (2 * x)));
        var factor = lead; // (2k+n−1)!/((2k)! x²ᵏ⁺ⁿ)
        for (var k = 1; k <= BernoulliNumbers.Length; k++)
        {
            factor *= (n + (2 * k) - 2) / (2 * k - 1.0) / x * ((n + (2 * k) - 1) / (2.0 * k)) / x;
            sum += BernoulliNumbers[k - 1] * factor;
        }

        return shift + sum;
    }

    // n!/xⁿ as a product that stays in range when the quotient does
    private static double FactorialOverPower(int n, double x)
    {
        var product = 1.0;
        for (var j = 1; j <= n; j++)
        {
            product *= j / x;
        }

        return product;
    }

    // π dⁿ/dxⁿ cot πx = πⁿ⁺¹ Pₙ(cot πx) with P₀(c) = c and Pₙ₊₁ = −(1 + c²)Pₙ′; the coefficients of Pₙ share a sign.
    private static double CotangentDerivative(int n, double x)
    {
        Span<double> p = stackalloc double[n + 2];
        Span<double> next = stackalloc double[n + 2];
        p.Clear();
        p[1] = Math.PI;
        for (var order = 1; order <= n; order++)
        {
            next.Clear();
            for (var k = 1; k <= order; k++)
            {
                next[k - 1] -= Math.PI * k * p[k];
                next[k + 1] -= Math.PI * k * p[k];
            }

            next.CopyTo(p);
        }

        return Polynomial.Evaluate(1 / Math.Tan(Math.PI * x), p);
    }
}
