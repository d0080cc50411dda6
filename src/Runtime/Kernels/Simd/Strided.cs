namespace SymDiff.Runtime;

/// <summary>A matrix in pinned memory: entry (i, j) at i·Row + j·Step.</summary>
internal readonly unsafe record struct Strided<T>(nint Address, nint Row, nint Step)
    where T : unmanaged
{
    public static Strided<T> Of(T* address, nint rows, nint columns, bool transposed) =>
        transposed ? new((nint)address, 1, rows) : new((nint)address, columns, 1);

    public T* At(nint i, nint j) => (T*)Address + (i * Row) + (j * Step);

    public Strided<T> Transposed => this with { Row = Step, Step = Row };

    public Strided<T> From(nint i, nint j) => this with { Address = (nint)At(i, j) };
}
