using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

// x = n·π/2 + r with |r| ≤ π/4. A fused x − n·HalfPi is exact up to 2⁴⁰, so that r is right to its last bits also next to a multiple of π/2.
public static partial class VectorMath
{
    private const double TwoOverPi = 0.6366197723675814;
    internal const double HalfPi = 1.5707963267948966;
    internal const double HalfPiMiddle = 6.123233995736765e-17; // rounded down, so that the rest is positive and −0 stays −0
    private const double HalfPiLow = 1.082856673921914e-32;
    private const double LargestAngle = 1099511627776;
    private const double AngleShifter = 6755399441055744; // 3·2⁵¹: the last bits of the sum are n

    /// <inheritdoc cref="Math.Sin(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sin(Vector256<double> x)
    {
        var shifted = FusedMultiplyAdd(x, Create(TwoOverPi), Create(AngleShifter));
        var result = SinOrCos(ReducedAngle(x, shifted), shifted.AsInt64());
        return GreaterThanAny(Abs(x), Create(LargestAngle)) ? SinOfLarge(x, result) : result;
    }

    /// <inheritdoc cref="Math.Cos(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Cos(Vector256<double> x)
    {
        // cos x = sin(x + π/2)
        var shifted = FusedMultiplyAdd(x, Create(TwoOverPi), Create(AngleShifter));
        var result = SinOrCos(ReducedAngle(x, shifted), shifted.AsInt64() + Vector256<long>.One);
        return GreaterThanAny(Abs(x), Create(LargestAngle)) ? CosOfLarge(x, result) : result;
    }

    /// <inheritdoc cref="Math.Tan(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Tan(Vector256<double> x)
    {
        // r + low, since the quotient would double the rounding of r
        var shifted = FusedMultiplyAdd(x, Create(TwoOverPi), Create(AngleShifter));
        var n = shifted - Create(AngleShifter);
        var head = FusedMultiplyAdd(n, Create(-HalfPi), x);
        var middle = n * Create(HalfPiMiddle);
        var r = head - middle;
        var low = (head - r) - middle - FusedMultiplyAdd(n, Create(HalfPiLow), FusedMultiplyAdd(n, Create(HalfPiMiddle), -middle));

        var quotient = TanOfParts(r, low, shifted.AsInt64());
        var result = ConditionalSelect(LessThan(Abs(x), Create(1e-9)), x, quotient);
        return GreaterThanAny(Abs(x), Create(LargestAngle)) ? TanOfLarge(x, result) : result;
    }

    // tan(r + low + quadrant·π/2), by the quadrant's last bit
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> TanOfParts(Vector256<double> r, Vector256<double> low, Vector256<long> quadrant)
    {
        var z = r * r;
        var sin = r + FusedMultiplyAdd(z * r, SinSeries(z), low);
        var half = z * Create(0.5);
        var w = Create(1.0) - half;
        var cos = w + FusedMultiplyAdd(z * z, CosSeries(z), FusedMultiplyAdd(-r, low, (Create(1.0) - w) - half));

        // tan(r + π/2) = −cos r/sin r
        var odd = Vector256.Equals(quadrant & Vector256<long>.One, Vector256<long>.One).AsDouble();
        return ConditionalSelect(odd, -cos, sin) / ConditionalSelect(odd, sin, cos);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ReducedAngle(Vector256<double> x, Vector256<double> shifted)
    {
        var n = shifted - Create(AngleShifter);
        var r = FusedMultiplyAdd(n, Create(-HalfPi), x);
        return FusedMultiplyAdd(n, Create(-HalfPiLow), FusedMultiplyAdd(n, Create(-HalfPiMiddle), r));
    }

    // sin(r + quadrant·π/2), by the quadrant's last two bits
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> SinOrCos(Vector256<double> r, Vector256<long> quadrant)
    {
        var z = r * r;
        var sin = FusedMultiplyAdd(z * r, SinSeries(z), r) | (r & Create(-0.0));
        var half = z * Create(0.5);
        var w = Create(1.0) - half;
        var cos = w + FusedMultiplyAdd(z * z, CosSeries(z), (Create(1.0) - w) - half);

        var odd = Vector256.Equals(quadrant & Vector256<long>.One, Vector256<long>.One).AsDouble();
        var sign = ShiftLeft(quadrant & Create(2L), 62).AsDouble();
        return ConditionalSelect(odd, cos, sin) ^ sign;
    }

    // (sin r/r − 1)/r² in powers of z = r²
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> SinSeries(Vector256<double> z)
    {
        var z2 = z * z;
        var s0 = FusedMultiplyAdd(z, Create(0.008333333333330925), Create(-0.16666666666666666));
        var s1 = FusedMultiplyAdd(z, Create(2.755731608381636e-06), Create(-0.00019841269836722418));
        var s2 = FusedMultiplyAdd(z, Create(1.5917848524808262e-10), Create(-2.5051127944014188e-08));
        return FusedMultiplyAdd(z2, FusedMultiplyAdd(z2, s2, s1), s0);
    }

    // (cos r − 1 + r²/2)/r⁴ in powers of z = r²
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> CosSeries(Vector256<double> z)
    {
        var z2 = z * z;
        var c0 = FusedMultiplyAdd(z, Create(-0.0013888888888887382), Create(0.041666666666666664));
        var c1 = FusedMultiplyAdd(z, Create(-2.7557317260008837e-07), Create(2.480158729874307e-05));
        var c2 = FusedMultiplyAdd(z, Create(-1.1382456778061306e-11), Create(2.0876143827993133e-09));
        return FusedMultiplyAdd(z2, FusedMultiplyAdd(z2, c2, c1), c0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> SinOfLarge(Vector256<double> x, Vector256<double> others)
    {
        var (r, _, quadrant) = ReducedLargeAngle(x);
        return ConditionalSelect(GreaterThan(Abs(x), Create(LargestAngle)), SinOrCos(r, quadrant), others);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> CosOfLarge(Vector256<double> x, Vector256<double> others)
    {
        var (r, _, quadrant) = ReducedLargeAngle(x);
        return ConditionalSelect(GreaterThan(Abs(x), Create(LargestAngle)), SinOrCos(r, quadrant + Vector256<long>.One), others);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> TanOfLarge(Vector256<double> x, Vector256<double> others)
    {
        var (r, low, quadrant) = ReducedLargeAngle(x);
        return ConditionalSelect(GreaterThan(Abs(x), Create(LargestAngle)), TanOfParts(r, low, quadrant), others);
    }

    // x = r + low + quadrant·π/2 in the lanes of large angles
    private static (Vector256<double> R, Vector256<double> Low, Vector256<long> Quadrant) ReducedLargeAngle(Vector256<double> x)
    {
        Span<double> r = stackalloc double[Vector256<double>.Count];
        Span<double> low = stackalloc double[Vector256<double>.Count];
        Span<long> quadrant = stackalloc long[Vector256<double>.Count];
        for (var i = 0; i < Vector256<double>.Count; i++)
        {
            (r[i], low[i], quadrant[i]) = Math.Abs(x[i]) > LargestAngle ? LargeAngle.Reduce(x[i]) : default;
        }

        return (Create<double>(r), Create<double>(low), Create<long>(quadrant));
    }
}
