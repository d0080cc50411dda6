using System.Runtime.CompilerServices;

namespace SymDiff.Runtime;

/// <summary>A row of a tile: one, two or three vectors beside each other.</summary>
internal unsafe interface ITileRow<TRow, T>
    where T : unmanaged
{
    static abstract TRow Zero { get; }

    static abstract int Width { get; }

    // the last vector, where there are several, is the one that begins at `last`
    static abstract TRow Load(T* source, nint last);

    static abstract void Store(TRow row, T* target, nint last);

    static abstract void Prefetch(T* source);

    // sum + factor·row
    static abstract TRow MultiplyAdd(TRow sum, T* factor, TRow row);
}

internal unsafe struct TileRow1<TLanes, TVector, T> : ITileRow<TileRow1<TLanes, TVector, T>, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private TVector _first;

    public static int Width => TLanes.Count;

    public static TileRow1<TLanes, TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { _first = TLanes.Zero };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TLanes, TVector, T> Load(T* source, nint last) => new() { _first = TLanes.Load(source) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TileRow1<TLanes, TVector, T> row, T* target, nint last) => TLanes.Store(row._first, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* source)
    {
        TLanes.Prefetch(source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow1<TLanes, TVector, T> MultiplyAdd(TileRow1<TLanes, TVector, T> sum, T* factor, TileRow1<TLanes, TVector, T> row) =>
        new() { _first = TLanes.MultiplyAdd(TLanes.Broadcast(factor), row._first, sum._first) };
}

internal unsafe struct TileRow2<TLanes, TVector, T> : ITileRow<TileRow2<TLanes, TVector, T>, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private TVector _first;
    private TVector _second;

    public static int Width => 2 * TLanes.Count;

    public static TileRow2<TLanes, TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { _first = TLanes.Zero, _second = TLanes.Zero };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TLanes, TVector, T> Load(T* source, nint last) => new() { _first = TLanes.Load(source), _second = TLanes.Load(source + last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TileRow2<TLanes, TVector, T> row, T* target, nint last)
    {
        TLanes.Store(row._first, target);
        TLanes.Store(row._second, target + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* source)
    {
        TLanes.Prefetch(source);
        TLanes.Prefetch(source + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow2<TLanes, TVector, T> MultiplyAdd(TileRow2<TLanes, TVector, T> sum, T* factor, TileRow2<TLanes, TVector, T> row)
    {
        var f = TLanes.Broadcast(factor);
        return new() { _first = TLanes.MultiplyAdd(f, row._first, sum._first), _second = TLanes.MultiplyAdd(f, row._second, sum._second) };
    }
}

internal unsafe struct TileRow3<TLanes, TVector, T> : ITileRow<TileRow3<TLanes, TVector, T>, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private TVector _first;
    private TVector _second;
    private TVector _third;

    public static int Width => 3 * TLanes.Count;

    public static TileRow3<TLanes, TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { _first = TLanes.Zero, _second = TLanes.Zero, _third = TLanes.Zero };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TLanes, TVector, T> Load(T* source, nint last) => new()
    {
        _first = TLanes.Load(source),
        _second = TLanes.Load(source + TLanes.Count),
        _third = TLanes.Load(source + last),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TileRow3<TLanes, TVector, T> row, T* target, nint last)
    {
        TLanes.Store(row._first, target);
        TLanes.Store(row._second, target + TLanes.Count);
        TLanes.Store(row._third, target + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(T* source)
    {
        TLanes.Prefetch(source);
        TLanes.Prefetch(source + TLanes.Count);
        TLanes.Prefetch(source + (2 * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TileRow3<TLanes, TVector, T> MultiplyAdd(TileRow3<TLanes, TVector, T> sum, T* factor, TileRow3<TLanes, TVector, T> row)
    {
        var f = TLanes.Broadcast(factor);
        return new()
        {
            _first = TLanes.MultiplyAdd(f, row._first, sum._first),
            _second = TLanes.MultiplyAdd(f, row._second, sum._second),
            _third = TLanes.MultiplyAdd(f, row._third, sum._third),
        };
    }
}
