using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>
/// A run of iterations of a loop as a program of its own, which several threads run at once for different runs: its inputs are memory of the program
/// around it, its scratch memory is its own.
/// </summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Chunk">The variable that holds which of the runs it is, from 0.</param>
/// <param name="From">The variable that holds the first index.</param>
/// <param name="To">The variable that holds the index behind the last.</param>
/// <param name="Memory">The memory of the program around it that it reads and writes.</param>
/// <param name="Program">The iterations, with their scratch memory; sizes are derived from what is passed in memory.</param>
public sealed record ChunkProgram(int Number, Local Chunk, Local From, Local To, ImmutableArray<ChunkMemory> Memory, LoopProgram Program)
{
    /// <summary>All buffers that are passed: the memory, then the partial sums.</summary>
    public ImmutableArray<Buffer> Passed => [.. Memory.Select(m => m.Buffer), .. Memory.Select(m => m.Partials).OfType<Buffer>()];

    /// <summary>The position of a buffer among those that are passed.</summary>
    public int PositionOf(Buffer buffer) => Passed.IndexOf(buffer);
}

/// <summary>Memory that runs of iterations share.</summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Partials">Where iterations only add to it: as much memory again for every run but the first, which adds to the memory itself.</param>
public sealed record ChunkMemory(Buffer Buffer, Buffer? Partials = null);
