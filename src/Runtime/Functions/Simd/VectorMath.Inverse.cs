using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

// Inverse trigonometric and hyperbolic functions
public static partial class VectorMath
{
    private const double TanEighth = 0.41421356237309503; // tan π/8
    private const double TanThreeEighths = 2.414213562373095;
    private const double QuarterPi = 0.7853981633974483;
    private const double QuarterPiLow = 3.061616997868383e-17;
    private const double HalfPiRest = 6.123233995736766e-17; // π/2 − HalfPi

    /// <inheritdoc cref="Math.Atan(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Atan(Vector256<double> x)
    {
        // atan a = π/4 + atan((a − 1)/(a + 1)) = π/2 + atan(−1/a), so that |t| ≤ tan π/8
        var a = Abs(x);
        var one = Create(1.0);
        var middle = GreaterThan(a, Create(TanEighth));
        var high = GreaterThan(a, Create(TanThreeEighths));
        var numerator = ConditionalSelect(high, -one, ConditionalSelect(middle, a - one, a));
        var denominator = ConditionalSelect(high, a, ConditionalSelect(middle, a + one, one));
        var offset = ConditionalSelect(high, Create(HalfPi), middle & Create(QuarterPi));
        var offsetLow = ConditionalSelect(high, Create(HalfPiRest), middle & Create(QuarterPiLow));
        return AtanSum(numerator / denominator, offset, offsetLow) | (x & Create(-0.0));
    }

    /// <inheritdoc cref="Math.Atan2(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Atan2(Vector256<double> y, Vector256<double> x)
    {
        // As atan with a = |y|/|x|, and π minus that for a negative x. Where one is infinite, the other is nothing.
        var (b, a) = (Abs(y), Abs(x));
        var infinity = Create(double.PositiveInfinity);
        var (bInfinite, aInfinite) = (Vector256.Equals(b, infinity), Vector256.Equals(a, infinity));
        var any = bInfinite | aInfinite;
        b = ConditionalSelect(any, bInfinite & Create(1.0), b);
        a = ConditionalSelect(any, aInfinite & Create(1.0), a);

        // a sum above the largest number is brought down, a quotient of denormal numbers up
        var largest = MaxNative(a, b);
        var scale = ConditionalSelect(GreaterThan(largest, Create(1e300)), Create(9.313225746154785E-10), Create(1.0)); // 2⁻³⁰
        scale = ConditionalSelect(LessThan(largest, Create(1e-290)), Create(18014398509481984.0), scale);
        (b, a) = (b * scale, a * scale);

        var middle = GreaterThan(b, a * Create(TanEighth));
        var high = GreaterThan(b, a * Create(TanThreeEighths));
        var numerator = ConditionalSelect(high, -a, ConditionalSelect(middle, b - a, b));
        var denominator = ConditionalSelect(high, b, ConditionalSelect(middle, b + a, a));
        var offset = ConditionalSelect(high, Create(HalfPi), middle & Create(QuarterPi));
        var offsetLow = ConditionalSelect(high, Create(HalfPiRest), middle & Create(QuarterPiLow));

        // π − (offset + t) = (π − offset) − t
        var negative = LessThan(CopySign(Create(1.0), x), Vector256<double>.Zero);
        var t = numerator / MaxNative(Create(double.Epsilon), denominator); // 0/0 is 0
        t = t ^ (negative & Create(-0.0));
        offset = ConditionalSelect(negative, Create(2 * HalfPi) - offset, offset);
        offsetLow = ConditionalSelect(negative, Create(2 * HalfPiRest) - offsetLow, offsetLow);
        var result = AtanSum(t, offset, offsetLow);
        result = (result & Create(0x7FFF_FFFF_FFFF_FFFF).AsDouble()) | (y & Create(-0.0));
        return ConditionalSelect(Vector256.Equals(x, x) & Vector256.Equals(y, y), result, Create(double.NaN));
    }

    /// <inheritdoc cref="Math.Asin(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Asin(Vector256<double> x)
    {
        // π/2 − 2·asin √((1 − a)/2) from a = ½ on
        var a = Abs(x);
        var upper = GreaterThan(a, Create(0.5));
        var z = ConditionalSelect(upper, (Create(1.0) - a) * Create(0.5), a * a);
        var s = ConditionalSelect(upper, Vector256.Sqrt(z), a);
        var rest = s * (z * AsinSeries(z));
        var high = Create(HalfPi) - (s + s);
        var highLow = Create(HalfPi) - high - (s + s) + Create(HalfPiRest);
        var result = ConditionalSelect(upper, high + (highLow - (rest + rest)), s + rest);
        return result | (x & Create(-0.0));
    }

