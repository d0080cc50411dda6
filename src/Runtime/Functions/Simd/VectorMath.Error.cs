using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace SymDiff.Runtime;

public static partial class VectorMath
{
    /// <inheritdoc cref="ScalarMath.Erf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Erf(Vector256<double> x)
    {
        // x + x·P(x²) to |x| = 1, then 1 − e^−y with y = −ln erfc|x|; 1 from 5.95 on
        var a = MinNative(Create(5.95), Abs(x));
        var inner = FusedMultiplyAdd(a, ErfSeries(a * a), a);
        var outer = Create(1.0) - ExpOfNegative(LogErfc(a - Create(1.0)));
        return ConditionalSelect(LessThan(a, Create(1.0)), inner, outer) | (x & Create(-0.0));
    }

    /// <inheritdoc cref="ScalarMath.Erfc(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Erfc(Vector256<double> x)
    {
        // 1 − erf x to |x| = ½, then e^(−x²)·erfcx|x|, and 2 minus that for a negative x
        var one = Create(1.0);
        var a = MinNative(Create(28.0), Abs(x));
        var inner = one - FusedMultiplyAdd(x, ErfSeries(a * a), x);

        // erfcx a = (1 + tail)/(1 + 2a), with what the rounding of both sums leaves over
        var tail = ErfcxTail((a - Create(3.75)) / (a + Create(3.75)));
        var numerator = one + tail;
        var numeratorLow = tail - (numerator - one);
        var twice = a + a;
        var denominator = one + twice;
        var denominatorLow = one - (denominator - twice);
        var reciprocal = one / denominator;
        var erfcx = numerator * reciprocal;
        var rest = FusedMultiplyAdd(-erfcx, denominatorLow, FusedMultiplyAdd(-erfcx, denominator, numerator) + numeratorLow);
        erfcx = FusedMultiplyAdd(reciprocal, rest, erfcx);

        // e^−a² = 2ⁿ·(1 + series); multiplied before 1 is added, it rounds once
        var square = a * a;
        var shifted = FusedMultiplyAdd(square, Create(-Log2E), Create(Shifter));
        var n = shifted - Create(Shifter);
        var r = FusedMultiplyAdd(n, Create(-Ln2), -square);
        r = FusedMultiplyAdd(n, Create(-Ln2Low), r) - FusedMultiplyAdd(a, a, -square);
        var outer = TimesPowerOfTwo(FusedMultiplyAdd(erfcx, ExpSeries(r), erfcx), n, shifted);
        outer = ConditionalSelect(LessThan(x, Vector256<double>.Zero), Create(2.0) - outer, outer);
        return ConditionalSelect(LessThan(a, Create(0.5)), inner, outer);
    }

    // erf(x)/x − 1 in powers of z = x² for z ≤ 1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ErfSeries(Vector256<double> z)
    {
        var z2 = z * z;
        var z4 = z2 * z2;
        var z8 = z4 * z4;
        var p0 = FusedMultiplyAdd(z, Create(-0.3761263890318352), Create(0.12837916709551256));
        var p1 = FusedMultiplyAdd(z, Create(-0.026866170643111486), Create(0.11283791670944185));
        var p2 = FusedMultiplyAdd(z, Create(-0.000854832592933098), Create(0.005223977606118739));
        var p3 = FusedMultiplyAdd(z, Create(-1.4924712314696104e-05), Create(0.00012055293577485785));
        var p4 = FusedMultiplyAdd(z, Create(-1.6206315161501774e-07), Create(1.6447131742441058e-06));
        var p5 = FusedMultiplyAdd(z, Create(-7.779480935070367e-10), Create(1.3710986795106865e-08));
        p0 = FusedMultiplyAdd(z2, p1, p0);
        p2 = FusedMultiplyAdd(z2, p3, p2);
        p4 = FusedMultiplyAdd(z2, p5, p4);
        p0 = FusedMultiplyAdd(z4, p2, p0);
        p0 = FusedMultiplyAdd(z8, p4, p0);
        return p0;
    }

