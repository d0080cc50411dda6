namespace SymDiff.Runtime.Tests.Kernels;

/// <summary>Cumulative sums and products in vectors: each against its definition, for every length that a vector and its rest can have.</summary>
public sealed class VectorCumulativeTests
{
    public static TheoryData<int, int, int, bool, bool> Layouts
    {
        get
        {
            var data = new TheoryData<int, int, int, bool, bool>();
            foreach (var (outer, length, inner) in Enumerable.Range(0, 14).Select(length => (1, length, 1)).Concat([(3, 7, 1), (2, 8, 1), (0, 4, 1), (2, 5, 3)]))
                for (var flags = 0; flags < 4; flags++) data.Add(outer, length, inner, (flags & 1) > 0, (flags & 2) > 0);
            return data;
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void SumsAndProducts(int outer, int length, int inner, bool exclusive, bool reverse)
    {
        double[] x = [.. Enumerable.Range(0, outer * length * inner).Select(i => 1 + 0.4 * Math.Sin(i + 1))];
        var (sums, products, narrow) = (new double[x.Length], new double[x.Length], new float[x.Length]);
        VectorKernels.CumulativeSum(x, sums, outer, length, inner, exclusive, reverse);
        VectorKernels.CumulativeProduct(x, products, outer, length, inner, exclusive, reverse);
        VectorKernels.CumulativeProduct(Array.ConvertAll(x, v => (float)v), narrow, outer, length, inner, exclusive, reverse);
        for (var at = 0; at < x.Length; at++)
        {
            var (o, i, k) = (at / inner / length, at / inner % length, at % inner);
            var line = Enumerable.Range(0, length).Where(j => (reverse ? j > i : j < i) || (j == i && !exclusive)).Select(j => x[((o * length) + j) * inner + k]).ToList();
            var product = line.Aggregate(1.0, (a, b) => a * b);
            Assert.Equal(line.Sum(), sums[at], 1e-12);
            Assert.Equal(product, products[at], 1e-12);
            Assert.Equal(product, narrow[at], 1e-5);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ResultsMayTakeTheEntriesPlace(bool reverse)
    {
        double[] x = [.. Enumerable.Range(1, 11).Select(i => (double)i)], expected = new double[11];
        VectorKernels.CumulativeSum(x, expected, 1, 11, 1, exclusive: true, reverse);
        VectorKernels.CumulativeSum(x, x, 1, 11, 1, exclusive: true, reverse);
        Assert.Equal([.. Enumerable.Range(1, 11).Select(i => reverse ? 66.0 - i * (i + 1) / 2 : i * (i - 1) / 2)], expected);
        Assert.Equal(expected, x);
    }
}
