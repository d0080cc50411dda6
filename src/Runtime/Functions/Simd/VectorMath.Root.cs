using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
}
