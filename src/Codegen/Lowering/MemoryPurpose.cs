namespace SymDiff.Codegen.Lowering;

/// <summary>What a buffer in scratch memory is for.</summary>
public enum MemoryPurpose
{
    /// <summary>The entries of a node.</summary>
    Node,

    /// <summary>What a loop carries from one iteration to the next.</summary>
    Carried,

    /// <summary>What each lane of a loop has summed up.</summary>
    SumOfEachLane,

    /// <summary>Which lanes of the last block count.</summary>
    CountedLanes,

    /// <summary>Carried values at checkpoints.</summary>
    Snapshots,

    /// <summary>How far a schedule of checkpoints has come.</summary>
    Cursor,

    /// <summary>What each run of iterations on a thread of its own has summed up.</summary>
    SumOfEachChunk,

    /// <summary>Where entries are read, computed before the loops that read them.</summary>
    Indices,

    /// <summary>Values that pass from one method to another.</summary>
    Passed,
}
