namespace SymDiff.Runtime;

public static partial class Kernels
{
    /// <summary>
    /// Lower triangular L with L·Lᵀ = A for a symmetric A of n×n, of which only the lower triangle is read; all of L is NaN when
    /// A is not positive definite. L may be A itself.
    /// </summary>
    /// <exception cref="ArgumentException">A length does not fit the size.</exception>
    public static void Cholesky(ReadOnlySpan<double> a, Span<double> l, int n)
    {
        CheckSize(n, nameof(n));
        CheckLength(a.Length, nameof(a), n, n);
        CheckLength(l.Length, nameof(l), n, n);
        for (var i = 0; i < n; i++)
        {
            if (!CholeskyRow(a, l, n, i))
            {
                l.Fill(double.NaN);
                return;
            }
        }
    }

    // L[i,j] = (A[i,j] − Σₖ L[i,k]·L[j,k])/L[j,j] for j < i, L[i,i] = √(A[i,i] − Σₖ L[i,k]²), 0 above
    private static bool CholeskyRow(ReadOnlySpan<double> a, Span<double> l, int n, int i)
    {
        for (var j = 0; j <= i; j++)
        {
            var rest = a[(i * n) + j] - Vectors.Dot(l.Slice(i * n, j), l.Slice(j * n, j));
            if (j < i)
            {
                l[(i * n) + j] = rest / l[(j * n) + j];
            }
            else if (rest > 0 && !double.IsInfinity(rest))
            {
                l[(i * n) + i] = Math.Sqrt(rest);
            }
            else
            {
                return false; // also NaN
            }
        }

        l.Slice((i * n) + i + 1, n - i - 1).Clear();
        return true;
    }
}
