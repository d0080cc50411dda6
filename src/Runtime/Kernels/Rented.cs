using System.Buffers;

namespace SymDiff.Runtime;

/// <summary>Workspace from the shared pool, given back at the end of the using block.</summary>
internal readonly ref struct Rented<T>(int length)
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    public Span<T> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
