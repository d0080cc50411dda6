namespace SymDiff.Runtime.Tests.Kernels;

/// <summary>Row-major matrices to test with, and their plain arithmetic.</summary>
internal static class Matrices
{
    public static double[] Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows * columns).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    /// <summary>G·Gᵀ + I, symmetric positive definite.</summary>
    public static double[] PositiveDefinite(int n, int seed)
    {
        var g = Random(n, n, seed);
        return Sum(Product(g, Transpose(g, n, n), n, n, n), Identity(n));
    }

    public static double[] Identity(int n) => [.. Enumerable.Range(0, n * n).Select(k => k / n == k % n ? 1.0 : 0.0)];

    public static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    public static double[] Transpose(double[] a, int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(k => a[(k % rows * columns) + (k / rows)])];

    // C[i,j] = Σₚ A[i,p]·B[p,j]
    public static double[] Product(double[] a, double[] b, int m, int k, int n) =>
        [.. Enumerable.Range(0, m * n).Select(at => Enumerable.Range(0, k).Sum(p => a[(at / n * k) + p] * b[(p * n) + (at % n)]))];

    public static float[] Single(double[] a) => [.. a.Select(x => (float)x)];

    public static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-12) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    public static void AssertClose(double[] expected, float[] actual, double tolerance = 1e-5) =>
        AssertClose(expected, [.. actual.Select(x => (double)x)], tolerance);
}
