using static SymDiff.Runtime.Tests.Kernels.Matrices;
using Kernel = SymDiff.Runtime.Kernels;

namespace SymDiff.Runtime.Tests.Kernels;

public class MatMulTests
{
    [Theory]
    [InlineData(1, 1, 1), InlineData(2, 3, 4), InlineData(7, 1, 5), InlineData(1, 9, 1), InlineData(17, 19, 23), InlineData(0, 3, 2), InlineData(3, 0, 2), InlineData(3, 2, 0)]
    public void IsTheSumOfProducts(int m, int k, int n)
    {
        double[] a = Random(m, k, 1), b = Random(k, n, 2), c = [.. Enumerable.Repeat(double.NaN, m * n)];
        Kernel.MatMul(a, b, c, m, k, n);
        AssertClose(Product(a, b, m, k, n), c);

        var single = new float[m * n];
        Kernel.MatMul(Single(a), Single(b), single, m, k, n);
        AssertClose(c, single);
    }

    [Fact]
    public void ABatchIsAMatrixProductEach()
    {
        double[] a = Random(3 * 2, 4, 3), b = Random(3 * 4, 5, 4), c = new double[3 * 2 * 5];
        Kernel.BatchedMatMul(a, b, c, 3, 2, 4, 5);
        for (var i = 0; i < 3; i++)
        {
            AssertClose(Product(a[(i * 8)..((i + 1) * 8)], b[(i * 20)..((i + 1) * 20)], 2, 4, 5), c[(i * 10)..((i + 1) * 10)]);
        }

        var single = new float[c.Length];
        Kernel.BatchedMatMul(Single(a), Single(b), single, 3, 2, 4, 5);
        AssertClose(c, single);
    }

    [Fact]
    public void ASumOverABatchIsTheSumOfTheProducts()
    {
        double[] a = Random(3 * 2, 4, 3), b = Random(3 * 4, 5, 4), c = Random(2, 5, 5), expected = new double[2 * 5];
        for (var i = 0; i < 3; i++)
        {
            var product = Product(a[(i * 8)..((i + 1) * 8)], b[(i * 20)..((i + 1) * 20)], 2, 4, 5);
            for (var at = 0; at < expected.Length; at++) expected[at] += product[at];
        }

        Kernel.SummedMatMul(a, b, c, 3, 2, 4, 5);
        AssertClose(expected, c);
        var single = new float[c.Length];
        Kernel.SummedMatMul(Single(a), Single(b), single, 3, 2, 4, 5);
        AssertClose(c, single);
    }

    [Fact]
    public void NaNTimesZeroIsNaN()
    {
        var c = new double[1];
        Kernel.MatMul([0, 1], [double.NaN, 2], c, 1, 2, 1);
        Assert.Equal(double.NaN, c[0]);
    }

    [Theory]
    [InlineData(5, 12, 8, "a has 5 elements; expected 6 (2×3)."), InlineData(6, 11, 8, "b has 11 elements; expected 12 (3×4)."), InlineData(6, 12, 9, "c has 9 elements; expected 8 (2×4).")]
    public void AWrongLengthIsAnErrorBeforeAnythingIsWritten(int a, int b, int c, string message)
    {
        var result = Enumerable.Repeat(7.0, c).ToArray();
        var error = Assert.Throws<ArgumentException>(() => Kernel.MatMul(new double[a], new double[b], result, 2, 3, 4));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.All(result, x => Assert.Equal(7, x));
    }

    [Fact]
    public void ANegativeSizeIsAnError() => Assert.Throws<ArgumentException>("m", () => Kernel.MatMul([1.0], [1.0], new double[1], -1, -1, -1));
}
