using System.Runtime.CompilerServices;

namespace SymDiff.Runtime;

/// <summary>
/// Tiles of C = A·B that stay in registers. Every entry is one chain of fused multiply-adds in the order of k, whatever the tile's
/// size, so that results do not depend on blocking, threads or the processor's width.
/// </summary>
/// <remarks>A's rows lie aRow apart and its columns aStep, B's rows bStep, C's rows cRow. Accumulating, the chain begins with C's entry.</remarks>
internal static unsafe class Tile<TRow, T>
    where TRow : struct, ITileRow<TRow, T>
    where T : unmanaged
{
    /// <summary>Eight rows, for processors with 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight(T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, nint k, bool accumulate)
    {
        TRow r0, r1, r2, r3, r4, r5, r6, r7;
        if (accumulate)
        {
            r0 = TRow.Load(c);
            r1 = TRow.Load(c + cRow);
            r2 = TRow.Load(c + (2 * cRow));
            r3 = TRow.Load(c + (3 * cRow));
            r4 = TRow.Load(c + (4 * cRow));
            r5 = TRow.Load(c + (5 * cRow));
            r6 = TRow.Load(c + (6 * cRow));
            r7 = TRow.Load(c + (7 * cRow));
        }
        else
        {
            r0 = r1 = r2 = r3 = r4 = r5 = r6 = r7 = TRow.Zero;
        }

        T* a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow;
        var end = k * aStep;
        for (nint at = 0; at != end; at += aStep)
        {
            var row = TRow.Load(b);
            r0 = TRow.MultiplyAdd(r0, a0 + at, row);
            r1 = TRow.MultiplyAdd(r1, a1 + at, row);
            r2 = TRow.MultiplyAdd(r2, a2 + at, row);
            r3 = TRow.MultiplyAdd(r3, a3 + at, row);
            r4 = TRow.MultiplyAdd(r4, a4 + at, row);
            r5 = TRow.MultiplyAdd(r5, a5 + at, row);
            r6 = TRow.MultiplyAdd(r6, a6 + at, row);
            r7 = TRow.MultiplyAdd(r7, a7 + at, row);
            b += bStep;
        }

        TRow.Store(r0, c);
        TRow.Store(r1, c + cRow);
        TRow.Store(r2, c + (2 * cRow));
        TRow.Store(r3, c + (3 * cRow));
        TRow.Store(r4, c + (4 * cRow));
        TRow.Store(r5, c + (5 * cRow));
        TRow.Store(r6, c + (6 * cRow));
        TRow.Store(r7, c + (7 * cRow));
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, nint k, bool accumulate)
    {
        TRow r0, r1, r2, r3;
        if (accumulate)
        {
            r0 = TRow.Load(c);
            r1 = TRow.Load(c + cRow);
            r2 = TRow.Load(c + (2 * cRow));
            r3 = TRow.Load(c + (3 * cRow));
        }
        else
        {
            r0 = r1 = r2 = r3 = TRow.Zero;
        }

        T* a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        var end = k * aStep;
        for (nint at = 0; at != end; at += aStep)
        {
            var row = TRow.Load(b);
            r0 = TRow.MultiplyAdd(r0, a0 + at, row);
            r1 = TRow.MultiplyAdd(r1, a1 + at, row);
            r2 = TRow.MultiplyAdd(r2, a2 + at, row);
            r3 = TRow.MultiplyAdd(r3, a3 + at, row);
            b += bStep;
        }

        TRow.Store(r0, c);
        TRow.Store(r1, c + cRow);
        TRow.Store(r2, c + (2 * cRow));
        TRow.Store(r3, c + (3 * cRow));
    }

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, nint k, bool accumulate)
    {
        TRow r0;
        if (accumulate)
        {
            r0 = TRow.Load(c);
        }
        else
        {
            r0 = TRow.Zero;
        }

        var end = k * aStep;
        for (nint at = 0; at != end; at += aStep)
        {
            var row = TRow.Load(b);
            r0 = TRow.MultiplyAdd(r0, a + at, row);
            b += bStep;
        }

        TRow.Store(r0, c);
    }
}
