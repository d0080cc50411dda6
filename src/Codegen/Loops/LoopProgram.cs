using System.Collections.Immutable;
using SymDiff;

namespace SymDiff.Codegen.Loops;

/// <summary>An input or output of a program: a scalar in a variable or a tensor in a buffer.</summary>
public sealed record Parameter(string Name, TensorType Type, Local? Local, Buffer? Buffer);

/// <summary>The scratch memory of one type: its length, and the buffers that lie in it with their offsets.</summary>
public sealed record Arena(ScalarType Type, Expression Length, ImmutableArray<(Buffer Buffer, Dim Offset)> Buffers)
{
    private const int LargestOnStack = 512;   // entries

    /// <summary>Whether it is small enough for the stack, for emitters that can take memory there; else it is taken from a pool.</summary>
    public bool FitsStack => Length is Constant { Value.Integer: <= LargestOnStack };

    /// <summary>The arena as one buffer, for values that pass from one part to another.</summary>
    public required Buffer Whole { get; init; }
}

/// <summary>
/// A function as loop code: its inputs and outputs, the sizes that are known when it is called, scratch memory and statements.
/// It is what emitters read.
/// </summary>
public sealed record LoopProgram(
    string Name,
    ImmutableArray<Parameter> Inputs,
    ImmutableArray<Parameter> Outputs,
    ImmutableArray<Local> Sizes,
    ImmutableArray<Buffer> Constants,
    ImmutableArray<Arena> Arenas,
    ImmutableArray<Statement> Body)
{
    /// <summary>What must be so of the sizes before anything is computed.</summary>
    public ImmutableArray<Require> Demands { get; init; } = [];

    /// <summary>Sizes that are computed from the named ones before scratch memory is taken.</summary>
    public ImmutableArray<(Local Local, Expression Value)> Derived { get; init; } = [];

    /// <summary>The variables of all sizes.</summary>
    public IEnumerable<Local> AllSizes => Sizes.Concat(Derived.Select(d => d.Local));

    /// <summary>The size of the vectors that loops are made of.</summary>
    public int VectorBits { get; init; } = 256;

    /// <summary>The parts that the body calls, in order.</summary>
    public ImmutableArray<Part> Parts { get; init; } = [];

    /// <summary>The runs of iterations that the body has several threads do, by their numbers.</summary>
    public ImmutableArray<ChunkProgram> Chunks { get; init; } = [];

    /// <summary>The program, to be made of vectors of another size.</summary>
    public LoopProgram WithVectors(int bits) => this with { VectorBits = bits, Chunks = [.. Chunks.Select(c => c with { Program = c.Program.WithVectors(bits) })] };

    /// <summary>The program itself and those of its runs of iterations.</summary>
    public IEnumerable<LoopProgram> WithChunks => Chunks.Select(c => c.Program).Prepend(this);
}
