namespace SymDiff.Programs.Tests;

public sealed class MinorsTests
{
    // by elimination; d det / dA = det·A⁻ᵀ
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void TheDeterminantAndItsGradientAreThoseOfElimination(int n)
    {
        var a = Differences.Numbers(n * n, n);
        var (determinant, inverse) = Eliminate(a, n);
        double[] gradient = [.. Enumerable.Range(0, n * n).Select(e => determinant * inverse[e % n, e / n])];
        Ways.Agree(Minors.Determinant(n).ValueAndGradient(), [Tensor.Of(a, n, n)], [[determinant], gradient], 1e-11);
    }

    // where elimination has no inverse: rows 1 and 2 are equal, only their minors are left
    [Fact]
    public void TheGradientOfASingularMatrix() => Ways.Agree(
        Minors.Determinant(3).ValueAndGradient(),
        [Tensor.Of([1, 2, 3, 1, 2, 3, 0, 1, 4], 3, 3)],
        [[0], [2 * 4 - 3 * 1, -(1 * 4 - 3 * 0), 1 * 1 - 2 * 0, -(2 * 4 - 3 * 1), 1 * 4 - 3 * 0, -(1 * 1 - 2 * 0), 0, 0, 0]]);

    // the k-th row is read by the sets of k columns: n·2ⁿ⁻¹ products in all
    [Fact]
    public void EachMinorIsComputedOnce()
    {
        const int n = 6;
        var products = Traversal.PostOrder(Minors.Determinant(n).Outputs).Where(node => node.Op.Name == "Multiply" && node.Type.Rank == 2).ToList();
        Assert.Equal(2 * (n << n - 1) - 2 * n, products.Sum(p => (int)p.Shape.Size.Value));   // two factors each; the first row needs none
    }

    private static (double Determinant, double[,] Inverse) Eliminate(double[] entries, int n)
    {
        var m = new double[n, 2 * n];
        for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) (m[i, j], m[i, n + i]) = (entries[i * n + j], 1);
        var determinant = 1.0;
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(m[i, k]));
            if (pivot != k)
            {
                determinant = -determinant;
                for (var j = 0; j < 2 * n; j++) (m[k, j], m[pivot, j]) = (m[pivot, j], m[k, j]);
            }

            var scale = m[k, k];
            determinant *= scale;
            for (var j = 0; j < 2 * n; j++) m[k, j] /= scale;
            for (var i = 0; i < n; i++)
            {
                var factor = m[i, k];
                if (i != k) for (var j = 0; j < 2 * n; j++) m[i, j] -= factor * m[k, j];
            }
        }

        var inverse = new double[n, n];
        for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) inverse[i, j] = m[i, n + j];
        return (determinant, inverse);
    }
}
