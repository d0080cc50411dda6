namespace SymDiff.Runtime;

public static partial class Kernels
{
    /// <summary>
    /// X with A·X = B for A of n×n and B, X of n×columns, by Gaussian elimination with partial pivoting; all of X is NaN when
    /// a pivot is exactly zero. X may be B itself; the workspace of n×n comes from the pool.
    /// </summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void Solve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int n, int columns)
    {
        CheckSystem(a.Length, b.Length, x.Length, n, columns);
        using var workspace = new Rented<double>(n * n);
        var lu = workspace.Span;
        a.CopyTo(lu);
        b.CopyTo(x);
        if (Eliminate(lu, x, n, columns) == 0)
        {
            x.Fill(double.NaN);
            return;
        }

        TriangularSolve(lu, x, x, n, columns, lower: false);
    }

    /// <summary>A⁻¹ of n×n, all NaN when a pivot is exactly zero; the workspace of n×n comes from the pool.</summary>
    /// <exception cref="ArgumentException">A length does not fit the size.</exception>
    public static void Inverse(ReadOnlySpan<double> a, Span<double> inverse, int n)
    {
        CheckSize(n, nameof(n));
        CheckLength(a.Length, nameof(a), n, n);
        CheckLength(inverse.Length, nameof(inverse), n, n);
        using var identity = new Rented<double>(n * n);
        identity.Span.Clear();
        for (var i = 0; i < n; i++)
        {
            identity.Span[(i * n) + i] = 1;
        }

        Solve(a, identity.Span, inverse, n, n);
    }

    /// <summary>det A for A of n×n, 1 when n = 0; it over- and underflows where <see cref="LogAbsDeterminant(ReadOnlySpan{double}, int, out double)"/> does not.</summary>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public static double Determinant(ReadOnlySpan<double> a, int n)
    {
        using var workspace = new Rented<double>(a.Length);
        double determinant = FactorCopy(a, workspace.Span, n);
        for (var i = 0; i < n && determinant != 0; i++)
        {
            determinant *= workspace.Span[(i * n) + i];
        }

        return determinant;
    }

    /// <summary>ln |det A| for A of n×n, with the sign −1, 0, 1 (or NaN) of the determinant; −∞ when a pivot is exactly zero.</summary>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public static double LogAbsDeterminant(ReadOnlySpan<double> a, int n, out double sign)
    {
        using var workspace = new Rented<double>(a.Length);
        sign = FactorCopy(a, workspace.Span, n);
        var sum = sign == 0 ? double.NegativeInfinity : 0.0;
        for (var i = 0; i < n && sign != 0; i++)
        {
            var pivot = workspace.Span[(i * n) + i];
            sign *= ScalarMath.Sign(pivot);
            sum += Math.Log(Math.Abs(pivot));
        }

        return sum;
    }

    /// <summary>ln |det A| for A of n×n; −∞ when a pivot is exactly zero.</summary>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public static double LogAbsDeterminant(ReadOnlySpan<double> a, int n) => LogAbsDeterminant(a, n, out _);

    private static int FactorCopy(ReadOnlySpan<double> a, Span<double> lu, int n)
    {
        CheckSize(n, nameof(n));
        CheckLength(a.Length, nameof(a), n, n);
        a.CopyTo(lu);
        return Eliminate(lu, [], n, 0);
    }

    // Turns [A | B] into [U | L⁻¹PB] row by row; gives the sign of the permutation P, or 0 at a zero pivot.
    private static int Eliminate(Span<double> a, Span<double> b, int n, int columns)
    {
        var sign = 1;
        for (var k = 0; k < n; k++)
        {
            var pivotRow = PivotRow(a, n, k);
            if (a[(pivotRow * n) + k] == 0)
            {
                return 0;
            }

            if (pivotRow != k)
            {
                sign = -sign;
                Swap(a.Slice(k * n, n), a.Slice(pivotRow * n, n));
                Swap(b.Slice(k * columns, columns), b.Slice(pivotRow * columns, columns));
            }

            EliminateColumn(a, b, n, columns, k);
        }

        return sign;
    }

    private static void EliminateColumn(Span<double> a, Span<double> b, int n, int columns, int k)
    {
        for (var i = k + 1; i < n; i++)
        {
            var factor = -a[(i * n) + k] / a[(k * n) + k];
            a[(i * n) + k] = 0;
            Vectors.AddScaled(a.Slice((i * n) + k + 1, n - k - 1), factor, a.Slice((k * n) + k + 1, n - k - 1));
            Vectors.AddScaled(b.Slice(i * columns, columns), factor, b.Slice(k * columns, columns));
        }
    }

    // The largest magnitude in column k from row k down; a NaN counts as larger than all, so that it reaches the result.
    private static int PivotRow(ReadOnlySpan<double> a, int n, int k)
    {
        var best = k;
        for (var i = k + 1; i < n; i++)
        {
            var candidate = Math.Abs(a[(i * n) + k]);
            if (candidate > Math.Abs(a[(best * n) + k]) || double.IsNaN(candidate))
            {
                best = i;
            }
        }

        return best;
    }

    private static void Swap(Span<double> x, Span<double> y)
    {
        for (var j = 0; j < x.Length; j++)
        {
            (x[j], y[j]) = (y[j], x[j]);
        }
    }
}
