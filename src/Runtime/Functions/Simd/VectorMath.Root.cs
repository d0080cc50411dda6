using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

public static partial class VectorMath
{
    /// <inheritdoc cref="ScalarMath.Square(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Square(Vector256<double> x) => x * x;

    /// <inheritdoc cref="Math.Sqrt(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sqrt(Vector256<double> x) => Vector256.Sqrt(x);

    /// <inheritdoc cref="ScalarMath.FusedMultiplyAdd(double, double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> FusedMultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> z) => Vector256.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc cref="ScalarMath.Cbrt(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Cbrt(Vector256<double> x)
    {
        // |x| = 2^(3q)·m with 1 ≤ m < 8
        var a = Abs(x);
        var (exponent, significand) = Avx512F.VL.IsSupported ? (Avx512F.VL.GetExponent(a), Avx512F.VL.GetMantissa(a, 0)) : ExponentAndSignificand(a);
        var q = Vector256.Floor(FusedMultiplyAdd(exponent, Create(1 / 3.0), Create(0.1)));
        var remainder = FusedMultiplyAdd(q, Create(-3.0), exponent); // 0, 1 or 2: times 1, 2 or 4
        var m = significand * FusedMultiplyAdd(remainder * remainder, Create(0.5), FusedMultiplyAdd(remainder, Create(0.5), Create(1.0)));

        // r ≈ m^(−⅓) within 1/300, then to fourth order with e = 1 − m·r³, and one step of Newton's method on y³ = m with y = m·r²
        var u = FusedMultiplyAdd(m, Create(2 / 7.0), Create(-9 / 7.0));
        var r = FusedMultiplyAdd(u, Create(-0.07316983753159673), Create(0.08395541700318263));
        r = FusedMultiplyAdd(u, FusedMultiplyAdd(u, FusedMultiplyAdd(u, r, Create(-0.013426659553479112)), Create(0.05650550532987326)), Create(-0.16265010712736422));
        r = FusedMultiplyAdd(u, r, Create(0.607287664781697));
        var e = FusedMultiplyAdd(-(m * r), r * r, Create(1.0));
        var series = FusedMultiplyAdd(e, FusedMultiplyAdd(e, Create(14 / 81.0), Create(2 / 9.0)), Create(1 / 3.0));
        r = FusedMultiplyAdd(r * e, series, r);
        var r2 = r * r;
        var y = m * r2;
        var y2 = y * y;
        var excess = FusedMultiplyAdd(y2, y, -m) + (FusedMultiplyAdd(y, y, -y2) * y);
        y = FusedMultiplyAdd(excess * r2, Create(-1 / 3.0), y);

        var power = ShiftLeft((q + Create(TwoTo52 + 1023)).AsInt64(), 52).AsDouble();
        var regular = GreaterThan(a, Vector256<double>.Zero) & LessThan(a, Create(double.PositiveInfinity));
        return ConditionalSelect(regular, (y * power) | (x & Create(-0.0)), x);
    }

    /// <summary>a = 2^exponent·significand with 1 ≤ significand &lt; 2; a denormal number is brought up first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<double> Exponent, Vector256<double> Significand) ExponentAndSignificand(Vector256<double> a)
    {
        var denormal = LessThan(a, Create(SmallestNormal));
        var bits = ConditionalSelect(denormal, a * Create(TwoTo54), a).AsInt64();
        var exponent = (ShiftRightLogical(bits, 52) | Create(TwoTo52Bits)).AsDouble() - (Create(TwoTo52 + 1023) + (denormal & Create(54.0)));
        return (exponent, ((bits & Create(FractionBits)) | Create(OneBits)).AsDouble());
    }

    /// <inheritdoc cref="ScalarMath.Hypot(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Hypot(Vector256<double> x, Vector256<double> y)
    {
        // The squares are scaled by powers of two where they would leave the range.
        var (a, b) = (Abs(x), Abs(y));
        var largest = MaxNative(a, b);
        var (high, low) = (GreaterThan(largest, Create(1e150)), LessThan(largest, Create(1e-140)));
        var (down, up) = (Create(1.90109156629516E-211), Create(5.260135901548374E+210)); // 2⁻⁷⁰⁰, 2⁷⁰⁰
        var scale = ConditionalSelect(high, down, ConditionalSelect(low, up, Create(1.0)));
        var back = ConditionalSelect(high, up, ConditionalSelect(low, down, Create(1.0)));
        var (p, q) = (a * scale, b * scale);
        var result = Vector256.Sqrt(FusedMultiplyAdd(p, p, q * q)) * back;
        var infinity = Create(double.PositiveInfinity);
        return ConditionalSelect(Vector256.Equals(a, infinity) | Vector256.Equals(b, infinity), infinity, result);
    }
}
