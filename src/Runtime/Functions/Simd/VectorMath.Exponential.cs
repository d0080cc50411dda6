using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

// x = n·ln 2 + r with |r| ≤ ln 2 / 2, where n is x/ln 2 rounded: added to Shifter, which has no bits below 1, it is the last bits of the sum.
public static partial class VectorMath
{
    private const double Shifter = 6755399441055744 + ShifterBias; // 3·2⁵¹ + bias
    private const int ShifterBias = 2046;

    /// <inheritdoc cref="Math.Exp(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> x)
    {
        x = MaxNative(Create(-746.0), MinNative(Create(710.0), x)); // 0 and ∞ from there on; NaN passes
        var shifted = FusedMultiplyAdd(x, Create(Log2E), Create(Shifter));
        var n = shifted - Create(Shifter);
        var r = FusedMultiplyAdd(n, Create(-Ln2Low), FusedMultiplyAdd(n, Create(-Ln2), x));
        return TimesPowerOfTwo(ExpReduced(r), n, shifted);
    }

    /// <inheritdoc cref="ScalarMath.Exp2(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp2(Vector256<double> x)
    {
        x = MaxNative(Create(-1076.0), MinNative(Create(1025.0), x));
        var shifted = x + Create(Shifter);
        var n = shifted - Create(Shifter);
        return TimesPowerOfTwo(ExpReduced((x - n) * Create(Ln2)), n, shifted);
    }

    /// <inheritdoc cref="ScalarMath.Expm1(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Expm1(Vector256<double> x)
    {
        var inside = MaxNative(Create(-50.0), MinNative(Create(710.0), x));
        var (head, tail, shifted) = Expm1Reduced(inside);

        // 2·(2ⁿ⁻¹·e^r − ½), since 2ⁿ may be above the largest number; halving would round a denormal x
        var half = PowerOfTwo(shifted, -1);
        var result = FusedMultiplyAdd(half, tail, FusedMultiplyAdd(half, head, half - Create(0.5)));
        return ConditionalSelect(LessThan(Abs(x), Create(1e-17)), x, result + result);
    }

    // e^r for |r| ≤ ln 2 / 2
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ExpReduced(Vector256<double> r) => ExpSeries(r) + Create(1.0);

    // e^r − 1 = r + r²·q(r)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ExpSeries(Vector256<double> r)
    {
        var r2 = r * r;
        return FusedMultiplyAdd(r2, ExpQuotient(r, r2), r);
    }

    // q(r) = (e^r − 1 − r)/r²
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ExpQuotient(Vector256<double> r, Vector256<double> r2)
    {
        var r4 = r2 * r2;
        var q0 = FusedMultiplyAdd(r, Create(0.16666666666666669), Create(0.5000000000000001));
        var q1 = FusedMultiplyAdd(r, Create(0.008333333333330062), Create(0.04166666666662413));
        var q2 = FusedMultiplyAdd(r, Create(0.00019841269863053618), Create(0.0013888888917213717));
        var q3 = FusedMultiplyAdd(r, Create(2.7557268459997064e-06), Create(2.4801521295954376e-05));
        var q4 = FusedMultiplyAdd(r, Create(2.510038549551032e-08), Create(2.7620088445409746e-07));
        q0 = FusedMultiplyAdd(r2, q1, q0);
        q2 = FusedMultiplyAdd(r4, q4, FusedMultiplyAdd(r2, q3, q2));
        return FusedMultiplyAdd(r4, q2, q0);
    }

    // e^x − 1 = 2ⁿ·(head + tail) + (2ⁿ − 1): the head x − n·ln 2 is exact but for ln 2's own rounding, which the tail makes good
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Head, Vector256<double> Tail, Vector256<double> Shifted) Expm1Reduced(Vector256<double> x)
    {
        var shifted = FusedMultiplyAdd(x, Create(Log2E), Create(Shifter));
        var n = shifted - Create(Shifter);
        var head = FusedMultiplyAdd(n, Create(-Ln2), x);
        var r = FusedMultiplyAdd(n, Create(-Ln2Low), head);
        var r2 = r * r;
        var tail = FusedMultiplyAdd(r2, ExpQuotient(r, r2), n * Create(-Ln2Low));
        return (head, tail, shifted);
    }

    // 2^(n + offset) for shifted = Shifter + n, where the result is a normal number or, one above them, ∞
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> shifted, long offset) =>
        ShiftLeft(shifted.AsInt64() - Create(ShifterBias - 1023 - offset), 52).AsDouble();

    // p·2ⁿ with one rounding for −1076 ≤ n ≤ 1025, shifted = Shifter + n: two powers, each within the range
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> TimesPowerOfTwo(Vector256<double> p, Vector256<double> n, Vector256<double> shifted)
    {
        if (Avx512F.VL.IsSupported)
        {
            return Avx512F.VL.Scale(p, n);
        }

        var first = ShiftLeft(shifted.AsInt64(), 51) & Create(0x7FF0_0000_0000_0000);
        var second = ShiftLeft(shifted.AsInt64(), 52) - first;
        return p * first.AsDouble() * second.AsDouble();
    }
}
