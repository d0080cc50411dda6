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
        Accumulate<Addition>(x, y, outer, length, inner, exclusive, reverse);
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
        Accumulate<Multiplication>(x, y, outer, length, inner, exclusive, reverse);
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
        if (inner == 1)
        {
            for (var o = 0; o < outer; o++) Recur(a.Slice(o * length, length), b.Slice(o * length, length), y.Slice(o * length, length), reverse);
            return;
        }

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

    private static void Recur(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y, bool reverse)
    {
        var last = 0.0;
        var step = reverse ? -1 : 1;
        for (int i = 0, at = reverse ? b.Length - 1 : 0; i < b.Length; i++, at += step) y[at] = last = i == 0 ? b[at] : (a[at] * last) + b[at];
    }

    private interface ICombination
    {
        double None { get; }

        double Of(double total, double next);
    }

    private static void Accumulate<T>(ReadOnlySpan<double> x, Span<double> y, int outer, int length, int inner, bool exclusive, bool reverse)
        where T : struct, ICombination
    {
        if (inner == 1)
        {
            for (var o = 0; o < outer; o++) Accumulate<T>(x.Slice(o * length, length), y.Slice(o * length, length), exclusive, reverse);
            return;
        }

        var combination = default(T);
        for (var row = 0; row < outer * length; row++)
        {
            var (current, before) = Rows(row, length, inner, reverse);
            var added = exclusive ? before : current;
            for (var k = 0; k < inner; k++)
            {
                y[current + k] = combination.Of(before < 0 ? combination.None : y[before + k], added < 0 ? combination.None : x[added + k]);
            }
        }
    }

    // Along contiguous entries the total stays in a register.
    private static void Accumulate<T>(ReadOnlySpan<double> x, Span<double> y, bool exclusive, bool reverse)
        where T : struct, ICombination
    {
        var total = default(T).None;
        var step = reverse ? -1 : 1;
        for (int i = 0, at = reverse ? x.Length - 1 : 0; i < x.Length; i++, at += step)
        {
            var next = default(T).Of(total, x[at]);
            y[at] = exclusive ? total : next;
            total = next;
        }
    }

    // Where the row-th row to be visited starts, and the row visited before it (−1: none).
    private static (int Current, int Before) Rows(int row, int length, int inner, bool reverse)
    {
        var step = row % length;
        var at = row - step + (reverse ? length - 1 - step : step);
        return (at * inner, step == 0 ? -1 : (reverse ? at + 1 : at - 1) * inner);
    }

    internal static void CheckAxis(int x, int y, int outer, int length, int inner)
    {
        CheckSize(outer, nameof(outer));
        CheckSize(length, nameof(length));
        CheckSize(inner, nameof(inner));
        CheckLength(x, nameof(x), outer, length, inner);
        CheckLength(y, nameof(y), outer, length, inner);
    }

    private readonly struct Addition : ICombination
    {
        public double None => 0;

        public double Of(double total, double next) => total + next;
    }

    private readonly struct Multiplication : ICombination
    {
        public double None => 1;

        public double Of(double total, double next) => total * next;
    }
}
