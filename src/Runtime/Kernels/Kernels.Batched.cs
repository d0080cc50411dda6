namespace SymDiff.Runtime;

// The same for a stack of matrices, one after the other. Floats are computed in double and rounded once, as for a single matrix.
public static partial class Kernels
{
    /// <summary><see cref="Cholesky(ReadOnlySpan{double}, Span{double}, int)"/> for each matrix of a stack; one that is not positive definite gives NaN in its own place.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedCholesky(ReadOnlySpan<double> a, Span<double> l, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckStack(l.Length, batch, n, n, nameof(l));
        for (var i = 0; i < batch; i++)
        {
            Cholesky(a.Slice(i * n * n, n * n), l.Slice(i * n * n, n * n), n);
        }
    }

    /// <inheritdoc cref="BatchedCholesky(ReadOnlySpan{double}, Span{double}, int, int)"/>
    public static void BatchedCholesky(ReadOnlySpan<float> a, Span<float> l, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckStack(l.Length, batch, n, n, nameof(l));
        for (var i = 0; i < batch; i++)
        {
            Cholesky(a.Slice(i * n * n, n * n), l.Slice(i * n * n, n * n), n);
        }
    }

    /// <summary><see cref="TriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, bool, bool)"/> for each system of a stack.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedTriangularSolve(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int batch, int n, int columns, bool lower = true, bool transposed = false)
    {
        CheckSystems(a.Length, b.Length, x.Length, batch, n, columns);
        for (var i = 0; i < batch; i++)
        {
            TriangularSolve(a.Slice(i * n * n, n * n), b.Slice(i * n * columns, n * columns), x.Slice(i * n * columns, n * columns), n, columns, lower, transposed);
        }
    }

    /// <inheritdoc cref="BatchedTriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void BatchedTriangularSolve(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> x, int batch, int n, int columns, bool lower = true, bool transposed = false)
    {
        CheckSystems(a.Length, b.Length, x.Length, batch, n, columns);
        for (var i = 0; i < batch; i++)
        {
            TriangularSolve(a.Slice(i * n * n, n * n), b.Slice(i * n * columns, n * columns), x.Slice(i * n * columns, n * columns), n, columns, lower, transposed);
        }
    }

    /// <summary><see cref="Solve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int)"/> for each system of a stack.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedSolve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int batch, int n, int columns)
    {
        CheckSystems(a.Length, b.Length, x.Length, batch, n, columns);
        for (var i = 0; i < batch; i++)
        {
            Solve(a.Slice(i * n * n, n * n), b.Slice(i * n * columns, n * columns), x.Slice(i * n * columns, n * columns), n, columns);
        }
    }

    /// <inheritdoc cref="BatchedSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int)"/>
    public static void BatchedSolve(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> x, int batch, int n, int columns)
    {
        CheckSystems(a.Length, b.Length, x.Length, batch, n, columns);
        for (var i = 0; i < batch; i++)
        {
            Solve(a.Slice(i * n * n, n * n), b.Slice(i * n * columns, n * columns), x.Slice(i * n * columns, n * columns), n, columns);
        }
    }

    /// <summary><see cref="Inverse(ReadOnlySpan{double}, Span{double}, int)"/> for each matrix of a stack.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedInverse(ReadOnlySpan<double> a, Span<double> inverse, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckStack(inverse.Length, batch, n, n, nameof(inverse));
        for (var i = 0; i < batch; i++)
        {
            Inverse(a.Slice(i * n * n, n * n), inverse.Slice(i * n * n, n * n), n);
        }
    }

    /// <inheritdoc cref="BatchedInverse(ReadOnlySpan{double}, Span{double}, int, int)"/>
    public static void BatchedInverse(ReadOnlySpan<float> a, Span<float> inverse, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckStack(inverse.Length, batch, n, n, nameof(inverse));
        for (var i = 0; i < batch; i++)
        {
            Inverse(a.Slice(i * n * n, n * n), inverse.Slice(i * n * n, n * n), n);
        }
    }

    /// <summary><see cref="Determinant(ReadOnlySpan{double}, int)"/> of each matrix of a stack.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void Determinants(ReadOnlySpan<double> a, Span<double> determinants, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckLength(determinants.Length, nameof(determinants), batch);
        for (var i = 0; i < batch; i++)
        {
            determinants[i] = Determinant(a.Slice(i * n * n, n * n), n);
        }
    }

    /// <inheritdoc cref="Determinants(ReadOnlySpan{double}, Span{double}, int, int)"/>
    public static void Determinants(ReadOnlySpan<float> a, Span<float> determinants, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckLength(determinants.Length, nameof(determinants), batch);
        for (var i = 0; i < batch; i++)
        {
            determinants[i] = Determinant(a.Slice(i * n * n, n * n), n);
        }
    }

    /// <summary><see cref="LogAbsDeterminant(ReadOnlySpan{double}, int)"/> of each matrix of a stack.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void LogAbsDeterminants(ReadOnlySpan<double> a, Span<double> logarithms, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckLength(logarithms.Length, nameof(logarithms), batch);
        for (var i = 0; i < batch; i++)
        {
            logarithms[i] = LogAbsDeterminant(a.Slice(i * n * n, n * n), n);
        }
    }

    /// <inheritdoc cref="LogAbsDeterminants(ReadOnlySpan{double}, Span{double}, int, int)"/>
    public static void LogAbsDeterminants(ReadOnlySpan<float> a, Span<float> logarithms, int batch, int n)
    {
        CheckStack(a.Length, batch, n, n, nameof(a));
        CheckLength(logarithms.Length, nameof(logarithms), batch);
        for (var i = 0; i < batch; i++)
        {
            logarithms[i] = LogAbsDeterminant(a.Slice(i * n * n, n * n), n);
        }
    }

    internal static void CheckStack(int length, int batch, int rows, int columns, string name)
    {
        CheckSize(batch, nameof(batch));
        CheckSize(rows, "n");
        CheckSize(columns, nameof(columns));
        CheckLength(length, name, batch, rows, columns);
    }

    internal static void CheckSystems(int a, int b, int x, int batch, int n, int columns)
    {
        CheckStack(a, batch, n, n, nameof(a));
        CheckStack(b, batch, n, columns, nameof(b));
        CheckStack(x, batch, n, columns, nameof(x));
    }
}
