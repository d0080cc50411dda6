namespace SymDiff.Runtime;

public static partial class ScalarMath
{
    // ln 2 in two parts: the high one ends in 21 zero bits, so that k·Ln2High is exact for every exponent k.
    private const double Ln2High = 0.6931471803691238;
    private const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>eˣ − 1 without cancellation near 0; −1 at −∞, keeps ±0.</summary>
    public static double Expm1(double x)
    {
        if (!(Math.Abs(x) >= 1e-16))
        {
            return x; // also ±0 and NaN
        }

        return x > 40 ? Math.Exp(x) - 1 : x < -37.5 ? -1 : Expm1Reduced(x);
    }

    /// <inheritdoc cref="Expm1(double)"/>
    public static float Expm1(float x) => (float)Expm1((double)x);

    /// <summary>2ˣ, exact at integers; overflows to ∞ and underflows to 0.</summary>
    public static double Exp2(double x) => Math.Pow(2, x);

    /// <inheritdoc cref="Exp2(double)"/>
    public static float Exp2(float x) => (float)Exp2((double)x);

    // 1/3!, 1/4!, … 1/14!
    private static ReadOnlySpan<double> Expm1Coefficients =>
    [
        1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0,
        1 / 39916800.0, 1 / 479001600.0, 1 / 6227020800.0, 1 / 87178291200.0,
    ];

    // x = k·ln 2 + r + c with |r| ≤ ln 2 / 2;  eˣ − 1 = (2ᵏ − 1) + 2ᵏ·r + 2ᵏ·(e^(r+c) − 1 − r)
    private static double Expm1Reduced(double x)
    {
        var k = Math.Round(x * (1 / (Ln2High + Ln2Low)));
        var high = x - (k * Ln2High);
        var r = high - (k * Ln2Low);
        var c = high - r - (k * Ln2Low);
        var tail = (r * r * (0.5 + (r * Polynomial.Evaluate(r, Expm1Coefficients)))) + (c * (1 + r));
        var scale = PowerOfTwo((int)k);
        return (scale - 1) + (scale * r) + (scale * tail);
    }

    // 2ᵏ for −1022 ≤ k ≤ 1023
    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(1023 + k) << 52);
}
