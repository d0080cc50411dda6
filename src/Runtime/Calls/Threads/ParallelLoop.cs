using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace SymDiff.Runtime;

/// <summary>Loops in contiguous runs of iterations, which threads of the pool and the caller's do at once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class ParallelLoop
{
    /// <summary>Does all runs, then comes back. Where some fail, the first failure in the order of the iterations is thrown.</summary>
    /// <param name="body">The code of a run.</param>
    /// <param name="count">The number of runs.</param>
    /// <param name="from">The first index.</param>
    /// <param name="to">The index behind the last.</param>
    /// <param name="unit">What the lengths of runs are multiples of, but for the last.</param>
#pragma warning disable CS1573 // The memory that runs share, in its order.
    public static void Run(
        ChunkBody body, int count, long from, long to, int unit,
        ReadOnlySpan<byte> m0 = default, ReadOnlySpan<byte> m1 = default, ReadOnlySpan<byte> m2 = default, ReadOnlySpan<byte> m3 = default, ReadOnlySpan<byte> m4 = default, ReadOnlySpan<byte> m5 = default, ReadOnlySpan<byte> m6 = default, ReadOnlySpan<byte> m7 = default,
        ReadOnlySpan<byte> m8 = default, ReadOnlySpan<byte> m9 = default, ReadOnlySpan<byte> m10 = default, ReadOnlySpan<byte> m11 = default, ReadOnlySpan<byte> m12 = default, ReadOnlySpan<byte> m13 = default, ReadOnlySpan<byte> m14 = default, ReadOnlySpan<byte> m15 = default,
        ReadOnlySpan<byte> m16 = default, ReadOnlySpan<byte> m17 = default, ReadOnlySpan<byte> m18 = default, ReadOnlySpan<byte> m19 = default, ReadOnlySpan<byte> m20 = default, ReadOnlySpan<byte> m21 = default, ReadOnlySpan<byte> m22 = default, ReadOnlySpan<byte> m23 = default)
#pragma warning restore CS1573
    {
        fixed (byte* p0 = m0, p1 = m1, p2 = m2, p3 = m3, p4 = m4, p5 = m5, p6 = m6, p7 = m7,
            p8 = m8, p9 = m9, p10 = m10, p11 = m11, p12 = m12, p13 = m13, p14 = m14, p15 = m15,
            p16 = m16, p17 = m17, p18 = m18, p19 = m19, p20 = m20, p21 = m21, p22 = m22, p23 = m23)
        {
            var memory = stackalloc SharedMemory[]
            {
                new(p0, m0.Length), new(p1, m1.Length), new(p2, m2.Length), new(p3, m3.Length), new(p4, m4.Length), new(p5, m5.Length),
                new(p6, m6.Length), new(p7, m7.Length), new(p8, m8.Length), new(p9, m9.Length), new(p10, m10.Length), new(p11, m11.Length),
                new(p12, m12.Length), new(p13, m13.Length), new(p14, m14.Length), new(p15, m15.Length), new(p16, m16.Length), new(p17, m17.Length),
                new(p18, m18.Length), new(p19, m19.Length), new(p20, m20.Length), new(p21, m21.Length), new(p22, m22.Length), new(p23, m23.Length),
            };
            if (count == 1) body(new(0, from, to, memory));
            else Run(body, count, from, to, unit, memory);
        }
    }

    /// <summary>The memory of entries, in the form in which it is passed: as long as there are entries.</summary>
    /// <typeparam name="T">The type of the entries.</typeparam>
    public static ReadOnlySpan<byte> Memory<T>(ReadOnlySpan<T> entries)
        where T : unmanaged => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(entries)), entries.Length);

    private static void Run(ChunkBody body, int count, long from, long to, int unit, SharedMemory* memory)
    {
        var failures = new ExceptionDispatchInfo?[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, run =>
        {
            try
            {
                body(new(run, Start(run), Start(run + 1), memory));
            }
#pragma warning disable CA1031 // It is thrown again by the caller's thread.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures[run] = ExceptionDispatchInfo.Capture(failure);
            }
        });
        foreach (var failure in failures) failure?.Throw();

        // the units shared out evenly
        long Start(int run) => Math.Min(to, from + (((to - from + unit - 1) / unit) * run / count * unit));
    }
}
