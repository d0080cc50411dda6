using System.Runtime.CompilerServices;

namespace SymDiff.Runtime;

/// <summary>
/// Tiles of C = A·B that stay in registers. Every entry is one chain of fused multiply-adds in the order of k, whatever the tile's
/// size, so that results do not depend on blocking, threads or the processor's width.
/// </summary>
internal static unsafe class Tile<TRow, T>
    where TRow : struct, ITileRow<TRow, T>
    where T : unmanaged
{
    /// <summary>Eight rows, for processors with 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<TPacking>(in Tiles<T> t)
        where TPacking : struct, IPacking
    {
        T* a = t.A, c = t.C;
        for (var tile = t.Count; tile > 0; tile--, a += t.ANext, c += 8 * t.CRow)
        {
            TRow r0, r1, r2, r3, r4, r5, r6, r7;
            if (t.Accumulate)
            {
                r0 = TRow.Load(c, t.Last);
                r1 = TRow.Load(c + t.CRow, t.Last);
                r2 = TRow.Load(c + (2 * t.CRow), t.Last);
                r3 = TRow.Load(c + (3 * t.CRow), t.Last);
                r4 = TRow.Load(c + (4 * t.CRow), t.Last);
                r5 = TRow.Load(c + (5 * t.CRow), t.Last);
                r6 = TRow.Load(c + (6 * t.CRow), t.Last);
                r7 = TRow.Load(c + (7 * t.CRow), t.Last);
            }
            else
            {
                r0 = r1 = r2 = r3 = r4 = r5 = r6 = r7 = TRow.Zero;
            }

            T* b = t.B, packed = t.Packed;
            T* a0 = a, a1 = a0 + t.ARow, a2 = a1 + t.ARow, a3 = a2 + t.ARow, a4 = a3 + t.ARow, a5 = a4 + t.ARow, a6 = a5 + t.ARow, a7 = a6 + t.ARow;
            nint aStep = t.AStep, bStep = t.BStep, last = t.Last, end = t.K * aStep;
            for (nint at = 0; at != end; at += aStep, b += bStep)
            {
                var row = TRow.Load(b, last);
                r0 = TRow.MultiplyAdd(r0, a0 + at, row);
                r1 = TRow.MultiplyAdd(r1, a1 + at, row);
                r2 = TRow.MultiplyAdd(r2, a2 + at, row);
                r3 = TRow.MultiplyAdd(r3, a3 + at, row);
                r4 = TRow.MultiplyAdd(r4, a4 + at, row);
                r5 = TRow.MultiplyAdd(r5, a5 + at, row);
                r6 = TRow.MultiplyAdd(r6, a6 + at, row);
                r7 = TRow.MultiplyAdd(r7, a7 + at, row);
                if (TPacking.IsOn)
                {
                    TRow.Store(row, packed, last);
                    packed += TRow.Width;
                    TRow.Prefetch(b + TRow.Width);
                }
            }

            TRow.Store(r0, c, t.Last);
            TRow.Store(r1, c + t.CRow, t.Last);
            TRow.Store(r2, c + (2 * t.CRow), t.Last);
            TRow.Store(r3, c + (3 * t.CRow), t.Last);
            TRow.Store(r4, c + (4 * t.CRow), t.Last);
            TRow.Store(r5, c + (5 * t.CRow), t.Last);
            TRow.Store(r6, c + (6 * t.CRow), t.Last);
            TRow.Store(r7, c + (7 * t.CRow), t.Last);
        }
    }

    /// <summary>Five rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Five<TPacking>(in Tiles<T> t)
        where TPacking : struct, IPacking
    {
        T* a = t.A, c = t.C;
        for (var tile = t.Count; tile > 0; tile--, a += t.ANext, c += 5 * t.CRow)
        {
            TRow r0, r1, r2, r3, r4;
            if (t.Accumulate)
            {
                r0 = TRow.Load(c, t.Last);
                r1 = TRow.Load(c + t.CRow, t.Last);
                r2 = TRow.Load(c + (2 * t.CRow), t.Last);
                r3 = TRow.Load(c + (3 * t.CRow), t.Last);
                r4 = TRow.Load(c + (4 * t.CRow), t.Last);
            }
            else
            {
                r0 = r1 = r2 = r3 = r4 = TRow.Zero;
            }

            T* b = t.B, packed = t.Packed;
            T* a0 = a, a1 = a0 + t.ARow, a2 = a1 + t.ARow, a3 = a2 + t.ARow, a4 = a3 + t.ARow;
            nint aStep = t.AStep, bStep = t.BStep, last = t.Last, end = t.K * aStep;
            for (nint at = 0; at != end; at += aStep, b += bStep)
            {
                var row = TRow.Load(b, last);
                r0 = TRow.MultiplyAdd(r0, a0 + at, row);
                r1 = TRow.MultiplyAdd(r1, a1 + at, row);
                r2 = TRow.MultiplyAdd(r2, a2 + at, row);
                r3 = TRow.MultiplyAdd(r3, a3 + at, row);
                r4 = TRow.MultiplyAdd(r4, a4 + at, row);
                if (TPacking.IsOn)
                {
                    TRow.Store(row, packed, last);
                    packed += TRow.Width;
                    TRow.Prefetch(b + TRow.Width);
                }
            }

            TRow.Store(r0, c, t.Last);
            TRow.Store(r1, c + t.CRow, t.Last);
            TRow.Store(r2, c + (2 * t.CRow), t.Last);
            TRow.Store(r3, c + (3 * t.CRow), t.Last);
            TRow.Store(r4, c + (4 * t.CRow), t.Last);
        }
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<TPacking>(in Tiles<T> t)
        where TPacking : struct, IPacking
    {
        T* a = t.A, c = t.C;
        for (var tile = t.Count; tile > 0; tile--, a += t.ANext, c += 4 * t.CRow)
        {
            TRow r0, r1, r2, r3;
            if (t.Accumulate)
            {
                r0 = TRow.Load(c, t.Last);
                r1 = TRow.Load(c + t.CRow, t.Last);
                r2 = TRow.Load(c + (2 * t.CRow), t.Last);
                r3 = TRow.Load(c + (3 * t.CRow), t.Last);
            }
            else
            {
                r0 = r1 = r2 = r3 = TRow.Zero;
            }

            T* b = t.B, packed = t.Packed;
            T* a0 = a, a1 = a0 + t.ARow, a2 = a1 + t.ARow, a3 = a2 + t.ARow;
            nint aStep = t.AStep, bStep = t.BStep, last = t.Last, end = t.K * aStep;
            for (nint at = 0; at != end; at += aStep, b += bStep)
            {
                var row = TRow.Load(b, last);
                r0 = TRow.MultiplyAdd(r0, a0 + at, row);
                r1 = TRow.MultiplyAdd(r1, a1 + at, row);
                r2 = TRow.MultiplyAdd(r2, a2 + at, row);
                r3 = TRow.MultiplyAdd(r3, a3 + at, row);
                if (TPacking.IsOn)
                {
                    TRow.Store(row, packed, last);
                    packed += TRow.Width;
                    TRow.Prefetch(b + TRow.Width);
                }
            }

            TRow.Store(r0, c, t.Last);
            TRow.Store(r1, c + t.CRow, t.Last);
            TRow.Store(r2, c + (2 * t.CRow), t.Last);
            TRow.Store(r3, c + (3 * t.CRow), t.Last);
        }
    }

    /// <summary>Three rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Three<TPacking>(in Tiles<T> t)
        where TPacking : struct, IPacking
    {
        T* a = t.A, c = t.C;
        for (var tile = t.Count; tile > 0; tile--, a += t.ANext, c += 3 * t.CRow)
        {
            TRow r0, r1, r2;
            if (t.Accumulate)
            {
                r0 = TRow.Load(c, t.Last);
                r1 = TRow.Load(c + t.CRow, t.Last);
                r2 = TRow.Load(c + (2 * t.CRow), t.Last);
            }
            else
            {
                r0 = r1 = r2 = TRow.Zero;
            }

            T* b = t.B, packed = t.Packed;
            T* a0 = a, a1 = a0 + t.ARow, a2 = a1 + t.ARow;
            nint aStep = t.AStep, bStep = t.BStep, last = t.Last, end = t.K * aStep;
            for (nint at = 0; at != end; at += aStep, b += bStep)
            {
                var row = TRow.Load(b, last);
                r0 = TRow.MultiplyAdd(r0, a0 + at, row);
                r1 = TRow.MultiplyAdd(r1, a1 + at, row);
                r2 = TRow.MultiplyAdd(r2, a2 + at, row);
                if (TPacking.IsOn)
                {
                    TRow.Store(row, packed, last);
                    packed += TRow.Width;
                    TRow.Prefetch(b + TRow.Width);
                }
            }

            TRow.Store(r0, c, t.Last);
            TRow.Store(r1, c + t.CRow, t.Last);
            TRow.Store(r2, c + (2 * t.CRow), t.Last);
        }
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two<TPacking>(in Tiles<T> t)
        where TPacking : struct, IPacking
    {
        T* a = t.A, c = t.C;
        for (var tile = t.Count; tile > 0; tile--, a += t.ANext, c += 2 * t.CRow)
        {
            TRow r0, r1;
            if (t.Accumulate)
            {
                r0 = TRow.Load(c, t.Last);
                r1 = TRow.Load(c + t.CRow, t.Last);
            }
            else
            {
                r0 = r1 = TRow.Zero;
            }

            T* b = t.B, packed = t.Packed;
            T* a0 = a, a1 = a0 + t.ARow;
            nint aStep = t.AStep, bStep = t.BStep, last = t.Last, end = t.K * aStep;
            for (nint at = 0; at != end; at += aStep, b += bStep)
            {
                var row = TRow.Load(b, last);
                r0 = TRow.MultiplyAdd(r0, a0 + at, row);
                r1 = TRow.MultiplyAdd(r1, a1 + at, row);
                if (TPacking.IsOn)
                {
                    TRow.Store(row, packed, last);
                    packed += TRow.Width;
                    TRow.Prefetch(b + TRow.Width);
                }
            }

            TRow.Store(r0, c, t.Last);
            TRow.Store(r1, c + t.CRow, t.Last);
        }
    }

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One<TPacking>(in Tiles<T> t)
        where TPacking : struct, IPacking
    {
        T* a = t.A, c = t.C;
        for (var tile = t.Count; tile > 0; tile--, a += t.ANext, c += t.CRow)
        {
            TRow r0;
            if (t.Accumulate)
            {
                r0 = TRow.Load(c, t.Last);
            }
            else
            {
                r0 = TRow.Zero;
            }

            T* b = t.B, packed = t.Packed;
            T* a0 = a;
            nint aStep = t.AStep, bStep = t.BStep, last = t.Last, end = t.K * aStep;
            for (nint at = 0; at != end; at += aStep, b += bStep)
            {
                var row = TRow.Load(b, last);
                r0 = TRow.MultiplyAdd(r0, a0 + at, row);
                if (TPacking.IsOn)
                {
                    TRow.Store(row, packed, last);
                    packed += TRow.Width;
                    TRow.Prefetch(b + TRow.Width);
                }
            }

            TRow.Store(r0, c, t.Last);
        }
    }
}