    // −ln erfc(1 + v) for 0 ≤ v ≤ 4.95, within 1e-17/erfc(1 + v)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> LogErfc(Vector256<double> v)
    {
        var v2 = v * v;
        var v4 = v2 * v2;
        var v8 = v4 * v4;
        var v16 = v8 * v8;
        var p0 = FusedMultiplyAdd(v, Create(2.6389675142347784), Create(1.8496055099332482));
        var p1 = FusedMultiplyAdd(v, Create(0.041561098027074354), Create(0.8431072563593026));
        var p2 = FusedMultiplyAdd(v, Create(0.001977901328424535), Create(-0.010033825198423475));
        var p3 = FusedMultiplyAdd(v, Create(-2.6295219945848228e-05), Create(-0.00023731686197036306));
        var p4 = FusedMultiplyAdd(v, Create(-9.668702499757587e-06), Create(2.7196947111083457e-05));
        var p5 = FusedMultiplyAdd(v, Create(-2.0298524092392838e-07), Create(2.1293596530726877e-06));
        var p6 = FusedMultiplyAdd(v, Create(3.3743524990112e-08), Create(-5.8956726812316986e-08));
        var p7 = FusedMultiplyAdd(v, Create(1.334971752348695e-09), Create(-8.610631608855407e-09));
        var p8 = FusedMultiplyAdd(v, Create(4.9400036572229945e-12), Create(-1.209541208793297e-10));
        p0 = FusedMultiplyAdd(v2, p1, p0);
        p2 = FusedMultiplyAdd(v2, p3, p2);
        p4 = FusedMultiplyAdd(v2, p5, p4);
        p6 = FusedMultiplyAdd(v2, p7, p6);
        p0 = FusedMultiplyAdd(v4, p2, p0);
        p4 = FusedMultiplyAdd(v4, p6, p4);
        p0 = FusedMultiplyAdd(v8, p4, p0);
        p0 = FusedMultiplyAdd(v16, p8, p0);
        return p0;
    }

    // (1 + 2x)·erfcx(x) − 1 in powers of t = (x − 3.75)/(x + 3.75), as in ScalarMath
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ErfcxTail(Vector256<double> t)
    {
        var t2 = t * t;
        var t4 = t2 * t2;
        var t8 = t4 * t4;
        var t16 = t8 * t8;
        var p0 = FusedMultiplyAdd(t, Create(-0.14024059858554697), Create(0.2375126308378276));
        var p1 = FusedMultiplyAdd(t, Create(0.08227673849014516), Create(0.003585415485463775));
        var p2 = FusedMultiplyAdd(t, Create(0.09230432116037876), Create(-0.10880393014171785));
        var p3 = FusedMultiplyAdd(t, Create(0.028362277418940665), Create(-0.058693398590212366));
        var p4 = FusedMultiplyAdd(t, Create(0.0017556258530017257), Create(-0.009746579552504244));
        var p5 = FusedMultiplyAdd(t, Create(-0.0002901540809795271), Create(0.0002937136342850081));
        var p6 = FusedMultiplyAdd(t, Create(2.2384240314224437e-05), Create(5.1649211390702855e-05));
        var p7 = FusedMultiplyAdd(t, Create(-9.735619015182663e-07), Create(-1.1444412439171722e-05));
        var p8 = FusedMultiplyAdd(t, Create(-5.721597255990987e-08), Create(1.752057970166318e-06));
        var p9 = FusedMultiplyAdd(t, Create(2.3261913276696566e-08), Create(-2.591069687796658e-07));
        var p10 = FusedMultiplyAdd(t, Create(-3.743568033634583e-09), Create(3.8965452548985966e-08));
        var p11 = FusedMultiplyAdd(t, Create(3.110310719839165e-10), Create(-5.28428697963142e-09));
        var p12 = Create(4.434959070009628e-10);
        p0 = FusedMultiplyAdd(t2, p1, p0);
        p2 = FusedMultiplyAdd(t2, p3, p2);
        p4 = FusedMultiplyAdd(t2, p5, p4);
        p6 = FusedMultiplyAdd(t2, p7, p6);
        p8 = FusedMultiplyAdd(t2, p9, p8);
        p10 = FusedMultiplyAdd(t2, p11, p10);
        p0 = FusedMultiplyAdd(t4, p2, p0);
        p4 = FusedMultiplyAdd(t4, p6, p4);
        p8 = FusedMultiplyAdd(t4, p10, p8);
        p0 = FusedMultiplyAdd(t8, p4, p0);
        p8 = FusedMultiplyAdd(t8, p12, p8);
        p0 = FusedMultiplyAdd(t16, p8, p0);
        return p0;
    }
}
