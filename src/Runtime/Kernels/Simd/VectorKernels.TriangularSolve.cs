using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

public static partial class VectorKernels
{
    private const int SolveBlock = 32;
    private const int SolveStrip = 128;

    /// <inheritdoc cref="Kernels.TriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, bool, bool)"/>
    public static unsafe void TriangularSolve(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int n, int columns, bool lower = true, bool transposed = false)
    {
        Kernels.CheckSystem(a.Length, b.Length, x.Length, n, columns);
        if (n < SmallestInVectors)
        {
            Kernels.TriangularSolve(a, b, x, n, columns, lower, transposed);
            return;
        }

        b.CopyTo(x);
        fixed (double* pa = a, px = x)
        {
            Solve(Strided<double>.Of(pa, n, n, transposed), px, n, columns, forward: lower != transposed);
        }
    }

    /// <inheritdoc cref="TriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, bool, bool)"/>
    public static void TriangularSolve(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> x, int n, int columns, bool lower = true, bool transposed = false)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideB = new Rented<double>(b.Length);
        using var wideX = new Rented<double>(x.Length);
        Kernels.Widen(a, wideA.Span);
        Kernels.Widen(b, wideB.Span);
        TriangularSolve(wideA.Span, wideB.Span, wideX.Span, n, columns, lower, transposed);
        Kernels.Round(wideX.Span, x);
    }

    /// <summary><see cref="TriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, bool, bool)"/> for each system of a stack.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedTriangularSolve(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int batch, int n, int columns, bool lower = true, bool transposed = false)
    {
        Kernels.CheckSystems(a.Length, b.Length, x.Length, batch, n, columns);
        for (var i = 0; i < batch; i++)
        {
            TriangularSolve(a.Slice(i * n * n, n * n), b.Slice(i * n * columns, n * columns), x.Slice(i * n * columns, n * columns), n, columns, lower, transposed);
        }
    }

    /// <inheritdoc cref="BatchedTriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void BatchedTriangularSolve(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> x, int batch, int n, int columns, bool lower = true, bool transposed = false)
    {
        Kernels.CheckSystems(a.Length, b.Length, x.Length, batch, n, columns);
        for (var i = 0; i < batch; i++)
        {
            TriangularSolve(a.Slice(i * n * n, n * n), b.Slice(i * n * columns, n * columns), x.Slice(i * n * columns, n * columns), n, columns, lower, transposed);
        }
    }

    // X := A⁻¹·X for a triangle A
    private static unsafe void Solve(Strided<double> a, double* x, nint n, nint columns, bool forward)
    {
        Negate(x, columns, n, columns);
        SolveHalves(a, x, n, columns, forward);
    }

    // From −B, half by half: what the rows solved first give to the others is one product of matrices, −B + A·X.
    private static unsafe void SolveHalves(Strided<double> a, double* x, nint n, nint columns, bool forward)
    {
        if (n <= SolveBlock)
        {
            SolveNegated(a, x, n, columns, forward);
            return;
        }

        var size = ((n / 2) + SolveBlock - 1) / SolveBlock * SolveBlock;
        var (solved, rest) = forward ? ((nint)0, size) : (n - size, 0);
        double* first = x + (solved * columns), second = x + (rest * columns);
        SolveHalves(a.From(solved, solved), first, size, columns, forward);
        DoubleProducts.Multiply(a.From(rest, solved), Strided<double>.Of(first, size, columns, transposed: false), second, columns, n - size, size, columns, accumulate: true);
        SolveHalves(a.From(rest, rest), second, n - size, columns, forward);
    }

    // Within a block, row by row, from −B: x[i] = (−b[i] + Σ a[i,p]·x[p])/−a[i,i], for as many columns at once as stay in the first cache.
    private static unsafe void SolveNegated(Strided<double> a, double* x, nint n, nint columns, bool forward)
    {
        for (nint j = 0; j < columns; j += SolveStrip)
        {
            var width = nint.Min(SolveStrip, columns - j);
            for (nint step = 0; step < n; step++)
            {
                var i = forward ? step : n - 1 - step;
                var from = forward ? 0 : i + 1;
                var row = x + (i * columns) + j;
                DoubleProducts.Multiply(a.From(i, from), new((nint)(x + (from * columns) + j), columns, 1), row, columns, 1, step, width, accumulate: true);
                Divide(row, width, -*a.At(i, i));
            }
        }
    }

    private static unsafe void Divide(double* x, nint n, double divisor)
    {
        nint i = 0;
        for (; i + 4 <= n; i += 4)
        {
            (Vector256.Load(x + i) / divisor).Store(x + i);
        }

        for (; i < n; i++)
        {
            x[i] /= divisor;
        }
    }

    private static unsafe void Negate(double* x, nint row, nint rows, nint columns)
    {
        for (nint r = 0; r < rows; r++, x += row)
        {
            nint i = 0;
            for (; i + 4 <= columns; i += 4)
            {
                (-Vector256.Load(x + i)).Store(x + i);
            }

            for (; i < columns; i++)
            {
                x[i] = -x[i];
            }
        }
    }
}
