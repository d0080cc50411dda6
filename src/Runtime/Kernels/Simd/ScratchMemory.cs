using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SymDiff.Runtime;

/// <summary>
/// Scratch memory of generated code, from the shared pool and from the start of a cache line on: a vector of 512 bits that lies across two lines takes twice the
/// time. Where the memory moves in between, code is slower, not wrong.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ScratchMemory
{
    private const int Line = 64;   // bytes

    /// <summary>An array that holds so many entries behind the start of a line.</summary>
    /// <typeparam name="T">The type of the entries.</typeparam>
    public static T[] Rent<T>(int length)
        where T : unmanaged => ArrayPool<T>.Shared.Rent(length + (Line / Unsafe.SizeOf<T>()));

    /// <summary>The entries of such an array from the start of a line on.</summary>
    /// <typeparam name="T">The type of the entries.</typeparam>
    public static unsafe Span<T> Align<T>(T[] rented, int length)
        where T : unmanaged
    {
        var start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(rented));
        return rented.AsSpan((int)((Line - (start % Line)) % Line) / Unsafe.SizeOf<T>(), length);
    }
}
