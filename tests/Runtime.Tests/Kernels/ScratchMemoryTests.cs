using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SymDiff.Runtime.Tests.Kernels;

public class ScratchMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void HoldsItsEntriesFromACacheLineOn(int length)
    {
        Check<double>(length);
        Check<float>(length);
        Check<long>(length);
        Check<bool>(length);
    }

    private static unsafe void Check<T>(int length)
        where T : unmanaged
    {
        var rented = ScratchMemory.Rent<T>(length);
        fixed (T* start = rented)   // it does not move now
        {
            var entries = ScratchMemory.Align(rented, length);
            Assert.Equal(length, entries.Length);
            Assert.Equal(0u, (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(entries)) % 64);
        }

        ArrayPool<T>.Shared.Return(rented);
    }
}
