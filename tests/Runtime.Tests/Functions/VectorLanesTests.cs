using System.Runtime.Intrinsics;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Lane operations beside the same written out lane by lane, in the order that they promise.</summary>
public class VectorLanesTests
{
    private static readonly Random Random = new(1);

    [Fact]
    public void SumsAndProductsHalve()
    {
        for (var i = 0; i < 100; i++)
        {
            var (d, f) = (Doubles(8), Floats(16));
            Assert.Equal(Halving(d[..4], (x, y) => x + y), VectorLanes.Sum(Vector256.Create<double>(d)));
            Assert.Equal(Halving(d, (x, y) => x + y), VectorLanes.Sum(Vector512.Create<double>(d)));
            Assert.Equal(Halving(f[..8], (x, y) => x + y), VectorLanes.Sum(Vector256.Create<float>(f)));
            Assert.Equal(Halving(f, (x, y) => x + y), VectorLanes.Sum(Vector512.Create<float>(f)));
            Assert.Equal(Halving(d[..4], (x, y) => x * y), VectorLanes.Product(Vector256.Create<double>(d)));
            Assert.Equal(Halving(d, (x, y) => x * y), VectorLanes.Product(Vector512.Create<double>(d)));
            Assert.Equal(Halving(f[..8], (x, y) => x * y), VectorLanes.Product(Vector256.Create<float>(f)));
            Assert.Equal(Halving(f, (x, y) => x * y), VectorLanes.Product(Vector512.Create<float>(f)));
        }
    }

    [Fact]
    public void ExtremaAreThoseOfTheScalarFunctions()
    {
        for (var i = 0; i < 1000; i++)
        {
            var d = Enumerable.Range(0, 8).Select(_ => Values[Random.Next(Values.Length)]).ToArray();
            var f = Enumerable.Range(0, 16).Select(_ => (float)Values[Random.Next(Values.Length)]).ToArray();
            Assert.Equal(Bits(d[..4].Aggregate(Math.Max)), Bits(VectorLanes.Max(Vector256.Create<double>(d))));
            Assert.Equal(Bits(d.Aggregate(Math.Max)), Bits(VectorLanes.Max(Vector512.Create<double>(d))));
            Assert.Equal(Bits(f[..8].Aggregate(MathF.Max)), Bits(VectorLanes.Max(Vector256.Create<float>(f))));
            Assert.Equal(Bits(f.Aggregate(MathF.Max)), Bits(VectorLanes.Max(Vector512.Create<float>(f))));
            Assert.Equal(Bits(d[..4].Aggregate(Math.Min)), Bits(VectorLanes.Min(Vector256.Create<double>(d))));
            Assert.Equal(Bits(d.Aggregate(Math.Min)), Bits(VectorLanes.Min(Vector512.Create<double>(d))));
            Assert.Equal(Bits(f[..8].Aggregate(MathF.Min)), Bits(VectorLanes.Min(Vector256.Create<float>(f))));
            Assert.Equal(Bits(f.Aggregate(MathF.Min)), Bits(VectorLanes.Min(Vector512.Create<float>(f))));
        }
    }

    [Fact]
    public void SumsOfVectorsStandSideBySide()
    {
        for (var i = 0; i < 100; i++)
        {
            var rows = Enumerable.Range(0, 8).Select(_ => Doubles(8)).ToArray();
            var v = rows.Select(row => Vector512.Create<double>(row)).ToArray();
            var halved = VectorLanes.Sums(v[0], v[1], v[2], v[3]);
            Assert.Equal(rows[..4].Select(row => row[0] + row[1] + (row[4] + row[5]) + (row[2] + row[3] + (row[6] + row[7]))), [halved[0], halved[1], halved[2], halved[3]]);

            var w = rows.Select(row => Vector256.Create<double>(row)).ToArray();
            var four = VectorLanes.Sums(w[0], w[1], w[2], w[3]);
            Assert.Equal(rows[..4].Select(row => row[0] + row[1] + (row[2] + row[3])), [four[0], four[1], four[2], four[3]]);
        }
    }

