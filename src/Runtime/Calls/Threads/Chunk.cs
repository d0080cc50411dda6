using System.ComponentModel;

namespace SymDiff.Runtime;

/// <summary>A run of iterations of a loop, as generated code is given it: which it is, and the memory that it shares with the others.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Chunk
{
    private readonly SharedMemory* memory;

    internal Chunk(int number, long from, long to, SharedMemory* memory)
    {
        (Number, From, To) = (number, from, to);
        this.memory = memory;
    }

    /// <summary>Which of the runs it is, from 0.</summary>
    public int Number { get; }

    /// <summary>The first index.</summary>
    public long From { get; }

    /// <summary>The index behind the last.</summary>
    public long To { get; }

    /// <summary>Shared memory, by its position.</summary>
    /// <typeparam name="T">The type of the entries.</typeparam>
    public Span<T> Memory<T>(int position)
        where T : unmanaged => new(memory[position].Start, memory[position].Length);

    /// <summary>Memory to add to: the sum itself for the first run, a piece of the partial sums, set to 0, for every other.</summary>
    /// <typeparam name="T">The type of the entries.</typeparam>
    /// <param name="sum">The position of the sum.</param>
    /// <param name="partials">The position of the partial sums.</param>
    public Span<T> Sum<T>(int sum, int partials)
        where T : unmanaged
    {
        var length = memory[sum].Length;
        if (Number == 0) return Memory<T>(sum);
        var own = Memory<T>(partials).Slice((Number - 1) * length, length);
        own.Clear();
        return own;
    }
}

/// <summary>The code of a run of iterations.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ChunkBody(Chunk chunk);

/// <summary>Memory that does not move while runs take place.</summary>
internal readonly unsafe struct SharedMemory(byte* start, int length)
{
    public readonly byte* Start = start;

    public readonly int Length = length;   // in entries
}
