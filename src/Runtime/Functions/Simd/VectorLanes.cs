using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SymDiff.Runtime;

/// <summary>
/// What generated code does across the lanes of a vector. Reductions combine lane i with lane i + n/2, and so on with what is left; the order is the same
/// on every machine.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorLanes
{
    /// <summary>The sum (v0 + v2) + (v1 + v3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> v)
    {
        var half = v.GetLower() + v.GetUpper();
        return half.GetElement(0) + half.GetElement(1);
    }

    /// <inheritdoc cref="Sum(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> v)
    {
        var half = v.GetLower() + v.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return quarter.GetElement(0) + quarter.GetElement(1);
    }

    /// <summary>The product (v0·v2)·(v1·v3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Product(Vector256<double> v)
    {
        var half = v.GetLower() * v.GetUpper();
        return half.GetElement(0) * half.GetElement(1);
    }

    /// <inheritdoc cref="Product(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Product(Vector256<float> v)
    {
        var half = v.GetLower() * v.GetUpper();
        var quarter = half.GetLower() * half.GetUpper();
        return quarter.GetElement(0) * quarter.GetElement(1);
    }

    /// <summary>The largest lane; NaN if one is NaN.</summary>
    public static double Max(Vector256<double> v) => Math.Max(Math.Max(v.GetElement(0), v.GetElement(2)), Math.Max(v.GetElement(1), v.GetElement(3)));

    /// <inheritdoc cref="Max(Vector256{double})"/>
    public static float Max(Vector256<float> v)
    {
        var largest = v.GetElement(0);
        for (var i = 1; i < Vector256<float>.Count; i++) largest = MathF.Max(largest, v.GetElement(i));
        return largest;
    }

    /// <summary>The smallest lane; NaN if one is NaN.</summary>
    public static double Min(Vector256<double> v) => Math.Min(Math.Min(v.GetElement(0), v.GetElement(2)), Math.Min(v.GetElement(1), v.GetElement(3)));

    /// <inheritdoc cref="Min(Vector256{double})"/>
    public static float Min(Vector256<float> v)
    {
        var smallest = v.GetElement(0);
        for (var i = 1; i < Vector256<float>.Count; i++) smallest = MathF.Min(smallest, v.GetElement(i));
        return smallest;
    }

    /// <summary>The sums of four vectors, each (v0 + v1) + (v2 + v3), side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d)
    {
        var (ab, cd) = (Pairs(a, b), Pairs(c, d));
        return Vector256.Create(ab.GetLower(), cd.GetLower()) + Vector256.Create(ab.GetUpper(), cd.GetUpper());
    }

    /// <summary>A truth in four lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Mask64x4(bool truth) => truth ? Vector256<double>.AllBitsSet : Vector256<double>.Zero;

    /// <summary>A truth in eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mask32x8(bool truth) => truth ? Vector256<float>.AllBitsSet : Vector256<float>.Zero;

    /// <summary>Four truths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Mask64x4(bool t0, bool t1, bool t2, bool t3) => Vector256.Create(Bits(t0), Bits(t1), Bits(t2), Bits(t3)).AsDouble();

    /// <summary>Eight truths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mask32x8(bool t0, bool t1, bool t2, bool t3, bool t4, bool t5, bool t6, bool t7) =>
        Vector256.Create((int)Bits(t0), (int)Bits(t1), (int)Bits(t2), (int)Bits(t3), (int)Bits(t4), (int)Bits(t5), (int)Bits(t6), (int)Bits(t7)).AsSingle();

    /// <summary>The truth in one lane of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(Vector256<double> mask, int lane) => mask.AsInt64().GetElement(lane) != 0;

    /// <inheritdoc cref="IsSet(Vector256{double}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(Vector256<float> mask, int lane) => mask.AsInt32().GetElement(lane) != 0;

    private static long Bits(bool truth) => truth ? -1 : 0;

    // a0+a1, b0+b1, a2+a3, b2+b3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Pairs(Vector256<double> a, Vector256<double> b) => Avx.IsSupported
        ? Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b)
        : Vector256.Create(a.GetElement(0) + a.GetElement(1), b.GetElement(0) + b.GetElement(1), a.GetElement(2) + a.GetElement(3), b.GetElement(2) + b.GetElement(3));
}