    [Fact]
    public void ProductsAreFusedWithASign()
    {
        for (var i = 0; i < 100; i++)
        {
            var (a, b, c) = (Doubles(8), Doubles(8), Doubles(8));
            double[] minus = [.. a.Select((x, k) => Math.FusedMultiplyAdd(-x, b[k], c[k]))], less = [.. a.Select((x, k) => Math.FusedMultiplyAdd(x, b[k], -c[k]))];
            Assert.Equal(Vector256.Create<double>(minus[..4]), VectorLanes.NegatedMultiplyAdd(Vector256.Create<double>(a[..4]), Vector256.Create<double>(b[..4]), Vector256.Create<double>(c[..4])));
            Assert.Equal(Vector512.Create<double>(minus), VectorLanes.NegatedMultiplyAdd(Vector512.Create<double>(a), Vector512.Create<double>(b), Vector512.Create<double>(c)));
            Assert.Equal(Vector256.Create<double>(less[..4]), VectorLanes.MultiplySubtract(Vector256.Create<double>(a[..4]), Vector256.Create<double>(b[..4]), Vector256.Create<double>(c[..4])));
            Assert.Equal(Vector512.Create<double>(less), VectorLanes.MultiplySubtract(Vector512.Create<double>(a), Vector512.Create<double>(b), Vector512.Create<double>(c)));

            var (f, g, h) = (Floats(16), Floats(16), Floats(16));
            float[] minusSingle = [.. f.Select((x, k) => MathF.FusedMultiplyAdd(-x, g[k], h[k]))], lessSingle = [.. f.Select((x, k) => MathF.FusedMultiplyAdd(x, g[k], -h[k]))];
            Assert.Equal(Vector256.Create<float>(minusSingle[..8]), VectorLanes.NegatedMultiplyAdd(Vector256.Create<float>(f[..8]), Vector256.Create<float>(g[..8]), Vector256.Create<float>(h[..8])));
            Assert.Equal(Vector512.Create<float>(minusSingle), VectorLanes.NegatedMultiplyAdd(Vector512.Create<float>(f), Vector512.Create<float>(g), Vector512.Create<float>(h)));
            Assert.Equal(Vector256.Create<float>(lessSingle[..8]), VectorLanes.MultiplySubtract(Vector256.Create<float>(f[..8]), Vector256.Create<float>(g[..8]), Vector256.Create<float>(h[..8])));
            Assert.Equal(Vector512.Create<float>(lessSingle), VectorLanes.MultiplySubtract(Vector512.Create<float>(f), Vector512.Create<float>(g), Vector512.Create<float>(h)));
        }
    }

    // Row k is lane k of the vectors, in their order; between rows nothing is written.
    [Theory, InlineData(8), InlineData(9), InlineData(30)]
    public void VectorsAreWrittenAsRows(int stride)
    {
        var (d, f) = (Enumerable.Range(0, 8).Select(_ => Doubles(8)).ToArray(), Enumerable.Range(0, 4).Select(_ => Floats(16)).ToArray());
        var (v, w) = (d.Select(x => Vector256.Create<double>(x[..4])).ToArray(), d.Select(x => Vector512.Create<double>(x)).ToArray());
        var (s, t) = (f.Select(x => Vector256.Create<float>(x[..8])).ToArray(), f.Select(x => Vector512.Create<float>(x)).ToArray());
        Assert.Equal(Rows(d, 2, 4), Written<double>(m => VectorLanes.StoreRows(ref m[0], stride, v[0], v[1])));
        Assert.Equal(Rows(d, 4, 4), Written<double>(m => VectorLanes.StoreRows(ref m[0], stride, v[0], v[1], v[2], v[3])));
        Assert.Equal(Rows(d, 2, 8), Written<double>(m => VectorLanes.StoreRows(ref m[0], stride, w[0], w[1])));
        Assert.Equal(Rows(d, 4, 8), Written<double>(m => VectorLanes.StoreRows(ref m[0], stride, w[0], w[1], w[2], w[3])));
        Assert.Equal(Rows(d, 8, 8), Written<double>(m => VectorLanes.StoreRows(ref m[0], stride, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7])));
        Assert.Equal(Rows(f, 4, 8), Written<float>(m => VectorLanes.StoreRows(ref m[0], stride, s[0], s[1], s[2], s[3])));
        Assert.Equal(Rows(f, 4, 16), Written<float>(m => VectorLanes.StoreRows(ref m[0], stride, t[0], t[1], t[2], t[3])));

