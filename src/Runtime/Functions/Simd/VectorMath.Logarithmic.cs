using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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

    // Four bits for each class: quiet NaN 2 (itself), signalling NaN 2, zero 4 (−∞), one 0 (as computed), −∞ 3 (NaN), ∞ 5 (∞), negative 3, positive 0
    private const long LogByClass = 0x0353_0422;

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

        var (k, f) = SplitExponent(u, c);
        var rest = f - FusedMultiplyAdd(k, Create(-Ln2Low), LogCorrection(f));
        var result = LogSpecial(u, FusedMultiplyAdd(k, Create(Ln2), rest));
        return ConditionalSelect(LessThan(Abs(x), Create(1e-17)), x, result); // keeps −0
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

    // k and f of x
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> K, Vector256<double> F) SplitExponent(Vector256<double> x)
    {
        var (k, mantissa) = Avx512F.VL.IsSupported ? SplitByInstructions(x) : SplitByBits(x);
        return (k, mantissa - Create(1.0));
    }

    // k and f of u + c, where u is no denormal number; c is lost beside a large u
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> K, Vector256<double> F) SplitExponent(Vector256<double> u, Vector256<double> c)
    {
        c &= LessThan(u, Create(TwoTo54));
        var (k, mantissa) = Avx512F.VL.IsSupported ? SplitByInstructions(u) : SplitNormal(u, Create(TwoTo52 + 1023));
        var scaled = Avx512F.VL.IsSupported ? Avx512F.VL.Scale(c, -k) : c * ShiftLeft((Create(TwoTo52 + 1023) - k).AsInt64(), 52).AsDouble();
        return (k, (mantissa - Create(1.0)) + scaled);
    }

    /// <summary>k and 1 + f by the instructions that take a number apart: 1 ≤ m &lt; 2, halved from √2 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<double> K, Vector256<double> Mantissa) SplitByInstructions(Vector256<double> x)
    {
        var m = Avx512F.VL.GetMantissa(x, 0);
        var high = GreaterThanOrEqual(m, Create(1.4142135623730951));
        return (Avx512F.VL.GetExponent(x) + (high & Create(1.0)), ConditionalSelect(high, m * Create(0.5), m));
    }

    /// <summary>k and 1 + f by the bits; a denormal number is brought up first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<double> K, Vector256<double> Mantissa) SplitByBits(Vector256<double> x)
    {
        var denormal = LessThan(x, Create(SmallestNormal));
        return SplitNormal(ConditionalSelect(denormal, x * Create(TwoTo54), x), Create(TwoTo52 + 1023) + (denormal & Create(54.0)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> K, Vector256<double> Mantissa) SplitNormal(Vector256<double> x, Vector256<double> bias)
    {
        var bits = x.AsInt64() + Create(OneBits - SqrtHalfBits);
        var mantissa = ((bits & Create(FractionBits)) + Create(SqrtHalfBits)).AsDouble();
        return ((ShiftRightLogical(bits, 52) | Create(TwoTo52Bits)).AsDouble() - bias, mantissa);
    }

    // −∞ at 0, ∞ at ∞, NaN at NaN and below 0
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> LogSpecial(Vector256<double> x, Vector256<double> result)
    {
        if (Avx512F.VL.IsSupported)
        {
            return Avx512F.VL.Fixup(result, x, Create(LogByClass), 0);
        }

        result = ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), result, x); // also NaN
        var special = ConditionalSelect(Vector256.Equals(x, Vector256<double>.Zero), Create(double.NegativeInfinity), Create(double.NaN));
        return ConditionalSelect(LessThanOrEqual(x, Vector256<double>.Zero), special, result);
    }
}
