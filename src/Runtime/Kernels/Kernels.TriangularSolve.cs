namespace SymDiff.Runtime;

public static partial class Kernels
{
    /// <summary>
    /// X with A·X = B, or Aᵀ·X = B when transposed, for a triangular A of n×n and B, X of n×columns; only the named triangle of A
    /// is read, and a zero on its diagonal divides as IEEE 754 says. X may be B itself.
    /// </summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void TriangularSolve(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int n, int columns, bool lower = true, bool transposed = false)
    {
        CheckSystem(a.Length, b.Length, x.Length, n, columns);
        b.CopyTo(x);
        var forward = lower != transposed; // the first row that has one unknown only is the top one
        for (var step = 0; step < n; step++)
        {
            var i = forward ? step : n - 1 - step;
            var row = x.Slice(i * columns, columns);
            var (from, to) = forward ? (0, i) : (i + 1, n);
            for (var k = from; k < to; k++)
            {
                Vectors.AddScaled(row, -(transposed ? a[(k * n) + i] : a[(i * n) + k]), x.Slice(k * columns, columns));
            }

            Vectors.Divide(row, a[(i * n) + i]);
        }
    }

    internal static void CheckSystem(int a, int b, int x, int n, int columns)
    {
        CheckSize(n, nameof(n));
        CheckSize(columns, nameof(columns));
        CheckLength(a, nameof(a), n, n);
        CheckLength(b, nameof(b), n, columns);
        CheckLength(x, nameof(x), n, columns);
    }
}
