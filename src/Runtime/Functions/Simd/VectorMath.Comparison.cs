using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

public static partial class VectorMath
{
    /// <inheritdoc cref="ScalarMath.Abs(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Abs(Vector256<double> x) => Vector256.Abs(x);

    /// <inheritdoc cref="ScalarMath.Sign(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sign(Vector256<double> x)
    {
        var one = Vector256.Create(1.0) | (x & Vector256.Create(-0.0));
        var ordered = Vector256.GreaterThan(Vector256.Abs(x), Vector256<double>.Zero); // neither ±0 nor NaN
        return Vector256.ConditionalSelect(ordered, one, x);
    }

    /// <inheritdoc cref="ScalarMath.Min(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Min(Vector256<double> x, Vector256<double> y) => Vector256.Min(x, y);

    /// <inheritdoc cref="ScalarMath.Max(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Max(Vector256<double> x, Vector256<double> y) => Vector256.Max(x, y);

    /// <inheritdoc cref="ScalarMath.Clamp(double, double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Clamp(Vector256<double> x, Vector256<double> low, Vector256<double> high) =>
        Vector256.Min(Vector256.Max(x, low), high);

    /// <inheritdoc cref="ScalarMath.CopySign(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> CopySign(Vector256<double> x, Vector256<double> sign) => Vector256.CopySign(x, sign);

    /// <inheritdoc cref="Math.Floor(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Floor(Vector256<double> x) => Vector256.Floor(x);

    /// <inheritdoc cref="Math.Ceiling(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Ceiling(Vector256<double> x) => Vector256.Ceiling(x);

    /// <inheritdoc cref="Math.Round(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Round(Vector256<double> x) => Vector256.Round(x);

    /// <inheritdoc cref="Math.Truncate(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Truncate(Vector256<double> x) => Vector256.Truncate(x);
}
