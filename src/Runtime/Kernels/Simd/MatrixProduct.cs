using System.Buffers;

namespace SymDiff.Runtime;

/// <summary>
/// C = A·B or C += A·B in blocks: panels of B of a tile's width, packed where they do not lie in the first cache anyway; blocks of A packed
/// for the second cache when they are reused often.
/// </summary>
internal static unsafe class MatrixProduct<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private const int BlockK = 256;
    private const int BlockM = 128;
    private const int BlockN = 1536;
    private const int Alignment = 64;

    private static int Lanes => TLanes.Count;

    private static bool IsWide => TLanes.Count * sizeof(T) == 64;

    public static void Multiply(Strided<T> a, Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        if (k == 0)
        {
            Clear(c, cRow, m, accumulate ? 0 : n);
            return;
        }

        var packB = b.Step != 1 || k * n * sizeof(T) > 32 * 1024 || n % Lanes != 0;
        if (!packB)
        {
            MultiplyPanels(a, packedA: false, b, packedB: false, c, cRow, m, k, n, accumulate);
            return;
        }

        var packA = n > 12 * Lanes && m * k * sizeof(T) > 128 * 1024 || (a.Step != 1 && n > 3 * Lanes && k > 64);
        var (blockK, blockM, blockN) = (nint.Min(BlockK, k), packA ? nint.Min(BlockM, m) : m, nint.Min(BlockN, n));
        var sizeB = blockK * (blockN + (3 * Lanes));
        var rented = ArrayPool<T>.Shared.Rent((int)(sizeB + (packA ? blockM * blockK : 0) + (Alignment / sizeof(T))));
        fixed (T* start = rented)
        {
            var panelsB = (T*)(((nint)start + Alignment - 1) & -Alignment);
            var panelsA = panelsB + sizeB;
            for (nint p = 0; p < k; p += blockK)
            {
                var depth = nint.Min(blockK, k - p);
                for (nint j = 0; j < n; j += blockN)
                {
                    var columns = nint.Min(blockN, n - j);
                    PackB(b.At(p, j), b, panelsB, depth, columns);
                    var packed = new Strided<T>((nint)panelsB, 0, 0);
                    for (nint i = 0; i < m; i += blockM)
                    {
                        var rows = nint.Min(blockM, m - i);
                        var block = a with { Address = (nint)a.At(i, p) };
                        if (packA)
                        {
                            PackA(block, panelsA, depth, rows);
                            block = new((nint)panelsA, 0, 0);
                        }

                        MultiplyPanels(block, packA, packed, packedB: true, c + (i * cRow) + j, cRow, rows, depth, columns, accumulate || p > 0);
                    }
                }
            }
        }

        ArrayPool<T>.Shared.Return(rented);
    }

    // The next panel's width in vectors: three, but two and two instead of three and one.
    private static nint PanelWidth(nint columns)
    {
        var vectors = (columns + Lanes - 1) / Lanes;
        return vectors == 4 ? 2 : nint.Min(3, vectors);
    }

    private static void PackB(T* source, Strided<T> b, T* target, nint k, nint n)
    {
        for (nint j = 0; j < n;)
        {
            var width = PanelWidth(n - j) * Lanes;
            Packing<T>.Pack(source + (j * b.Step), b.Step, b.Row, target, width, width, nint.Min(width, n - j), k);
            target += width * k;
            j += width;
        }
    }

    // Panels of as many rows as the tiles will take, each k·rows entries.
    private static void PackA(Strided<T> a, T* target, nint k, nint m)
    {
        for (nint i = 0; i < m;)
        {
            var rows = TileRows(m - i);
            Packing<T>.Pack(a.At(i, 0), a.Row, a.Step, target + (i * k), rows, rows, rows, k);
            i += rows;
        }
    }

    private static nint TileRows(nint rows) => IsWide && rows >= 8 ? 8 : rows >= 4 ? 4 : 1;

    private static void MultiplyPanels(Strided<T> a, bool packedA, Strided<T> b, bool packedB, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        var panel = (T*)b.Address;
        for (nint j = 0; j < n;)
        {
            var vectors = PanelWidth(n - j);
            var width = vectors * Lanes;
            var used = nint.Min(width, n - j);
            var step = packedB ? width : b.Row;
            switch (vectors)
            {
                case 3: Panel<TileRow3<TLanes, TVector, T>>(a, packedA, panel, step, c + j, cRow, m, k, width, used, accumulate); break;
                case 2: Panel<TileRow2<TLanes, TVector, T>>(a, packedA, panel, step, c + j, cRow, m, k, width, used, accumulate); break;
                default: Panel<TileRow1<TLanes, TVector, T>>(a, packedA, panel, step, c + j, cRow, m, k, width, used, accumulate); break;
            }

            panel += packedB ? width * k : width;
            j += width;
        }
    }

    private static void Panel<TRow>(Strided<T> a, bool packedA, T* b, nint bStep, T* c, nint cRow, nint m, nint k, nint width, nint used, bool accumulate)
        where TRow : struct, ITileRow<TRow, T>
    {
        if (used < width)
        {
            PartialPanel<TRow>(a, packedA, b, bStep, c, cRow, m, k, width, used, accumulate);
            return;
        }

        for (nint i = 0; i < m;)
        {
            var rows = TileRows(m - i);
            Block<TRow>(rows, a, packedA, i, b, bStep, c + (i * cRow), cRow, k, accumulate);
            i += rows;
        }
    }

    // Columns beyond the matrix are computed into a buffer, and stay there.
    private static void PartialPanel<TRow>(Strided<T> a, bool packedA, T* b, nint bStep, T* c, nint cRow, nint m, nint k, nint width, nint used, bool accumulate)
        where TRow : struct, ITileRow<TRow, T>
    {
        var buffer = stackalloc T[8 * 3 * 16];
        for (nint i = 0; i < m;)
        {
            var rows = TileRows(m - i);
            if (accumulate)
            {
                Copy(c + (i * cRow), cRow, buffer, width, rows, used);
            }

            Block<TRow>(rows, a, packedA, i, b, bStep, buffer, width, k, accumulate);
            Copy(buffer, width, c + (i * cRow), cRow, rows, used);
            i += rows;
        }
    }

    private static void Block<TRow>(nint rows, Strided<T> a, bool packedA, nint i, T* b, nint bStep, T* c, nint cRow, nint k, bool accumulate)
        where TRow : struct, ITileRow<TRow, T>
    {
        var start = packedA ? (T*)a.Address + (i * k) : a.At(i, 0);
        var (row, step) = packedA ? (1, rows) : (a.Row, a.Step);
        switch (rows)
        {
            case 8: Tile<TRow, T>.Eight(start, row, step, b, bStep, c, cRow, k, accumulate); break;
            case 4: Tile<TRow, T>.Four(start, row, step, b, bStep, c, cRow, k, accumulate); break;
            default: Tile<TRow, T>.One(start, row, step, b, bStep, c, cRow, k, accumulate); break;
        }
    }

    private static void Copy(T* source, nint sourceRow, T* target, nint targetRow, nint rows, nint columns)
    {
        for (nint i = 0; i < rows; i++)
        {
            new ReadOnlySpan<T>(source + (i * sourceRow), (int)columns).CopyTo(new Span<T>(target + (i * targetRow), (int)columns));
        }
    }

    private static void Clear(T* c, nint cRow, nint rows, nint columns)
    {
        for (nint i = 0; i < rows; i++)
        {
            new Span<T>(c + (i * cRow), (int)columns).Clear();
        }
    }
}
