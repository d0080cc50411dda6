using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Scheduling;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// From a function to loop code: nodes become terms (<see cref="NodeScope"/>, <see cref="ElementReader"/>), terms find their place
/// (<see cref="Placement"/>), and are written as statements (<see cref="BlockBuilder"/>).
/// </summary>
internal sealed class Lowering
{
    private readonly Function function;
    private readonly Storage storage;
    private readonly NodeScope scope;

    private Lowering(Function function, bool isRelaxed, bool hasVectors, Parallelism threads)
    {
        this.function = function;
        storage = new(isRelaxed) { Threads = threads, Batches = hasVectors, HasVectorKernels = isRelaxed && hasVectors };
        scope = new(storage, function.Outputs, isFunction: true, hasProducts: storage.HasVectorKernels);
    }

    /// <summary>The loop code of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="isRelaxed">Whether values may be combined in another order than the interpreter's.</param>
    /// <param name="hasVectors">Whether iterations may also run side by side, and products of matrices be kernels.</param>
    /// <param name="threads">How many threads loops and kernels may use.</param>
    public static Lowered Lower(Function function, bool isRelaxed, bool hasVectors, Parallelism? threads = null) =>
        new Lowering(MacroExpansion.Of(function), isRelaxed, hasVectors, threads ?? Parallelism.None).Run();

    private Lowered Run()
    {
        foreach (var size in function.Sizes) storage.Terms.Size(size);
        var inputs = ImmutableArray.CreateRange(function.Inputs, AddInput);
        var outputs = ImmutableArray.CreateRange(function.Outputs.Select((o, i) => AddOutput(o, function.OutputNames[i])));
        scope.Compute();
        for (var i = 0; i < outputs.Length; i++) Deliver(function.Outputs[i], i, outputs[i]);
        var placement = Placement.Of(scope.Effects);
        var demands = SizeDemands.Of(function, scope, placement);
        if (demands.Unproven.Count > 0) placement = Placement.Of(scope.Effects, demands.Unproven);
        var program = new LoopProgram(
            function.Name,
            inputs,
            outputs,
            [.. function.Sizes.Select(storage.Terms.Size)],
            [.. storage.Constants],
            [],
            new BlockBuilder(placement, demands, storage.IsRelaxed).Program())
        {
            Derived = [.. storage.Derived],
            Demands = demands.AtEntry,
        };
        program = FuseReductions.Apply(UpdateInPlace.Apply(program));
        IReadOnlyDictionary<Buffer, Buffer> rows = ImmutableDictionary<Buffer, Buffer>.Empty;
        if (storage.IsRelaxed) (program, rows) = WithRowsAndTables(program);
        program = DropDeadStores.Apply(program, storage.Workspace.Keys);   // what is not written needs no memory
        (program, var chunks, var loops) = ChunkLoops.Apply(program, storage.Threads, storage.IsRelaxed, storage.Scratch);
        program = Workspace.Allocate(program, storage.Workspace.Keys) with
        {
            Chunks = [.. chunks.Select(c => c.Chunk with { Program = Workspace.Allocate(c.Chunk.Program, c.Own) })],
        };
        return new(program, function, storage.Scopes, storage.Workspace, rows) { Threads = storage.Threads, Loops = loops };
    }

    private (LoopProgram Program, IReadOnlyDictionary<Buffer, Buffer> Rows) WithRowsAndTables(LoopProgram program)
    {
        var (near, rows) = KeepRows.Apply(FuseLoops.Apply(program));
        foreach (var (buffer, row) in rows) storage.Workspace.Add(row, storage.Workspace[buffer]);
        (program, var tables) = TabulateIndices.Apply(rows.Count > 0 ? near : program);   // loops are fused for the rows alone
        foreach (var table in tables) storage.Workspace.Add(table, MemoryPurpose.Indices);
        return (program, rows);
    }

    private Parameter AddInput(Node input)
    {
        var type = input.DType.ScalarType;
        var local = input.Type.IsScalar ? new Local(input.Op.Name, type) : null;
        var buffer = local is null ? new Buffer(input.Op.Name, type, input.Shape.Size, BufferRole.Input) : null;
        if (local is not null) scope.Bind(input, _ => storage.Terms.Local(local));
        else scope.Store(input, buffer!);
        return new(input.Op.Name, input.Type, local, buffer);
    }

