using Kernel = SymDiff.Runtime.Kernels;

namespace SymDiff.Runtime.Tests.Kernels;

/// <summary>Batched kernels: each matrix of a stack has what the kernel of one matrix gives, in both precisions.</summary>
public sealed class BatchedTests
{
    // Two symmetric, positive definite matrices
    private static readonly double[] stack = [4, 1, 1, 3, 2, 0.5, 0.5, 5];
    private static readonly double[] sides = [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void EachMatrixByItself()
    {
        Check((a, x) => Kernel.BatchedCholesky(a, x, 2, 2), (a, x) => Kernel.BatchedCholesky(a, x, 2, 2), (a, b, x) => Kernel.Cholesky(a, x, 2));
        Check((a, x) => Kernel.BatchedInverse(a, x, 2, 2), (a, x) => Kernel.BatchedInverse(a, x, 2, 2), (a, b, x) => Kernel.Inverse(a, x, 2));
        Check((a, x) => Kernel.BatchedSolve(a, sides, x, 2, 2, 2), (a, x) => Kernel.BatchedSolve(a, Single(sides), x, 2, 2, 2), (a, b, x) => Kernel.Solve(a, b, x, 2, 2));
        Check(
            (a, x) => Kernel.BatchedTriangularSolve(a, sides, x, 2, 2, 2, lower: false, transposed: true),
            (a, x) => Kernel.BatchedTriangularSolve(a, Single(sides), x, 2, 2, 2, lower: false, transposed: true),
            (a, b, x) => Kernel.TriangularSolve(a, b, x, 2, 2, lower: false, transposed: true));
    }

    [Fact]
    public void DeterminantsOfEach()
    {
        var (d, f) = (new double[2], new float[2]);
        Kernel.Determinants(stack, d, 2, 2);
        Kernel.Determinants(Single(stack), f, 2, 2);
        Assert.Equal([11, 9.75], d, (e, a) => Math.Abs(e - a) < 1e-14);
        Assert.Equal([11f, 9.75f], f);
        Kernel.LogAbsDeterminants(stack, d, 2, 2);
        Kernel.LogAbsDeterminants(Single(stack), f, 2, 2);
        Assert.Equal([Math.Log(11), Math.Log(9.75)], d, (e, a) => Math.Abs(e - a) < 1e-14);
        Assert.Equal([(float)Math.Log(11), (float)Math.Log(9.75)], f);
    }

    [Fact]
    public void OneThatIsNotPositiveDefiniteSparesTheOthers()
    {
        var l = new double[2];
        Kernel.BatchedCholesky([-1, 4], l, 2, 1);
        Assert.Equal([double.NaN, 2], l);
    }

    [Fact]
    public void LengthsAreChecked()
    {
        Assert.Equal("a has 4 elements; expected 8 (2×2×2). (Parameter 'a')", Assert.Throws<ArgumentException>(() => Kernel.BatchedCholesky(new double[4], new double[8], 2, 2)).Message);
        Assert.Equal("b has 8 elements; expected 12 (2×2×3). (Parameter 'b')", Assert.Throws<ArgumentException>(() => Kernel.BatchedSolve(stack, sides, new double[12], 2, 2, 3)).Message);
        Assert.Equal("determinants has 3 elements; expected 2 (2). (Parameter 'determinants')", Assert.Throws<ArgumentException>(() => Kernel.Determinants(stack, new double[3], 2, 2)).Message);
        Assert.Equal("batch is -1; a size must not be negative. (Parameter 'batch')", Assert.Throws<ArgumentException>(() => Kernel.BatchedInverse(stack, new double[8], -1, 2)).Message);
    }

    private static void Check(Action<double[], double[]> batched, Action<float[], float[]> batchedSingle, Action<double[], double[], double[]> one)
    {
        double[] expected = new double[8], actual = new double[8];
        for (var i = 0; i < 2; i++)
        {
            var x = new double[4];
            one(stack[(4 * i)..(4 * i + 4)], sides[(4 * i)..(4 * i + 4)], x);
            x.CopyTo(expected, 4 * i);
        }

        batched(stack, actual);
        Assert.Equal(expected, actual);
        var single = new float[8];
        batchedSingle(Single(stack), single);
        Assert.Equal(Single(expected), single);
    }

    private static float[] Single(double[] values) => Array.ConvertAll(values, v => (float)v);
}
