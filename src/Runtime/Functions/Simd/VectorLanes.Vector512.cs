using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SymDiff.Runtime;

// The upper half is combined with the lower one; the rest is done as in a vector of 256 bits.
public static partial class VectorLanes
{
    /// <summary>The sum of the lanes: lane i and lane i + n/2, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> v) => Sum(v.GetLower() + v.GetUpper());

    /// <inheritdoc cref="Sum(Vector512{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> v) => Sum(v.GetLower() + v.GetUpper());

    /// <summary>The product of the lanes: lane i and lane i + n/2, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Product(Vector512<double> v) => Product(v.GetLower() * v.GetUpper());

    /// <inheritdoc cref="Product(Vector512{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Product(Vector512<float> v) => Product(v.GetLower() * v.GetUpper());

    /// <inheritdoc cref="Max(Vector256{double})"/>
    public static double Max(Vector512<double> v) => Max(Vector256.Max(v.GetLower(), v.GetUpper()));

    /// <inheritdoc cref="Max(Vector256{double})"/>
    public static float Max(Vector512<float> v) => Max(Vector256.Max(v.GetLower(), v.GetUpper()));

    /// <inheritdoc cref="Min(Vector256{double})"/>
    public static double Min(Vector512<double> v) => Min(Vector256.Min(v.GetLower(), v.GetUpper()));

    /// <inheritdoc cref="Min(Vector256{double})"/>
    public static float Min(Vector512<float> v) => Min(Vector256.Min(v.GetLower(), v.GetUpper()));

    /// <summary>The sums of four vectors, each ((v0 + v1) + (v4 + v5)) + ((v2 + v3) + (v6 + v7)), side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d)
    {
        var (ab, cd) = (Pairs(a, b), Pairs(c, d));
        var (abHalves, cdHalves) = (ab.GetLower() + ab.GetUpper(), cd.GetLower() + cd.GetUpper());
        return Vector256.Create(abHalves.GetLower(), cdHalves.GetLower()) + Vector256.Create(abHalves.GetUpper(), cdHalves.GetUpper());
    }

    /// <summary>A truth in eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Mask64x8(bool truth) => truth ? Vector512<double>.AllBitsSet : Vector512<double>.Zero;

    /// <summary>A truth in sixteen lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Mask32x16(bool truth) => truth ? Vector512<float>.AllBitsSet : Vector512<float>.Zero;

    /// <summary>Eight truths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Mask64x8(bool t0, bool t1, bool t2, bool t3, bool t4, bool t5, bool t6, bool t7) =>
        Vector512.Create(Mask64x4(t0, t1, t2, t3), Mask64x4(t4, t5, t6, t7));

    /// <summary>Sixteen truths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Mask32x16(
        bool t0, bool t1, bool t2, bool t3, bool t4, bool t5, bool t6, bool t7,
        bool t8, bool t9, bool t10, bool t11, bool t12, bool t13, bool t14, bool t15) =>
        Vector512.Create(Mask32x8(t0, t1, t2, t3, t4, t5, t6, t7), Mask32x8(t8, t9, t10, t11, t12, t13, t14, t15));

    /// <inheritdoc cref="IsSet(Vector256{double}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(Vector512<double> mask, int lane) => mask.AsInt64().GetElement(lane) != 0;

    /// <inheritdoc cref="IsSet(Vector256{double}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(Vector512<float> mask, int lane) => mask.AsInt32().GetElement(lane) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pairs(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported
        ? Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b)
        : Vector512.Create(Pairs(a.GetLower(), b.GetLower()), Pairs(a.GetUpper(), b.GetUpper()));
}
