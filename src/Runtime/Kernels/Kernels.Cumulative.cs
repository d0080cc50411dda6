namespace SymDiff.Runtime;

// Values carried along the middle axis of outer×length×inner elements, row of inner elements by row. Floats are carried in double
// and rounded once, in workspace from the pool.
public static partial class Kernels
{
    /// <summary>y[i] = x[0] + … + x[i] along the middle axis; without x[i] when exclusive, from the last row to the first in reverse.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void CumulativeSum(ReadOnlySpan<double> x, Span<double> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        CheckAxis(x.Length, y.Length, outer, length, inner);
        for (var row = 0; row < outer * length; row++)
        {
            var (current, before) = Rows(row, length, inner, reverse);
            var added = exclusive ? before : current;
            for (var k = 0; k < inner; k++)
            {
                y[current + k] = (before < 0 ? 0 : y[before + k]) + (added < 0 ? 0 : x[added + k]);
            }
        }
    }

    /// <inheritdoc cref="CumulativeSum(ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void CumulativeSum(ReadOnlySpan<float> x, Span<float> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        using var wideX = new Rented<double>(x.Length);
        using var wideY = new Rented<double>(y.Length);
        Widen(x, wideX.Span);
        CumulativeSum(wideX.Span, wideY.Span, outer, length, inner, exclusive, reverse);
        Round(wideY.Span, y);
    }

    /// <summary>y[i] = x[0]·…·x[i] along the middle axis; without x[i] when exclusive, from the last row to the first in reverse.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void CumulativeProduct(ReadOnlySpan<double> x, Span<double> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        CheckAxis(x.Length, y.Length, outer, length, inner);
        for (var row = 0; row < outer * length; row++)
        {
            var (current, before) = Rows(row, length, inner, reverse);
            var factor = exclusive ? before : current;
            for (var k = 0; k < inner; k++)
            {
                y[current + k] = (before < 0 ? 1 : y[before + k]) * (factor < 0 ? 1 : x[factor + k]);
            }
        }
    }

    /// <inheritdoc cref="CumulativeProduct(ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void CumulativeProduct(ReadOnlySpan<float> x, Span<float> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        using var wideX = new Rented<double>(x.Length);
        using var wideY = new Rented<double>(y.Length);
        Widen(x, wideX.Span);
        CumulativeProduct(wideX.Span, wideY.Span, outer, length, inner, exclusive, reverse);
        Round(wideY.Span, y);
    }

    /// <summary>y[i] = a[i]·y[i−1] + b[i] along the middle axis with y[−1] = 0, so that a[0] is not read; from the last row to the first in reverse.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void LinearRecurrence(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y, int outer, int length, int inner, bool reverse = false)
    {
        CheckAxis(b.Length, y.Length, outer, length, inner);
        CheckLength(a.Length, nameof(a), outer, length, inner);
        for (var row = 0; row < outer * length; row++)
        {
            var (current, before) = Rows(row, length, inner, reverse);
            for (var k = 0; k < inner; k++)
            {
                y[current + k] = before < 0 ? b[current + k] : (a[current + k] * y[before + k]) + b[current + k];
            }
        }
    }

    /// <inheritdoc cref="LinearRecurrence(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, bool)"/>
    public static void LinearRecurrence(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, int outer, int length, int inner, bool reverse = false)
    {
        using var wideA = new Rented<double>(a.Length);
        using var wideB = new Rented<double>(b.Length);
        using var wideY = new Rented<double>(y.Length);
        Widen(a, wideA.Span);
        Widen(b, wideB.Span);
        LinearRecurrence(wideA.Span, wideB.Span, wideY.Span, outer, length, inner, reverse);
        Round(wideY.Span, y);
    }

    // Where the row-th row to be visited starts, and the row visited before it (−1: none).
    private static (int Current, int Before) Rows(int row, int length, int inner, bool reverse)
    {
        var step = row % length;
        var at = row - step + (reverse ? length - 1 - step : step);
        return (at * inner, step == 0 ? -1 : (reverse ? at + 1 : at - 1) * inner);
    }

    private static void CheckAxis(int x, int y, int outer, int length, int inner)
    {
        CheckSize(outer, nameof(outer));
        CheckSize(length, nameof(length));
        CheckSize(inner, nameof(inner));
        CheckLength(x, nameof(x), outer, length, inner);
        CheckLength(y, nameof(y), outer, length, inner);
    }
}
