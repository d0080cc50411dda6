using System.Buffers;
using System.Runtime.CompilerServices;

namespace SymDiff.Runtime;

/// <content>Products of fewer columns than a vector has lanes.</content>
internal static unsafe partial class MatrixProduct<TLanes, TVector, T>
{
    // Cᵀ = Bᵀ·Aᵀ for fewer columns than lanes, which run along the rows: of some rows at a time, whose part of A is transposed where it has to be.
    [SkipLocalsInit]
    private static void MultiplyThin(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        const int depths = 64;
        var sums = stackalloc T[(int)n * 3 * Lanes];
        var scratch = stackalloc T[a.Row == 1 ? 0 : ((depths + Lanes) * 3 * Lanes) + (Alignment / sizeof(T))];
        var panel = (T*)(((nint)scratch + Alignment - 1) & -Alignment);
        for (nint i = 0; i < m;)
        {
            var width = PanelWidth(m - i) * Lanes;
            var rows = nint.Min(width, m - i);
            if (accumulate)
            {
                Transpose(c + (i * cRow), 1, cRow, sums, width, 1, n, rows);
            }

            for (nint p = 0; p < k;)
            {
                var depth = a.Row == 1 || k - p < depths + Lanes ? k - p : depths;
                if (a.Row != 1)
                {
                    Packing<T>.Pack(a.At(i, p), a.Row, a.Step, panel, width, rows, depth);
                }

                var block = new Block(b.From(p, 0).Transposed, (nint)sums, width, n, depth, rows, PackedA: false, accumulate || p > 0);
                MultiplyPanels(block, a.Row == 1 ? a.At(i, p) : panel, a.Row == 1 ? a.Step : width, packed: null, Panels.Direct);
                p += depth;
            }

            Transpose(sums, width, 1, c + (i * cRow), 1, cRow, n, rows);
            i += rows;
        }
    }

    // Less than a vector both ways: B is continued by zeros, and what they give stays in a buffer.
    private static void MultiplyTiny(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        var rented = ArrayPool<T>.Shared.Rent((int)((k + m) * Lanes));
        fixed (T* wideB = rented)
        {
            var wideC = wideB + (k * Lanes);
            new Span<T>(wideB, (int)((k + m) * Lanes)).Clear();
            Transpose(b.At(0, 0), b.Row, b.Step, wideB, Lanes, 1, k, n);
            if (accumulate)
            {
                Transpose(c, cRow, 1, wideC, Lanes, 1, m, n);
            }

            MultiplyPanels(new(a, (nint)wideC, Lanes, m, k, Lanes, PackedA: false, accumulate), wideB, Lanes, packed: null, Panels.Direct);
            Transpose(wideC, Lanes, 1, c, cRow, 1, m, n);
        }

        ArrayPool<T>.Shared.Return(rented);
    }

    private static void Transpose(T* source, nint sourceRow, nint sourceStep, T* target, nint targetRow, nint targetStep, nint rows, nint columns)
    {
        for (nint i = 0; i < rows; i++)
        {
            T* from = source + (i * sourceRow), to = target + (i * targetRow);
            for (nint j = 0; j < columns; j++, from += sourceStep, to += targetStep)
            {
                *to = *from;
            }
        }
    }
}
