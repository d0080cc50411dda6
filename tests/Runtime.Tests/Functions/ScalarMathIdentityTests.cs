using static SymDiff.Runtime.ScalarMath;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Identities between functions that are computed in different ways.</summary>
public class ScalarMathIdentityTests
{
    public static TheoryData<double> Positive => [0.01, 0.3, 0.5, 0.9, 1.1, 1.4999, 1.5, 2.4, 2.6, 3.7, 9.99, 10.01, 33.3, 1e5];

    public static TheoryData<double> Fractions => [-7.3, -2.5, -0.75, -0.1, 0.2, 0.49, 0.8, 1.3, 5.6];

    [Theory, MemberData(nameof(Fractions))]
    public void ErfAndErfcAddUpToOne(double x) => Close(1, Erf(x) + Erfc(x));

    [Theory, MemberData(nameof(Fractions))]
    public void ErfcIsErfcxScaled(double x) => Close(Erfc(x), Erfcx(x) * Math.Exp(-x * x), 1e-14);

    [Theory, MemberData(nameof(Fractions))]
    public void SigmoidsAddUpToOne(double x) => Close(1, Sigmoid(x) + Sigmoid(-x));

    [Theory, MemberData(nameof(Fractions))]
    public void SoftplusLessItsMirrorIsX(double x) => Close(x, Softplus(x) - Softplus(-x), 1e-14);

    [Theory, MemberData(nameof(Fractions))]
    public void LogSigmoidIsTheLogarithmOfSigmoid(double x) => Close(Math.Log(Sigmoid(x)), LogSigmoid(x), 1e-12);

    [Theory, MemberData(nameof(Fractions))]
    public void Log1pInvertsExpm1(double x) => Close(x, Log1p(Expm1(x)), 1e-12);

    [Theory, MemberData(nameof(Fractions))]
    public void CubeOfCbrt(double x) => Close(x, Math.Pow(Math.Abs(Cbrt(x)), 3) * Sign(x));

    [Theory, MemberData(nameof(Fractions))]
    public void AsinhInvertsSinh(double x) => Close(x, Asinh(Math.Sinh(x)));

    [Theory, MemberData(nameof(Positive))]
    public void LGammaRecurrence(double x) => Close(LGamma(x) + Math.Log(x), LGamma(x + 1), 4e-15, 4e-15);

    [Theory, MemberData(nameof(Positive))]
    public void DigammaRecurrence(double x) => Close(Digamma(x) + (1 / x), Digamma(x + 1), 4e-15, 4e-15 + (2e-16 / x));

    [Theory, MemberData(nameof(Positive))]
    public void TrigammaRecurrence(double x) => Close(Trigamma(x), Trigamma(x + 1) + (1 / (x * x)), 4e-15);

    // ln Γ(2x) = (2x − 1) ln 2 − ½ ln π + ln Γ(x) + ln Γ(x + ½)
    [Theory, MemberData(nameof(Positive))]
    public void LGammaDuplication(double x) =>
        Close(LGamma(2 * x), (((2 * x) - 1) * Math.Log(2)) - (0.5 * Math.Log(Math.PI)) + LGamma(x) + LGamma(x + 0.5), 1e-14, 1e-14);

    // Γ(x)Γ(1 − x) = π/sin πx
    [Theory, MemberData(nameof(Fractions))]
    public void LGammaReflection(double x) =>
        Close(Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))), LGamma(x) + LGamma(1 - x), 1e-13, 1e-13);

    // ψ(1 − x) − ψ(x) = π cot πx
    [Theory, MemberData(nameof(Fractions))]
    public void DigammaReflection(double x) =>
        Close(Math.PI / Math.Tan(Math.PI * x), Digamma(1 - x) - Digamma(x), 1e-12, 1e-13);

    // ψ⁽ⁿ⁾(x + 1) = ψ⁽ⁿ⁾(x) + (−1)ⁿ n!/xⁿ⁺¹
    [Theory]
    [InlineData(2, 0.7), InlineData(2, -3.3), InlineData(3, 14), InlineData(3, -0.4), InlineData(6, 2.2), InlineData(7, -5.1), InlineData(20, 1.5)]
    public void PolygammaRecurrence(int n, double x)
    {
        var factorial = Enumerable.Range(1, n).Aggregate(1.0, (product, k) => product * k);
        var step = (n % 2 == 0 ? 1 : -1) * factorial / Math.Pow(x, n + 1);
        Close(Polygamma(n, x + 1), Polygamma(n, x) + step, 1e-11, 1e-13 * Math.Abs(step));
    }

    [Theory]
    [InlineData(0.37), InlineData(12.5), InlineData(-1.7)]
    public void PolygammaOfLowOrder(double x)
    {
        Assert.Equal(Digamma(x), Polygamma(0, x));
        Assert.Equal(Trigamma(x), Polygamma(1, x));
    }

    [Theory]
    [InlineData(-1, 2), InlineData(1.5, 2), InlineData(171, 2), InlineData(double.NaN, 2), InlineData(2, -3), InlineData(2, double.NegativeInfinity)]
    public void PolygammaIsNaNOutsideItsDomain(double n, double x) => Assert.Equal(double.NaN, Polygamma(n, x));

    [Fact]
    public void KnownConstants()
    {
        Close(0.5 * Math.Log(Math.PI), LGamma(0.5));
        Close(-0.57721566490153286, Digamma(1.0), 2e-15);
        Close(Math.PI * Math.PI / 6, Trigamma(1.0), 1e-15);
        Close(-2.4041138063191886, Polygamma(2, 1.0), 2e-15); // −2ζ(3)
        Close(Math.Pow(Math.PI, 4) / 15, Polygamma(3, 1.0), 2e-15);
        Close(0.84270079294971487, Erf(1.0)); // DLMF table 7.23(ii), more digits from its series
    }

    [Theory]
    [InlineData(0.1, 10, -1), InlineData(1e200, 1e200, -1e300), InlineData(1 + 1e-15, 1 - 1e-15, -1), InlineData(3, 5, 7)]
    [InlineData(1e-200, 1e-200, 1e-320), InlineData(0, 5, -0.0), InlineData(1e300, 1e10, double.NegativeInfinity)]
    public void FusedMultiplyAddRoundsOnce(double x, double y, double z) =>
        Assert.Equal(Math.FusedMultiplyAdd(x, y, z), FusedMultiplyAdd(x, y, z));

    private static void Close(double expected, double actual, double relative = 5e-16, double absolute = 0) =>
        Assert.True(Math.Abs(expected - actual) <= (relative * Math.Max(Math.Abs(expected), Math.Abs(actual))) + absolute,
            $"Expected {expected:R}, got {actual:R}.");
}
