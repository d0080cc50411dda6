using Kernel = SymDiff.Runtime.Kernels;

namespace SymDiff.Runtime.Tests.Kernels;

/// <summary>Cumulative sums and products and recurrences: each against its definition, at every layout, in both precisions.</summary>
public sealed class CumulativeTests
{
    public static TheoryData<int, int, int, bool, bool> Layouts
    {
        get
        {
            var data = new TheoryData<int, int, int, bool, bool>();
            foreach (var (outer, length, inner) in new[] { (1, 5, 1), (2, 3, 2), (1, 4, 3), (3, 1, 2), (2, 0, 3), (0, 2, 2) })
                for (var flags = 0; flags < 4; flags++) data.Add(outer, length, inner, (flags & 1) > 0, (flags & 2) > 0);
            return data;
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void SumsAndProducts(int outer, int length, int inner, bool exclusive, bool reverse)
    {
        var x = Data(outer * length * inner);
        var (sums, products) = (new double[x.Length], new double[x.Length]);
        Kernel.CumulativeSum(x, sums, outer, length, inner, exclusive, reverse);
        Kernel.CumulativeProduct(x, products, outer, length, inner, exclusive, reverse);
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < length; i++)
            {
                for (var k = 0; k < inner; k++)
                {
                    var line = Enumerable.Range(0, length).Where(j => (reverse ? j > i : j < i) || (j == i && !exclusive)).Select(j => x[((o * length) + j) * inner + k]).ToList();
                    Assert.Equal(line.Sum(), sums[((o * length) + i) * inner + k], 1e-12);
                    Assert.Equal(line.Aggregate(1.0, (a, b) => a * b), products[((o * length) + i) * inner + k], 1e-12);
                }
            }
        }
    }

    // y[i] = 3·y[i-1] + 1 is (3^(i+1) - 1)/2
    [Fact]
    public void ARecurrenceOfConstants()
    {
        double[] a = [double.NaN, 3, 3, 3], b = [1, 1, 1, 1];
        var y = new double[4];
        Kernel.LinearRecurrence(a, b, y, 1, 4, 1);
        Assert.Equal([1, 4, 13, 40], y);
        Kernel.LinearRecurrence([3, 3, 3, double.NaN], b, y, 1, 4, 1, reverse: true);
        Assert.Equal([40, 13, 4, 1], y);
    }

    // 2^24 + 1 + 1 is a float only when the two are added before rounding
    [Fact]
    public void FloatsAreCarriedInDouble()
    {
        var y = new float[3];
        Kernel.CumulativeSum([16777216f, 1f, 1f], y, 1, 3, 1);
        Assert.Equal([16777216f, 16777216f, 16777218f], y);
        Kernel.CumulativeProduct([2f, 3f, 4f], y, 1, 3, 1, exclusive: true);
        Assert.Equal([1f, 2f, 6f], y);
        Kernel.LinearRecurrence([0f, 2f, 2f], [1f, 1f, 1f], y, 1, 3, 1);
        Assert.Equal([1f, 3f, 7f], y);
    }

    [Fact]
    public void LengthsAreChecked()
    {
        Assert.Equal("x has 3 elements; expected 4 (1×4×1). (Parameter 'x')", Assert.Throws<ArgumentException>(() => Kernel.CumulativeSum(new double[3], new double[4], 1, 4, 1)).Message);
        Assert.Equal("y has 3 elements; expected 4 (2×2×1). (Parameter 'y')", Assert.Throws<ArgumentException>(() => Kernel.CumulativeProduct(new double[4], new double[3], 2, 2, 1)).Message);
        Assert.Equal("a has 3 elements; expected 4 (1×2×2). (Parameter 'a')", Assert.Throws<ArgumentException>(() => Kernel.LinearRecurrence(new double[3], new double[4], new double[4], 1, 2, 2)).Message);
        Assert.Equal("length is -1; a size must not be negative. (Parameter 'length')", Assert.Throws<ArgumentException>(() => Kernel.CumulativeSum(new double[3], new double[4], 1, -1, 1)).Message);
    }

    private static double[] Data(int count) => [.. Enumerable.Range(0, count).Select(i => ((i * 7) % 5) - 1.75)];
}
