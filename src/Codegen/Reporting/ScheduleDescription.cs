using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Lowering;
using SymDiff.Codegen.Scheduling;

namespace SymDiff.Codegen.Reporting;

/// <summary>How a function is computed: which nodes get a buffer, which are computed inside of which loops, how much memory that takes, and why.</summary>
/// <param name="Function">The function's name, inputs and outputs with their types.</param>
/// <param name="Body">Its nodes.</param>
/// <param name="Workspace">The scratch memory, one for each type of entries.</param>
public sealed record ScheduleDescription(string Function, ScheduledScope Body, ImmutableArray<ScheduledArena> Workspace)
{
    /// <summary>What runs on several threads; null where there is one.</summary>
    public ScheduledThreads? Threads { get; init; }

    /// <summary>The schedule as aligned lines.</summary>
    public override string ToString() => ScheduleText.Of(this);
}

/// <summary>The nodes of a function, or of the body of a loop or branch.</summary>
/// <param name="Form">What they are nodes of, and how often it runs.</param>
/// <param name="Lanes">The number of iterations side by side, which is the innermost axis of what varies; null where there is one.</param>
/// <param name="Parameters">What the parameters of a body are, those that it reads.</param>
/// <param name="Nests">What is computed in the same loops, in the order in which it runs.</param>
public sealed record ScheduledScope(ScopeForm Form, Dim? Lanes, ImmutableArray<ScheduledParameter> Parameters, ImmutableArray<ScheduledNest> Nests);

/// <summary>What a parameter of a body is in each iteration.</summary>
public enum ParameterKind
{
    /// <summary>The value of the surroundings, the same in each iteration.</summary>
    Shared,

    /// <summary>The row of the iteration.</summary>
    Row,

    /// <summary>A row whose number is computed.</summary>
    GatheredRow,

    /// <summary>What the iteration before gave; the value of the surroundings at first.</summary>
    Carried,

    /// <summary>The number of the iteration.</summary>
    Index,
}

/// <summary>A parameter of a body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Argument">The name of the value of the surroundings; empty for the number of the iteration.</param>
public sealed record ScheduledParameter(string Name, ParameterKind Kind, string Argument);

/// <summary>What a nest is.</summary>
public enum NestKind
{
    /// <summary>Loops over axes, or none.</summary>
    Axes,

    /// <summary>A loop of the function.</summary>
    Loop,

    /// <summary>A branch of the function.</summary>
    Branch,

    /// <summary>A call of a library kernel.</summary>
    Kernel,

    /// <summary>Loops that add to entries at computed indices.</summary>
    Scatter,
}

/// <summary>What is computed in the same loops.</summary>
/// <param name="Number">Its number in its scope, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Axes">The lengths of the loops, outermost first, without the lanes; of a loop of the function, its iterations or their bound, if it has one.</param>
/// <param name="Lanes">The length of the innermost loop, which is over the lanes; null where there is none.</param>
/// <param name="Below">Where given, the last two axes [i, j] run over j ≤ i + this alone.</param>
/// <param name="Nodes">The nodes: those that are kept, and those that are computed on the way, under the first nest that does.</param>
/// <param name="Deliveries">What the surroundings of a loop or branch get from it.</param>
/// <param name="Bodies">The bodies of a loop or branch, one for each way in which it may run.</param>
public sealed record ScheduledNest(
    int Number,
    NestKind Kind,
    Shape Axes,
    Dim? Lanes,
    int? Below,
    ImmutableArray<ScheduledNode> Nodes,
    ImmutableArray<ScheduledDelivery> Deliveries,
    ImmutableArray<ScheduledScope> Bodies);

/// <summary>A node and what was decided about it.</summary>
/// <param name="Name">The name it goes by in the description.</param>
/// <param name="Text">Its op on the names of its inputs, cut where it is long.</param>
/// <param name="Type">Its type, without lanes.</param>
/// <param name="Storage">Where its entries are.</param>
/// <param name="Reason">Why.</param>
/// <param name="Buffer">Its buffer; null where it has none.</param>
/// <param name="Nests">The numbers of the nests in which it is computed; more than one where it is computed again.</param>
public sealed record ScheduledNode(string Name, string Text, string Type, NodeStorage Storage, ScheduleReason Reason, ScheduledBuffer? Buffer, ImmutableArray<int> Nests);

/// <summary>A value of a body and what becomes of it.</summary>
/// <param name="Value">The name of the value.</param>
/// <param name="Kind">What happens to it.</param>
/// <param name="Result">The name of the node of the surroundings that it is for.</param>
public sealed record ScheduledDelivery(string Value, DeliveryKind Kind, string Result);

/// <summary>A buffer.</summary>
/// <param name="Name">Its name: of an output, or w1, w2 ... in scratch memory.</param>
/// <param name="Role">Where its memory comes from.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Offset">In scratch memory: the bytes before it.</param>
public sealed record ScheduledBuffer(string Name, BufferRole Role, Dim Bytes, Dim? Offset);

/// <summary>The scratch memory for entries of one type.</summary>
/// <param name="Type">The type of the entries.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="IsOnStack">Whether source code takes it from the stack, since it is small and of constant length; all else is taken from a pool, and expression trees take all from there.</param>
/// <param name="Slots">Its pieces in their order.</param>
public sealed record ScheduledArena(DType Type, Dim Bytes, bool IsOnStack, ImmutableArray<ScheduledSlot> Slots);

/// <summary>A piece of scratch memory, for one buffer after the other.</summary>
/// <param name="Offset">The bytes before it.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Uses">The buffers that lie in it, whose lifetimes do not meet, and what they are for.</param>
public sealed record ScheduledSlot(Dim Offset, Dim Bytes, ImmutableArray<ScheduledUse> Uses);

/// <summary>A use of a piece of scratch memory.</summary>
/// <param name="Buffer">The name of the buffer.</param>
/// <param name="Purpose">What it is for.</param>
public sealed record ScheduledUse(string Buffer, MemoryPurpose Purpose);

/// <summary>What runs on several threads, and what on one.</summary>
/// <param name="Most">The most threads, and runs of a loop.</param>
/// <param name="Loops">The loops that are not within loops on several threads, in the order of the code.</param>
public sealed record ScheduledThreads(int Most, ImmutableArray<ScheduledRuns> Loops);

/// <summary>A loop of the code.</summary>
/// <param name="Iterations">How many iterations it has, in sizes; null where data say how many.</param>
/// <param name="Gives">The buffers that it writes or adds to.</param>
/// <param name="HasTotals">Whether it also combines its iterations in variables.</param>
/// <param name="Reason">Why it runs on several threads, or on one.</param>
public sealed record ScheduledRuns(string? Iterations, ImmutableArray<string> Gives, bool HasTotals, ThreadReason Reason);
