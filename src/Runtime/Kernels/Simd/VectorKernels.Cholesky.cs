using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

public static partial class VectorKernels
{
    private const int CholeskyBlock = 32;
    private const int SmallestInVectors = 10;   // rows of a matrix; for 8 the plain code takes 0.75 of the time, for 12 1.1

    /// <inheritdoc cref="Kernels.Cholesky(ReadOnlySpan{double}, Span{double}, int)"/>
    public static unsafe void Cholesky(ReadOnlySpan<double> a, Span<double> l, int n)
    {
        Kernels.CheckSize(n, nameof(n));
        Kernels.CheckLength(a.Length, nameof(a), n, n);
        Kernels.CheckLength(l.Length, nameof(l), n, n);
        if (n < SmallestInVectors)
        {
            Kernels.Cholesky(a, l, n);
            return;
        }

        a.CopyTo(l);
        using var panel = new Rented<double>(n * CholeskyBlock);
        fixed (double* pl = l, workspace = panel.Span)
        {
            if (!Factorise(pl, n, workspace))
            {
                l.Fill(double.NaN);
                return;
            }
        }

        for (var i = 0; i < n; i++)
        {
            l.Slice((i * n) + i + 1, n - i - 1).Clear();
        }
    }

    /// <inheritdoc cref="Cholesky(ReadOnlySpan{double}, Span{double}, int)"/>
    public static void Cholesky(ReadOnlySpan<float> a, Span<float> l, int n)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideL = new Rented<double>(l.Length);
        Kernels.Widen(a, wideA.Span);
        Cholesky(wideA.Span, wideL.Span, n);
        Kernels.Round(wideL.Span, l);
    }

    /// <summary><see cref="Cholesky(ReadOnlySpan{double}, Span{double}, int)"/> for each matrix of a stack; one that is not positive definite gives NaN in its own place.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedCholesky(ReadOnlySpan<double> a, Span<double> l, int batch, int n)
    {
        Kernels.CheckStack(a.Length, batch, n, n, nameof(a));
        Kernels.CheckStack(l.Length, batch, n, n, nameof(l));
        for (var i = 0; i < batch; i++)
        {
            Cholesky(a.Slice(i * n * n, n * n), l.Slice(i * n * n, n * n), n);
        }
    }

    /// <inheritdoc cref="BatchedCholesky(ReadOnlySpan{double}, Span{double}, int, int)"/>
    public static void BatchedCholesky(ReadOnlySpan<float> a, Span<float> l, int batch, int n)
    {
        Kernels.CheckStack(a.Length, batch, n, n, nameof(a));
        Kernels.CheckStack(l.Length, batch, n, n, nameof(l));
        for (var i = 0; i < batch; i++)
        {
            Cholesky(a.Slice(i * n * n, n * n), l.Slice(i * n * n, n * n), n);
        }
    }

    // Block column by block column: what is to the left is taken off by a product, the block on the diagonal is factorised, and the rows below
    // solve X·Lᵀ = B as L·Xᵀ = Bᵀ, so that the lanes run along the rows of B.
    private static unsafe bool Factorise(double* l, nint n, double* panel)
    {
        for (nint j = 0; j < n; j += CholeskyBlock)
        {
            var size = nint.Min(CholeskyBlock, n - j);
            var diagonal = l + (j * n) + j;
            var left = new Strided<double>((nint)(l + (j * n)), n, 1);
            Negate(diagonal, n, n - j, size);
            DoubleProducts.Multiply(left, new(left.Address, 1, n), diagonal, n, n - j, j, size, accumulate: true);
            Negate(diagonal, n, n - j, size);
            if (!FactoriseBlock(diagonal, n, size))
            {
                return false;
            }

            var below = n - j - size;
            Packing<double>.Pack(diagonal + (size * n), n, 1, panel, below, below, size);
            Solve(new((nint)diagonal, n, 1), panel, size, below, forward: true);
            Packing<double>.Pack(panel, below, 1, diagonal + (size * n), n, size, below);
        }

        return true;
    }

    // Row by row of U = Lᵀ, whose entries lie beside each other: U[j,i] = (A[j,i] − Σₖ U[k,j]·U[k,i])/U[j,j], from −A on. What lies below U's diagonal is not read,
    // so that rows may begin where a vector does.
    [SkipLocalsInit]
    private static unsafe bool FactoriseBlock(double* l, nint row, nint n)
    {
        var u = stackalloc double[CholeskyBlock * CholeskyBlock];
        Packing<double>.Pack(l, row, 1, u, n, n, n);
        Negate(u, n, n, n);
        for (nint j = 0; j < n; j++)
        {
            var start = j & -Vector256<double>.Count;
            double* above = u + start, at = above + (j * n);
            VectorProduct<Doubles256, Vector256<double>, double>.Combination(u + j, n, above, n, at, j, n - start, accumulate: true);
            var rest = -at[j - start];
            if (!(rest > 0) || double.IsInfinity(rest))
            {
                return false; // also NaN
            }

            var root = Math.Sqrt(rest);
            Divide(at, n - start, -root);
            at[j - start] = root;
        }

        Packing<double>.Pack(u, n, 1, l, row, n, n);
        return true;
    }
}
