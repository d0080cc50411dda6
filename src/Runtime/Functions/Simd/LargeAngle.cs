namespace SymDiff.Runtime;

/// <summary>Reduction of large angles to the first octant with all digits of 2/π (M. H. Payne and R. N. Hanek, SIGNUM Newsletter 18 (1983) 19-24).</summary>
internal static class LargeAngle
{
    // The bits of 2/π behind a word of zeros.
    private static ReadOnlySpan<ulong> TwoOverPiBits =>
    [
        0,
        0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4,
        0x9C845F8BBDF9283B, 0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
        0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ];

    /// <summary>x = r + low + quadrant·π/2 with |r| ≤ π/4 and the quadrant modulo 4, for |x| of at least 2⁴⁰; NaN at ±∞.</summary>
    public static (double R, double Low, long Quadrant) Reduce(double x)
    {
        if (!double.IsFinite(x))
        {
            return (double.NaN, 0, 0);
        }

        // |x| = significand·2^exponent. The 192 bits of 2^exponent·2/π from the weight 2 on, times the significand, are |x|·2/π modulo 4.
        var bits = BitConverter.DoubleToInt64Bits(x) & long.MaxValue;
        var significand = (ulong)((bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000);
        var start = (int)(bits >> 52) - 1075 + 62;
        var high = significand * new UInt128(Word(start), Word(start + 64));
        var product = high + (((UInt128)significand * Word(start + 128)) >> 64);

        // Two bits of the quadrant, then the fraction; from one half on it counts as negative, and the quadrant as one more.
        var fraction = (Int128)(product << 2);
        var quadrant = (long)(product >> 126) + (fraction < 0 ? 1 : 0);
        var head = (double)fraction;
        var rest = (double)(fraction - (Int128)head);
        const double unit = 1 / 340282366920938463463374607431768211456.0; // 2⁻¹²⁸
        var r = head * unit * VectorMath.HalfPi;
        var low = Math.FusedMultiplyAdd(head * unit, VectorMath.HalfPi, -r) + (head * unit * VectorMath.HalfPiMiddle) + (rest * unit * VectorMath.HalfPi);
        var sum = r + low;
        low -= sum - r;
        return x < 0 ? (-sum, -low, -quadrant) : (sum, low, quadrant);
    }

    private static ulong Word(int start)
    {
        var (at, shift) = (start >> 6, start & 63);
        return shift == 0 ? TwoOverPiBits[at] : (TwoOverPiBits[at] << shift) | (TwoOverPiBits[at + 1] >> (64 - shift));
    }
}
