namespace SymDiff.Runtime;

/// <summary>
/// Tiles below each other that read one panel of B. A's rows lie ARow apart and its columns AStep, B's rows BStep, C's rows CRow; the next tile
/// begins ANext further in A. Accumulating, an entry's chain begins with what C has.
/// </summary>
internal unsafe struct Tiles<T>
    where T : unmanaged
{
    public T* A, B, C;
    public nint ARow, AStep, ANext, BStep, CRow, K, Count;

    /// <summary>Where a row's last vector begins: it may lie over the one before, where the columns end within a vector.</summary>
    public nint Last;

    /// <summary>Where the panel of B is written as it is read, row by row, if it is.</summary>
    public T* Packed;

    public bool Accumulate;
}

/// <summary>Whether a tile writes down the panel of B that it reads, for those below.</summary>
internal interface IPacking
{
    static abstract bool IsOn { get; }
}

internal readonly struct Packs : IPacking
{
    public static bool IsOn => true;
}

internal readonly struct Reads : IPacking
{
    public static bool IsOn => false;
}
