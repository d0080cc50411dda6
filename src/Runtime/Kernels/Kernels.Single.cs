namespace SymDiff.Runtime;

// Factorisations of float matrices: computed in double and rounded once, in workspace from the pool.
public static partial class Kernels
{
    /// <inheritdoc cref="Cholesky(ReadOnlySpan{double}, Span{double}, int)"/>
    public static void Cholesky(ReadOnlySpan<float> a, Span<float> l, int n)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideL = new Rented<double>(l.Length);
        Widen(a, wideA.Span);
        Cholesky(wideA.Span, wideL.Span, n);
        Round(wideL.Span, l);
    }

    /// <inheritdoc cref="TriangularSolve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, bool, bool)"/>
    public static void TriangularSolve(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> x, int n, int columns, bool lower = true, bool transposed = false)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideB = new Rented<double>(b.Length);
        using var wideX = new Rented<double>(x.Length);
        Widen(a, wideA.Span);
        Widen(b, wideB.Span);
        TriangularSolve(wideA.Span, wideB.Span, wideX.Span, n, columns, lower, transposed);
        Round(wideX.Span, x);
    }

    /// <inheritdoc cref="Solve(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int)"/>
    public static void Solve(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> x, int n, int columns)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideB = new Rented<double>(b.Length);
        using var wideX = new Rented<double>(x.Length);
        Widen(a, wideA.Span);
        Widen(b, wideB.Span);
        Solve(wideA.Span, wideB.Span, wideX.Span, n, columns);
        Round(wideX.Span, x);
    }

    /// <inheritdoc cref="Inverse(ReadOnlySpan{double}, Span{double}, int)"/>
    public static void Inverse(ReadOnlySpan<float> a, Span<float> inverse, int n)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideInverse = new Rented<double>(inverse.Length);
        Widen(a, wideA.Span);
        Inverse(wideA.Span, wideInverse.Span, n);
        Round(wideInverse.Span, inverse);
    }

    /// <inheritdoc cref="Determinant(ReadOnlySpan{double}, int)"/>
    public static float Determinant(ReadOnlySpan<float> a, int n)
    {
        using var wide = new Rented<double>(a.Length);
        Widen(a, wide.Span);
        return (float)Determinant(wide.Span, n);
    }

    /// <inheritdoc cref="LogAbsDeterminant(ReadOnlySpan{double}, int, out double)"/>
    public static float LogAbsDeterminant(ReadOnlySpan<float> a, int n, out float sign)
    {
        using var wide = new Rented<double>(a.Length);
        Widen(a, wide.Span);
        var result = (float)LogAbsDeterminant(wide.Span, n, out var wideSign);
        sign = (float)wideSign;
        return result;
    }

    /// <inheritdoc cref="LogAbsDeterminant(ReadOnlySpan{double}, int)"/>
    public static float LogAbsDeterminant(ReadOnlySpan<float> a, int n) => LogAbsDeterminant(a, n, out _);

    internal static void Widen(ReadOnlySpan<float> source, Span<double> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i];
        }
    }

    internal static void Round(ReadOnlySpan<double> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = (float)source[i];
        }
    }
}
