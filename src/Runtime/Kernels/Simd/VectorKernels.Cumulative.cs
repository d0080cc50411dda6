using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

public static partial class VectorKernels
{
    /// <inheritdoc cref="Kernels.CumulativeSum(ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void CumulativeSum(ReadOnlySpan<double> x, Span<double> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        Kernels.CheckAxis(x.Length, y.Length, outer, length, inner);
        if (inner == 1) ScanRows<Additions>(x, y, outer, length, exclusive, reverse);
        else Kernels.CumulativeSum(x, y, outer, length, inner, exclusive, reverse);
    }

    /// <inheritdoc cref="CumulativeSum(ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void CumulativeSum(ReadOnlySpan<float> x, Span<float> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        using var wideX = new Rented<double>(x.Length);
        using var wideY = new Rented<double>(y.Length);
        Kernels.Widen(x, wideX.Span);
        CumulativeSum(wideX.Span, wideY.Span, outer, length, inner, exclusive, reverse);
        Kernels.Round(wideY.Span, y);
    }

    /// <inheritdoc cref="Kernels.CumulativeProduct(ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void CumulativeProduct(ReadOnlySpan<double> x, Span<double> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        Kernels.CheckAxis(x.Length, y.Length, outer, length, inner);
        if (inner == 1) ScanRows<Multiplications>(x, y, outer, length, exclusive, reverse);
        else Kernels.CumulativeProduct(x, y, outer, length, inner, exclusive, reverse);
    }

    /// <inheritdoc cref="CumulativeProduct(ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool)"/>
    public static void CumulativeProduct(ReadOnlySpan<float> x, Span<float> y, int outer, int length, int inner, bool exclusive = false, bool reverse = false)
    {
        using var wideX = new Rented<double>(x.Length);
        using var wideY = new Rented<double>(y.Length);
        Kernels.Widen(x, wideX.Span);
        CumulativeProduct(wideX.Span, wideY.Span, outer, length, inner, exclusive, reverse);
        Kernels.Round(wideY.Span, y);
    }

    private static void ScanRows<T>(ReadOnlySpan<double> x, Span<double> y, int outer, int length, bool exclusive, bool reverse)
        where T : struct, IScanned
    {
        for (var o = 0; o < outer; o++)
        {
            var row = x.Slice(o * length, length);
            var result = y.Slice(o * length, length);
            if (reverse) ScanBack<T>(row, result, exclusive);
            else Scan<T>(row, result, exclusive);
        }
    }

    // Four entries at a time are scanned in two steps (Hillis and Steele, 1986); what came before goes to all of them at once, so that only one operation in four
    // entries waits for the one before.
    private static void Scan<T>(ReadOnlySpan<double> x, Span<double> y, bool exclusive)
        where T : struct, IScanned
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        var none = Vector256.Create(T.None);
        var before = none;
        var i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            var scan = Vector256.LoadUnsafe(ref from, (nuint)i);
            scan = T.Of(scan, Vector256.ConditionalSelect(FirstLane, none, Vector256.Shuffle(scan, Vector256.Create(0L, 0, 1, 2))));
            scan = T.Of(scan, Vector256.ConditionalSelect(FirstLanes, none, Vector256.Shuffle(scan, Vector256.Create(0L, 0, 0, 1))));
            var result = exclusive ? Vector256.ConditionalSelect(FirstLane, none, Vector256.Shuffle(scan, Vector256.Create(0L, 0, 1, 2))) : scan;
            T.Of(before, result).StoreUnsafe(ref to, (nuint)i);
            before = T.Of(before, Vector256.Shuffle(scan, Vector256.Create(3L, 3, 3, 3)));
        }

        var total = before.ToScalar();
        for (; i < x.Length; i++)
        {
            var next = T.Of(total, x[i]);
            y[i] = exclusive ? total : next;
            total = next;
        }
    }

    // The same from the last entry on.
    private static void ScanBack<T>(ReadOnlySpan<double> x, Span<double> y, bool exclusive)
        where T : struct, IScanned
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        var none = Vector256.Create(T.None);
        var behind = none;
        var i = x.Length;
        for (; i >= 4; i -= 4)
        {
            var scan = Vector256.LoadUnsafe(ref from, (nuint)(i - 4));
            scan = T.Of(scan, Vector256.ConditionalSelect(LastLane, none, Vector256.Shuffle(scan, Vector256.Create(1L, 2, 3, 3))));
            scan = T.Of(scan, Vector256.ConditionalSelect(LastLanes, none, Vector256.Shuffle(scan, Vector256.Create(2L, 3, 3, 3))));
            var result = exclusive ? Vector256.ConditionalSelect(LastLane, none, Vector256.Shuffle(scan, Vector256.Create(1L, 2, 3, 3))) : scan;
            T.Of(behind, result).StoreUnsafe(ref to, (nuint)(i - 4));
            behind = T.Of(behind, Vector256.Shuffle(scan, Vector256<long>.Zero));
        }

        var total = behind.ToScalar();
        while (--i >= 0)
        {
            var next = T.Of(total, x[i]);
            y[i] = exclusive ? total : next;
            total = next;
        }
    }

    private static Vector256<double> FirstLane => Vector256.Create(-1L, 0, 0, 0).AsDouble();

    private static Vector256<double> FirstLanes => Vector256.Create(-1L, -1, 0, 0).AsDouble();

    private static Vector256<double> LastLane => Vector256.Create(0L, 0, 0, -1).AsDouble();

    private static Vector256<double> LastLanes => Vector256.Create(0L, 0, -1, -1).AsDouble();

    private interface IScanned
    {
        static abstract double None { get; }

        static abstract double Of(double a, double b);

        static abstract Vector256<double> Of(Vector256<double> a, Vector256<double> b);
    }

    private readonly struct Additions : IScanned
    {
        public static double None => 0;

        public static double Of(double a, double b) => a + b;

        public static Vector256<double> Of(Vector256<double> a, Vector256<double> b) => a + b;
    }

    private readonly struct Multiplications : IScanned
    {
        public static double None => 1;

        public static double Of(double a, double b) => a * b;

        public static Vector256<double> Of(Vector256<double> a, Vector256<double> b) => a * b;
    }
}