    /// <inheritdoc cref="Math.Acos(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Acos(Vector256<double> x)
    {
        // 2·asin √((1 − a)/2) from a = ½ on, π minus that for a negative x; π/2 − asin x within
        var a = Abs(x);
        var upper = GreaterThan(a, Create(0.5));
        var z = ConditionalSelect(upper, (Create(1.0) - a) * Create(0.5), a * a);
        var s = ConditionalSelect(upper, Vector256.Sqrt(z), x);
        var rest = s * (z * AsinSeries(z));
        var negative = LessThan(x, Vector256<double>.Zero);
        var twice = s + s;
        var twiceRest = rest + rest;
        var below = Create(2 * HalfPi) - (twice + (twiceRest - Create(2 * HalfPiRest)));
        var outside = ConditionalSelect(negative, below, twice + twiceRest);
        return ConditionalSelect(upper, outside, Create(HalfPi) - (s + (rest - Create(HalfPiRest))));
    }

    /// <inheritdoc cref="ScalarMath.Asinh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Asinh(Vector256<double> x)
    {
        // ln(1 + a + a²/(1 + √(1 + a²))), and ln 2 + ln a where a² is too large
        var a = Abs(x);
        var large = GreaterThan(a, Create(1e100));
        var square = a * a;
        var inner = a + (square / (Create(1.0) + Vector256.Sqrt(square + Create(1.0))));
        var result = Log1p(ConditionalSelect(large, a, inner)) + (large & Create(Ln2));
        return result | (x & Create(-0.0));
    }

    /// <inheritdoc cref="ScalarMath.Acosh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Acosh(Vector256<double> x)
    {
        // ln(1 + t + √(2t + t²)) with t = x − 1
        var t = x - Create(1.0);
        var large = GreaterThan(x, Create(1e100));
        var inner = t + Vector256.Sqrt(FusedMultiplyAdd(t, t, t + t));
        var result = Log1p(ConditionalSelect(large, x, inner)) + (large & Create(Ln2));
        return ConditionalSelect(LessThan(x, Create(1.0)), Create(double.NaN), result);
    }

    /// <inheritdoc cref="ScalarMath.Atanh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Atanh(Vector256<double> x)
    {
        // ½·ln(1 + 2a/(1 − a))
        var a = Abs(x);
        var twice = a + a;
        var result = Log1p(twice + (twice * a / (Create(1.0) - a))) * Create(0.5);
        result = ConditionalSelect(GreaterThan(a, Create(1.0)), Create(double.NaN), result | (x & Create(-0.0)));
        return ConditionalSelect(LessThan(a, Create(1e-9)), x, result);
    }

    // offset + atan t for |t| ≤ tan π/8
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> AtanSum(Vector256<double> t, Vector256<double> offset, Vector256<double> offsetLow)
    {
        var z = t * t;
        var z2 = z * z;
        var z4 = z2 * z2;
        var q0 = FusedMultiplyAdd(z, Create(0.19999999999954032), Create(-0.333333333333332));
        var q1 = FusedMultiplyAdd(z, Create(0.11111110785872304), Create(-0.14285714280243322));
        var q2 = FusedMultiplyAdd(z, Create(0.07692061495289243), Create(-0.0909089782864129));
        var q3 = FusedMultiplyAdd(z, Create(0.05847996730897753), Create(-0.06663118739750966));
        var q4 = FusedMultiplyAdd(z, Create(0.038076878488804276), Create(-0.050397896505589165));
        q4 = FusedMultiplyAdd(z2, Create(-0.01792067527810581), q4);
        q0 = FusedMultiplyAdd(z2, q1, q0);
        q2 = FusedMultiplyAdd(z4, q4, FusedMultiplyAdd(z2, q3, q2));
        var rest = FusedMultiplyAdd(z * t, FusedMultiplyAdd(z4, q2, q0), offsetLow);
        return offset + (t + rest);
    }

    // (asin s/s − 1)/s² in powers of z = s² for z ≤ ¼
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> AsinSeries(Vector256<double> z)
    {
        var z2 = z * z;
        var z4 = z2 * z2;
        var q0 = FusedMultiplyAdd(z, Create(0.07500000000343056), Create(0.16666666666665383));
        var q1 = FusedMultiplyAdd(z, Create(0.03038195933108708), Create(0.044642856823480626));
        var q2 = FusedMultiplyAdd(z, Create(0.017359770928298), Create(0.022371753531772474));
        var q3 = FusedMultiplyAdd(z, Create(0.01217326377493051), Create(0.013884600593642453));
        var q4 = FusedMultiplyAdd(z, Create(0.019573700801483185), Create(0.006510925174360574));
        var q5 = FusedMultiplyAdd(z, Create(0.03195873319319297), Create(-0.016293741590868993));
        q0 = FusedMultiplyAdd(z2, q1, q0);
        q2 = FusedMultiplyAdd(z2, q3, q2);
        q4 = FusedMultiplyAdd(z2, q5, q4);
        return FusedMultiplyAdd(z4, FusedMultiplyAdd(z4, q4, q2), q0);
    }
}
