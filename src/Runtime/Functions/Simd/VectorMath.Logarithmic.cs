using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

// x = 2ᵏ·(1 + f) with √½ ≤ 1 + f < √2; s = f/(2 + f), ln(1 + f) = ln((1 + s)/(1 − s)) = f − s·(f − s²·R(s²))
public static partial class VectorMath
{
    private const long SqrtHalfBits = 0x3FE6_A09E_667F_3BCD;
    private const long OneBits = 0x3FF0_0000_0000_0000;
    private const long FractionBits = 0x000F_FFFF_FFFF_FFFF;
    private const double TwoTo52 = 4503599627370496;
    private const long TwoTo52Bits = 0x4330_0000_0000_0000;
    private const double SmallestNormal = 2.2250738585072014e-308;
    private const double TwoTo54 = 18014398509481984;

    /// <inheritdoc cref="Math.Log(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log(Vector256<double> x)
    {
        var (k, f) = SplitExponent(x);
        var rest = f - FusedMultiplyAdd(k, Create(-Ln2Low), LogCorrection(f));
        return LogSpecial(x, FusedMultiplyAdd(k, Create(Ln2), rest));
    }

    /// <inheritdoc cref="ScalarMath.Log2(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log2(Vector256<double> x)
    {
        var (k, f) = SplitExponent(x);
        var head = Create(Log2E);
        var tail = FusedMultiplyAdd(f, Create(2.0355273740931033e-17), -(LogCorrection(f) * head));
        return LogSpecial(x, k + FusedMultiplyAdd(f, head, tail));
    }

    /// <inheritdoc cref="Math.Log10(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log10(Vector256<double> x)
    {
        var (k, f) = SplitExponent(x);
        var head = Create(0.4342944819032518); // 1/ln 10, and what it leaves over
        var tail = FusedMultiplyAdd(f, Create(1.098319650216765e-17), -(LogCorrection(f) * head));
        tail = FusedMultiplyAdd(k, Create(-2.8037281277851704e-18), tail);
        return LogSpecial(x, FusedMultiplyAdd(k, Create(0.3010299956639812), FusedMultiplyAdd(f, head, tail)));
    }

    /// <inheritdoc cref="ScalarMath.Log1p(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log1p(Vector256<double> x)
    {
        // 1 + x = u + c exactly
        var u = Create(1.0) + x;
        var back = u - Create(1.0);
        var c = (Create(1.0) - (u - back)) + (x - back);

        // f = 2⁻ᵏ·(u + c) − 1, which is x itself for k = 0; c is lost beside a large u, and 2⁻ᵏ is no double at the very top
        var bits = u.AsInt64() + Create(OneBits - SqrtHalfBits);
        var mantissa = ((bits & Create(FractionBits)) + Create(SqrtHalfBits)).AsDouble();
        var exponent = ShiftRightLogical(bits, 52);
        var k = (exponent | Create(TwoTo52Bits)).AsDouble() - Create(TwoTo52 + 1023);
        var scale = ShiftLeft(Create(2046L) - exponent, 52).AsDouble();
        var f = (mantissa - Create(1.0)) + (c * scale & LessThan(u, Create(TwoTo54)));

        var rest = f - FusedMultiplyAdd(k, Create(-Ln2Low), LogCorrection(f));
        var result = FusedMultiplyAdd(k, Create(Ln2), rest);
        result = ConditionalSelect(LessThan(Abs(x), Create(1e-17)), x, result); // keeps −0
        result = ConditionalSelect(GreaterThan(x, Create(-1.0)), result, ConditionalSelect(Vector256.Equals(x, Create(-1.0)), Create(double.NegativeInfinity), Create(double.NaN)));
        return ConditionalSelect(Vector256.Equals(x, Create(double.PositiveInfinity)), x, result);
    }

    // f − ln(1 + f) = s·(f − s²·R(s²))
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> LogCorrection(Vector256<double> f)
    {
        var s = f / (f + Create(2.0));
        var z = s * s;
        var z2 = z * z;
        var r0 = FusedMultiplyAdd(z, Create(0.39999999999899444), Create(0.666666666666667));
        var r1 = FusedMultiplyAdd(z, Create(0.22222211130259878), Create(0.2857142862600327));
        var r2 = FusedMultiplyAdd(z, Create(0.15331710618210773), Create(0.18182889455674947));
        r2 = FusedMultiplyAdd(z2, Create(0.14616585424888623), r2);
        var r = FusedMultiplyAdd(z2, FusedMultiplyAdd(z2, r2, r1), r0);
        return s * FusedMultiplyAdd(-z, r, f);
    }

    // k and f; a denormal number is brought up first
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> K, Vector256<double> F) SplitExponent(Vector256<double> x)
    {
        var denormal = LessThan(x, Create(SmallestNormal));
        x = ConditionalSelect(denormal, x * Create(TwoTo54), x);
        var bits = x.AsInt64() + Create(OneBits - SqrtHalfBits);
        var mantissa = ((bits & Create(FractionBits)) + Create(SqrtHalfBits)).AsDouble();
        var bias = Create(TwoTo52 + 1023) + (denormal & Create(54.0));
        var k = (ShiftRightLogical(bits, 52) | Create(TwoTo52Bits)).AsDouble() - bias;
        return (k, mantissa - Create(1.0));
    }

    // −∞ at 0, ∞ at ∞, NaN at NaN and below 0
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> LogSpecial(Vector256<double> x, Vector256<double> result)
    {
        result = ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), result, x); // also NaN
        var special = ConditionalSelect(Vector256.Equals(x, Vector256<double>.Zero), Create(double.NegativeInfinity), Create(double.NaN));
        return ConditionalSelect(LessThanOrEqual(x, Vector256<double>.Zero), special, result);
    }
}
