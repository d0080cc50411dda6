using System.Buffers;
using System.Runtime.CompilerServices;

namespace SymDiff.Runtime;

/// <summary>
/// C = A·B or C += A·B in blocks: panels of B of a tile's width, which the first tiles pack as they read them where B is large; blocks of A
/// packed for the second cache when they are reused often. Where columns end within a vector, the last vector lies over the one before.
/// </summary>
internal static unsafe partial class MatrixProduct<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private const int BlockK = 256;
    private const int BlockM = 128;
    private const int BlockN = 1536;
    private const int DirectBytes = 96 * 1024;   // of B up to which its panels are read where they lie
    private const int SmallScratch = 2048;   // entries that lie on the stack
    private const int Alignment = 64;

    private static int Lanes => TLanes.Count;

    private static bool IsWide => TLanes.Count * sizeof(T) == 64;

    // How panels of B are read: where they lie, that and packed for the next tiles, packed.
    private enum Panels
    {
        Direct,
        Packing,
        Packed,
    }

    private readonly record struct Block(Strided<T> A, nint C, nint CRow, nint M, nint K, nint N, bool PackedA, bool Accumulate);

    /// <inheritdoc cref="IProducts{T}.Multiply"/>
    public static void Multiply(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        if (k == 0)
        {
            Clear(c, cRow, m, accumulate ? 0 : n);
        }
        else if (n < Lanes)
        {
            if (m < Lanes)
            {
                MultiplyTiny(a, b, c, cRow, m, k, n, accumulate);
            }
            else
            {
                MultiplyThin(a, b, c, cRow, m, k, n, accumulate);
            }
        }
        else
        {
            var last = LastColumns(a, m, n);
            MultiplyWide(a, b, c, cRow, m, k, n - last, accumulate);
            if (last > 0)
            {
                MultiplyThin(a, b.From(0, n - last), c + n - last, cRow, m, k, last, accumulate);
            }
        }
    }

    // A few columns over whole vectors, which are a product of their own with lanes along the rows: where A's columns lie in a row, or a vector is long
    // enough that to transpose A is the lesser cost. Else the last vector lies over the one before.
    private static nint LastColumns(in Strided<T> a, nint m, nint n)
    {
        var last = n % Lanes;
        return 4 * last <= Lanes && n > 2 * Lanes && m >= 2 * Lanes && (a.Row == 1 || Lanes >= 16) ? last : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyWide(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        if (b.Step == 1 && k * n * sizeof(T) <= DirectBytes)
        {
            MultiplyPanels(new(a, (nint)c, cRow, m, k, n, PackedA: false, accumulate), b.At(0, 0), b.Row, packed: null, Panels.Direct);
        }
        else
        {
            MultiplyBlocks(a, b, c, cRow, m, k, n, accumulate);
        }
    }

    [SkipLocalsInit]
    private static void MultiplyBlocks(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
    {
        var packA = n > 12 * Lanes && m * k * sizeof(T) > 128 * 1024;
        var (blockK, blockM, blockN) = (nint.Min(BlockK, k), packA ? nint.Min(BlockM, m) : m, nint.Min(BlockN, n));
        var sizeB = blockK * (blockN + (3 * Lanes));
        var size = (int)(sizeB + (packA ? blockM * blockK : 0) + (Alignment / sizeof(T)));
        var rented = size > SmallScratch ? ArrayPool<T>.Shared.Rent(size) : null;
        var scratch = stackalloc T[rented is null ? size : 0];
        fixed (T* start = rented)
        {
            var panelsB = (T*)(((nint)(start is null ? scratch : start) + Alignment - 1) & -Alignment);
            var panelsA = panelsB + sizeB;
            for (nint p = 0; p < k; p += blockK)
            {
                var depth = nint.Min(blockK, k - p);
                for (nint j = 0; j < n;)
                {
                    var columns = n - j < blockN + Lanes ? n - j : blockN;   // never less than a vector
                    if (b.Step != 1)
                    {
                        PackB(b.At(p, j), b, panelsB, depth, columns);
                    }

                    for (nint i = 0; i < m; i += blockM)
                    {
                        var rows = nint.Min(blockM, m - i);
                        var block = a.From(i, p);
                        if (packA)
                        {
                            PackA(block, panelsA, depth, rows);
                            block = new((nint)panelsA, 0, 0);
                        }

                        var product = new Block(block, (nint)(c + (i * cRow) + j), cRow, rows, depth, columns, packA, accumulate || p > 0);
                        MultiplyPanels(product, b.At(p, j), b.Row, panelsB, b.Step == 1 && i == 0 ? Panels.Packing : Panels.Packed);
                    }

                    j += columns;
                }
            }
        }

        if (rented is not null)
        {
            ArrayPool<T>.Shared.Return(rented);
        }
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
            Packing<T>.Pack(source + (j * b.Step), b.Step, b.Row, target, width, nint.Min(width, n - j), k);
            target += width * k;
            j += width;
        }
    }

    // Panels of as many rows as the tiles will take, each k·rows entries.
    private static void PackA(Strided<T> a, T* target, nint k, nint m)
    {
        for (nint i = 0; i < m;)
        {
            var (rows, count) = TileRows(m - i);
            for (; count > 0; count--, i += rows)
            {
                Packing<T>.Pack(a.At(i, 0), a.Row, a.Step, target + (i * k), rows, rows, k);
            }
        }
    }

    // The next tiles' height and number: high ones, and at the end what has enough sums to fill the time of an addition. With 32 registers those are fives
    // and fours, of which every number of rows from 12 on consists: nine rows as three tiles of three took half as long again. Else threes and fours.
    private static (nint Rows, nint Count) TileRows(nint rows)
    {
        nint full = IsWide ? 8 : 4, left = RowsLeft(rows % full), fives = IsWide ? rows % 4 : 0;
        if (rows > left)
        {
            return (full, (rows - left) / full);
        }

        if (fives > 0 && rows >= 5 * fives)
        {
            return (5, fives);
        }

        return rows switch { 1 => (1, 1), 2 => (2, 1), 5 => (3, 1), 3 or 6 or 9 => (3, rows / 3), _ => (4, 1) };
    }

    private static nint RowsLeft(nint rest) => IsWide
        ? rest switch { 1 => 9, 2 => 10, 3 => 19, 6 => 14, 7 => 15, _ => rest }
        : rest switch { 1 => 9, 2 => 6, _ => rest };

    private static void MultiplyPanels(in Block block, T* b, nint bRow, T* packed, Panels panels)
    {
        for (nint j = 0; j < block.N;)
        {
            var vectors = PanelWidth(block.N - j);
            var width = vectors * Lanes;
            var tiles = new Tiles<T>
            {
                B = panels == Panels.Packed ? packed : b + j,
                BStep = panels == Panels.Packed ? width : bRow,
                Packed = packed,
                Last = nint.Min(width, block.N - j) - Lanes,
                C = (T*)block.C + j,
                CRow = block.CRow,
                K = block.K,
                Accumulate = block.Accumulate,
            };
            switch (vectors)
            {
                case 3: Panel<TileRow3<TLanes, TVector, T>>(ref tiles, block, panels); break;
                case 2: Panel<TileRow2<TLanes, TVector, T>>(ref tiles, block, panels); break;
                default: Panel<TileRow1<TLanes, TVector, T>>(ref tiles, block, panels); break;
            }

            packed += width * block.K;
            j += width;
        }
    }

    private static void Panel<TRow>(ref Tiles<T> tiles, in Block block, Panels panels)
        where TRow : struct, ITileRow<TRow, T>
    {
        for (nint i = 0; i < block.M;)
        {
            var (rows, count) = TileRows(block.M - i);
            tiles.Count = panels == Panels.Packing ? 1 : count;
            if (block.PackedA)
            {
                tiles.A = (T*)block.A.Address + (i * block.K);
                (tiles.ARow, tiles.AStep, tiles.ANext) = (1, rows, rows * block.K);
            }
            else
            {
                tiles.A = block.A.At(i, 0);
                (tiles.ARow, tiles.AStep, tiles.ANext) = (block.A.Row, block.A.Step, rows * block.A.Row);
            }

            i += rows * tiles.Count;
            if (panels == Panels.Packing)
            {
                Run<TRow, Packs>(rows, tiles);
                tiles.B = tiles.Packed;
                (panels, tiles.BStep) = (Panels.Packed, TRow.Width);
            }
            else
            {
                Run<TRow, Reads>(rows, tiles);
            }

            tiles.C += rows * tiles.Count * tiles.CRow;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TRow, TPacking>(nint rows, in Tiles<T> tiles)
        where TRow : struct, ITileRow<TRow, T>
        where TPacking : struct, IPacking
    {
        switch (rows)
        {
            case 8: Tile<TRow, T>.Eight<TPacking>(tiles); break;
            case 5: Tile<TRow, T>.Five<TPacking>(tiles); break;
            case 4: Tile<TRow, T>.Four<TPacking>(tiles); break;
            case 3: Tile<TRow, T>.Three<TPacking>(tiles); break;
            case 2: Tile<TRow, T>.Two<TPacking>(tiles); break;
            default: Tile<TRow, T>.One<TPacking>(tiles); break;
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
