using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

public static partial class VectorMath
{
    /// <inheritdoc cref="Math.Tanh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Tanh(Vector256<double> x)
    {
        // tanh|x| = t/(t + 2) with t = e^2|x| − 1; 1 from |x| = 19.1 on
        var a = MinNative(Create(20.0), Abs(x));
        var (head, tail, shifted) = Expm1Reduced(a + a);
        var power = PowerOfTwo(shifted, 0);
        var t = FusedMultiplyAdd(power, tail, FusedMultiplyAdd(power, head, power - Create(1.0)));
        return (t / (t + Create(2.0))) | (x & Create(-0.0));
    }

    /// <inheritdoc cref="Math.Sinh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sinh(Vector256<double> x)
    {
        // sinh|x| = (t + t/(t + 1))/2 with t = e^|x| − 1; as 2·(u + u/(4u + 1)) with u = t/4 nothing overflows before the result does
        var a = MinNative(Create(710.6), Abs(x));
        var (head, tail, shifted) = Expm1Reduced(a);
        var quarter = PowerOfTwo(shifted, -2);
        var u = FusedMultiplyAdd(quarter, tail, FusedMultiplyAdd(quarter, head, quarter - Create(0.25)));
        var result = u + (u / FusedMultiplyAdd(u, Create(4.0), Create(1.0)));
        return ConditionalSelect(LessThan(a, Create(1e-9)), x, (result + result) | (x & Create(-0.0)));
    }

    /// <inheritdoc cref="Math.Cosh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Cosh(Vector256<double> x)
    {
        // 2·(h + 1/(16h)) with h = e^|x|/4
        var a = MinNative(Create(711.0), Abs(x));
        var shifted = FusedMultiplyAdd(a, Create(Log2E), Create(Shifter));
        var n = shifted - Create(Shifter);
        var r = FusedMultiplyAdd(n, Create(-Ln2Low), FusedMultiplyAdd(n, Create(-Ln2), a));
        var h = ExpReduced(r) * PowerOfTwo(shifted, -2);
        var result = h + (Create(0.0625) / h);
        return result + result;
    }
}
