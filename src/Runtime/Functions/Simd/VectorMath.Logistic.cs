using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

public static partial class VectorMath
{
    /// <inheritdoc cref="ScalarMath.Sigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sigmoid(Vector256<double> x)
    {
        var e = ExpOfNegative(x);
        return ConditionalSelect(LessThan(x, Vector256<double>.Zero), e, Create(1.0)) / (Create(1.0) + e);
    }

    /// <inheritdoc cref="ScalarMath.Softplus(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Softplus(Vector256<double> x)
    {
        // ln(1 + e) for 0 ≤ e ≤ 1; beyond √2 − 1 as ln 2 + ln(1 + (e − 1)/2)
        var e = ExpOfNegative(x);
        var upper = GreaterThan(e, Create(0.41421356237309503));
        var f = ConditionalSelect(upper, (e - Create(1.0)) * Create(0.5), e);
        var low = (upper & Create(Ln2Low)) - LogCorrection(f);
        var log = (upper & Create(Ln2)) + (f + low);
        return log + MaxNative(Vector256<double>.Zero, x);
    }

    /// <inheritdoc cref="ScalarMath.LogSigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LogSigmoid(Vector256<double> x) => -Softplus(-x);

    /// <inheritdoc cref="ScalarMath.Relu(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Relu(Vector256<double> x) => AndNot(x, LessThanOrEqual(x, Vector256<double>.Zero));

    // e^−|x|
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ExpOfNegative(Vector256<double> x)
    {
        x = MaxNative(Create(-746.0), x | Create(-0.0));
        var shifted = FusedMultiplyAdd(x, Create(Log2E), Create(Shifter));
        var n = shifted - Create(Shifter);
        var r = FusedMultiplyAdd(n, Create(-Ln2Low), FusedMultiplyAdd(n, Create(-Ln2), x));
        return TimesPowerOfTwo(ExpReduced(r), n, shifted);
    }
}