    // A tensor is computed in the caller's memory; the same node as a second output is copied there.
    private Parameter AddOutput(Node node, string name)
    {
        if (node.Type.IsScalar) return new(name, node.Type, null, null);
        var buffer = new Buffer(name, node.DType.ScalarType, node.Shape.Size, BufferRole.Output);
        if (scope.IsBuffered(node) && scope.BufferOf(node) is null) scope.Reserve(node, buffer);
        return new(name, node.Type, null, buffer);
    }

    private void Deliver(Node node, int index, Parameter output)
    {
        if (output.Buffer is not { } buffer) scope.Add(storage.Terms.Result(index, scope.Value(node, [])));
        else if (!ReferenceEquals(scope.BufferOf(node), buffer)) scope.Add(scope.Tabulate(node.Shape, buffer, at => scope.Value(node, at)));
    }
}

/// <summary>A function as loop code, and how it became that.</summary>
/// <param name="Program">The loop code.</param>
/// <param name="Function">The function of which the nodes are.</param>
/// <param name="Scopes">The nodes of the function and of bodies, in the order of the code.</param>
/// <param name="Workspace">What the buffers in scratch memory are for.</param>
/// <param name="Rows">Of buffers that a row is enough for: the row.</param>
internal sealed record Lowered(
    LoopProgram Program, Function Function, IReadOnlyList<NodeScope> Scopes, IReadOnlyDictionary<Buffer, MemoryPurpose> Workspace, IReadOnlyDictionary<Buffer, Buffer> Rows)
{
    /// <summary>How many threads may be used.</summary>
    public Parallelism Threads { get; init; } = Parallelism.None;

    /// <summary>Where there may be several: what was decided about each loop, in the order of the code.</summary>
    public IReadOnlyList<LoopThreads> Loops { get; init; } = [];
}

/// <summary>What all parts of a program share: its terms, its constants and its scratch memory.</summary>
/// <param name="isRelaxed">Whether values may be combined in another order than the interpreter's.</param>
internal sealed class Storage(bool isRelaxed)
{
    /// <summary>Whether values may be combined in another order than the interpreter's.</summary>
    public bool IsRelaxed { get; } = isRelaxed;

    /// <summary>How many threads loops and kernels may use.</summary>
    public Parallelism Threads { get; init; } = Parallelism.None;

    /// <summary>Whether kernels are those that compute with SIMD, where there are such.</summary>
    public bool HasVectorKernels { get; init; }

    /// <summary>Whether iterations may run side by side.</summary>
    public bool Batches { get; set; } = true;

    /// <summary>The number of iterations side by side, where it is less than their buffers have room for.</summary>
    public Dim? LaneCount { get; set; }

    public TermTable Terms { get; } = new();

    public List<Buffer> Constants { get; } = [];

    public Dictionary<Buffer, MemoryPurpose> Workspace { get; } = [];

    /// <summary>The scopes whose nodes were computed, in the order of the code.</summary>
    public List<NodeScope> Scopes { get; } = [];

    public List<(Local Local, Expression Value)> Derived { get; } = [];

    /// <summary>Scratch memory for a tensor of a type.</summary>
    public Buffer Scratch(TensorType type) => Scratch(type.DType.ScalarType, type.Shape.Size);

    /// <summary>Scratch memory for entries of a type.</summary>
    public Buffer Scratch(ScalarType type, Dim length, MemoryPurpose purpose = MemoryPurpose.Node)
    {
        var buffer = new Buffer("w", type, length, BufferRole.Workspace);
        Workspace.Add(buffer, purpose);
        return buffer;
    }

    /// <summary>A size that is computed from named ones.</summary>
    public Dim Derive(string stem, Expression value)
    {
        var name = stem + (Derived.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Derived.Add((Terms.Size(name), value));
        return new(name);
    }

    /// <summary>A length as an expression.</summary>
    public Expression Length(Dim length) => Lengths.Expression(length, Terms.Size);
}
