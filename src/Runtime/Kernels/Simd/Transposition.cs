using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SymDiff.Runtime;

/// <summary>As many rows as a vector of 512 bits has lanes become as many columns: a square block at a time, in registers.</summary>
internal static unsafe class Transposition
{
    /// <summary>
    /// target[p·stride + i] = source[i·row + p] for i below the width and p below k, neither less than a vector: the last blocks lie over those before,
    /// but a last row or two cost less one by one.
    /// </summary>
    public static void Pack<T>(T* source, nint row, T* target, nint stride, nint width, nint k)
        where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        var (rows, columns) = (InBlocks(width, lanes), InBlocks(k, lanes));
        for (nint done = 0; done < rows; done += lanes)
        {
            var i = nint.Min(done, rows - lanes);
            if (sizeof(T) == 8)
            {
                PackEight((double*)(source + (i * row)), row, (double*)(target + i), stride, columns);
            }
            else
            {
                PackSixteen((float*)(source + (i * row)), row, (float*)(target + i), stride, columns);
            }
        }

        PackOnes(source + columns, row, target + (columns * stride), stride, rows, k - columns);
        PackOnes(source + (rows * row), row, target + rows, stride, width - rows, k);
    }

    private static nint InBlocks(nint length, nint lanes) => 8 * (length % lanes) <= lanes ? length - (length % lanes) : length;

    private static void PackOnes<T>(T* source, nint row, T* target, nint stride, nint width, nint k)
        where T : unmanaged
    {
        for (nint i = 0; i < width; i++, source += row, target++)
        {
            for (nint p = 0; p < k; p++)
            {
                target[p * stride] = source[p];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackEight(double* source, nint row, double* target, nint stride, nint k)
    {
        for (nint done = 0; done < k; done += 8)
        {
            var p = nint.Min(done, k - 8);
            double* first = source + p, fourth = first + (4 * row), to = target + (p * stride);
            var (r0, r1, r2, r3) = (Vector512.Load(first), Vector512.Load(first + row), Vector512.Load(first + (2 * row)), Vector512.Load(first + (3 * row)));
            var (r4, r5, r6, r7) = (Vector512.Load(fourth), Vector512.Load(fourth + row), Vector512.Load(fourth + (2 * row)), Vector512.Load(fourth + (3 * row)));
            var (even0, even1, even2, even3) = (Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7));
            var (odd0, odd1, odd2, odd3) = (Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7));
            StoreQuarters(even0, even1, even2, even3, to, 2 * stride);
            StoreQuarters(odd0, odd1, odd2, odd3, to + stride, 2 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackSixteen(float* source, nint row, float* target, nint stride, nint k)
    {
        for (nint done = 0; done < k; done += 16)
        {
            var p = nint.Min(done, k - 16);
            float* first = source + p, to = target + (p * stride);
            var (a0, a1, a2, a3) = FourRows(first, row);
            var (b0, b1, b2, b3) = FourRows(first + (4 * row), row);
            var (c0, c1, c2, c3) = FourRows(first + (8 * row), row);
            var (d0, d1, d2, d3) = FourRows(first + (12 * row), row);
            StoreQuarters(a0, b0, c0, d0, (double*)to, 2 * stride);
            StoreQuarters(a1, b1, c1, d1, (double*)(to + stride), 2 * stride);
            StoreQuarters(a2, b2, c2, d2, (double*)(to + (2 * stride)), 2 * stride);
            StoreQuarters(a3, b3, c3, d3, (double*)(to + (3 * stride)), 2 * stride);
        }
    }

    // Of four rows, in quarter q of the vector i: their entries of column 4q + i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>) FourRows(float* source, nint row)
    {
        var (r0, r1, r2, r3) = (Vector512.Load(source), Vector512.Load(source + row), Vector512.Load(source + (2 * row)), Vector512.Load(source + (3 * row)));
        var (low01, low23) = (Avx512F.UnpackLow(r0, r1).AsDouble(), Avx512F.UnpackLow(r2, r3).AsDouble());
        var (high01, high23) = (Avx512F.UnpackHigh(r0, r1).AsDouble(), Avx512F.UnpackHigh(r2, r3).AsDouble());
        return (Avx512F.UnpackLow(low01, low23), Avx512F.UnpackHigh(low01, low23), Avx512F.UnpackLow(high01, high23), Avx512F.UnpackHigh(high01, high23));
    }

    // The first quarters of four vectors beside each other, a step further the second ones, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, double* target, nint step)
    {
        var (ab02, ab13) = (Avx512F.Shuffle4x128(a, b, 0x88), Avx512F.Shuffle4x128(a, b, 0xdd));
        var (cd02, cd13) = (Avx512F.Shuffle4x128(c, d, 0x88), Avx512F.Shuffle4x128(c, d, 0xdd));
        Avx512F.Shuffle4x128(ab02, cd02, 0x88).Store(target);
        Avx512F.Shuffle4x128(ab13, cd13, 0x88).Store(target + step);
        Avx512F.Shuffle4x128(ab02, cd02, 0xdd).Store(target + (2 * step));
        Avx512F.Shuffle4x128(ab13, cd13, 0xdd).Store(target + (3 * step));
    }
}
