using System.Collections.Immutable;

namespace SymDiff.Codegen.Scheduling;

/// <summary>Where the entries of a node are.</summary>
public enum NodeStorage
{
    /// <summary>Where the caller, the program's data or the loop around have them.</summary>
    Elsewhere,

    /// <summary>In a buffer.</summary>
    Buffer,

    /// <summary>In a variable: one number, or one entry at a time, which all who read it are there to take.</summary>
    Variable,

    /// <summary>In variables: few entries, one for each.</summary>
    Variables,

    /// <summary>In the memory of what is carried, which is updated where it lies.</summary>
    InPlace,

    /// <summary>Nowhere: they are computed inside of the loops of the node's consumers.</summary>
    Inlined,
}

/// <summary>What is decided about a node.</summary>
/// <param name="Storage">Where its entries are.</param>
/// <param name="Reason">Why.</param>
internal sealed record Decision(NodeStorage Storage, ScheduleReason Reason)
{
    /// <summary>Whether its entries and reductions are spelled out, without loops.</summary>
    public bool IsUnrolled { get; init; }

    /// <summary>Whether its value comes from a reduction.</summary>
    public bool Reduces { get; init; }

    /// <summary>The product of matrices that a kernel computes, if it does.</summary>
    public MatrixProduct? Product { get; init; }

    /// <summary>How its element reads its inputs.</summary>
    public ImmutableArray<ReadPattern> Reads { get; init; } = [];
}