        T[] Rows<T>(T[][] vectors, int count, int lanes)
            where T : struct
        {
            var memory = new T[16 * stride];
            for (var k = 0; k < lanes; k++)
                for (var j = 0; j < count; j++) memory[k * stride + j] = vectors[j][k];
            return memory;
        }

        T[] Written<T>(Action<T[]> write)
        {
            var memory = new T[16 * stride];
            write(memory);
            return memory;
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void ATruthFillsTheLanes(bool truth)
    {
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(truth, VectorLanes.IsSet(VectorLanes.Mask64x4(truth), i)));
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(truth, VectorLanes.IsSet(VectorLanes.Mask32x8(truth), i)));
        Assert.Equal(truth ? Vector512<double>.AllBitsSet.AsInt64() : Vector512<long>.Zero, VectorLanes.Mask64x8(truth).AsInt64());
        Assert.Equal(truth ? Vector512<float>.AllBitsSet.AsInt32() : Vector512<int>.Zero, VectorLanes.Mask32x16(truth).AsInt32());
    }

    [Fact]
    public void TruthsAreReadBack()
    {
        for (var i = 0; i < 100; i++)
        {
            var t = Enumerable.Range(0, 16).Select(_ => Random.Next(2) == 1).ToArray();
            var (d4, f8) = (VectorLanes.Mask64x4(t[0], t[1], t[2], t[3]), VectorLanes.Mask32x8(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]));
            var d8 = VectorLanes.Mask64x8(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]);
            var f16 = VectorLanes.Mask32x16(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15]);
            Assert.Equal(t[..4], Enumerable.Range(0, 4).Select(k => VectorLanes.IsSet(d4, k)));
            Assert.Equal(t[..8], Enumerable.Range(0, 8).Select(k => VectorLanes.IsSet(f8, k)));
            Assert.Equal(t[..8], Enumerable.Range(0, 8).Select(k => VectorLanes.IsSet(d8, k)));
            Assert.Equal(t, Enumerable.Range(0, 16).Select(k => VectorLanes.IsSet(f16, k)));
            Assert.Equal(t[..8].Select(x => x ? -1L : 0), Enumerable.Range(0, 8).Select(k => d8.AsInt64()[k])); // whole lanes: a select reads every bit
        }
    }

    private static readonly double[] Values = [0.0, -0.0, 1, -1, 1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, 3, -3, 5, 7, 1e-30, double.NaN];

    private static T Halving<T>(T[] lanes, Func<T, T, T> combine) =>
        lanes.Length == 1 ? lanes[0] : Halving(lanes[..(lanes.Length / 2)].Zip(lanes[(lanes.Length / 2)..], combine).ToArray(), combine);

    private static double[] Lanes(Vector512<double> v) => [.. Enumerable.Range(0, 8).Select(i => v[i])];

    private static double[] Doubles(int count) => [.. Enumerable.Range(0, count).Select(_ => (Random.NextDouble() - 0.5) * Math.Pow(10, Random.Next(-8, 8)))];

    private static float[] Floats(int count) => [.. Doubles(count).Select(x => (float)x)];

    private static long Bits(double x) => double.IsNaN(x) ? -1 : BitConverter.DoubleToInt64Bits(x);
}
