using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

public static partial class VectorMath
{
    /// <inheritdoc cref="Math.Pow(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Pow(Vector256<double> x, Vector256<double> y)
    {
        // |x|^y = 2^(y·log₂|x|), the exponent as an unrounded sum; its low part is lost where the head is out of range or NaN
        var a = Abs(x);
        var (head, low) = Log2InParts(a);
        head = ConditionalSelect(LessThan(a, Create(double.PositiveInfinity)), head, a);
        head = ConditionalSelect(Vector256.Equals(a, Vector256<double>.Zero), Create(double.NegativeInfinity), head);
        var exponent = y * head;
        var rest = FusedMultiplyAdd(y, low, FusedMultiplyAdd(y, head, -exponent));
        rest &= LessThan(Abs(exponent), Create(1100.0));
        exponent = MaxNative(Create(-1076.0), MinNative(Create(1025.0), exponent));
        var shifted = exponent + Create(Shifter);
        var n = shifted - Create(Shifter);
        var magnitude = TimesPowerOfTwo(ExpReduced((exponent - n + rest) * Create(Ln2)), n, shifted);
        return PowSpecial(x, y, a, magnitude);
    }

    // log₂ x = head + low to about 2⁻⁶³, for a positive finite x: c₁·s + c₃·s³ + s⁵·Q(s²) with s = f/(2 + f) and c₁ = 2/ln 2 = 3·c₃
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Head, Vector256<double> Low) Log2InParts(Vector256<double> x)
    {
        var (k, f) = SplitExponent(x);
        var sum = f + Create(2.0);
        var reciprocal = Create(1.0) / sum;
        var s = f * reciprocal;
        var sumLow = f - (sum - Create(2.0));
        var sLow = reciprocal * FusedMultiplyAdd(-s, sumLow, FusedMultiplyAdd(-s, sum, f));

        var z = s * s;
        var zLow = FusedMultiplyAdd(s + s, sLow, FusedMultiplyAdd(s, s, -z));
        var tail = z * PowSeries(z);
        var p = Create(0.9617966939259756) + tail;
        var pLow = Create(0.9617966939259756) - p + tail + Create(5.0577616648125907e-17);
        var v = z * p;
        var vLow = FusedMultiplyAdd(z, pLow, FusedMultiplyAdd(zLow, p, FusedMultiplyAdd(z, p, -v)));
        var w = Create(2.8853900817779268) + v;
        var wLow = Create(2.8853900817779268) - w + v + (vLow + Create(4.0710547481862066e-17));

        var log = s * w;
        var logLow = FusedMultiplyAdd(s, wLow, FusedMultiplyAdd(sLow, w, FusedMultiplyAdd(s, w, -log)));
        var head = k + log;
        return (head, k - head + log + logLow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowSeries(Vector256<double> z)
    {
        var z2 = z * z;
        var q0 = FusedMultiplyAdd(z, Create(0.41219858309193724), Create(0.577078016355618));
        var q1 = FusedMultiplyAdd(z, Create(0.2623077011339873), Create(0.32059890227370597));
        var q2 = FusedMultiplyAdd(z, Create(0.19125519902123989), Create(0.2219839966596074));
        q2 = FusedMultiplyAdd(z2, Create(0.19038498416055877), q2);
        return FusedMultiplyAdd(z2, FusedMultiplyAdd(z2, q2, q1), q0);
    }

    // The sign for a negative x, NaN where there is no real power; 1 for y = 0, x = 1, and |x| = 1 with an infinite y
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowSpecial(Vector256<double> x, Vector256<double> y, Vector256<double> a, Vector256<double> magnitude)
    {
        var half = y * Create(0.5);
        var isInteger = Vector256.Equals(Vector256.Round(y), y);
        var isOdd = AndNot(isInteger, Vector256.Equals(Vector256.Round(half), half));
        var result = magnitude ^ (x & Create(-0.0) & isOdd);
        var noReal = AndNot(LessThan(x, Vector256<double>.Zero) & LessThan(a, Create(double.PositiveInfinity)), isInteger);
        result = ConditionalSelect(noReal, Create(double.NaN), result);

        var one = Create(1.0);
        var isOne = Vector256.Equals(y, Vector256<double>.Zero) | Vector256.Equals(x, one)
            | (Vector256.Equals(a, one) & Vector256.Equals(Abs(y), Create(double.PositiveInfinity)));
        return ConditionalSelect(isOne, one, result);
    }
}
