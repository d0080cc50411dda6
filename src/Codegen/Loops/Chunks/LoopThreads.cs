namespace SymDiff.Codegen.Loops;

/// <summary>Why the iterations of a loop run on several threads, or on one.</summary>
public enum ThreadReason
{
    /// <summary>On several, where there is enough work when the function is called.</summary>
    Independent,

    /// <summary>On one: there is too little work for two.</summary>
    LittleWork,

    /// <summary>On one: iterations depend on those before.</summary>
    OrderOfIterations,

    /// <summary>On one: sums keep their order.</summary>
    OrderOfSums,

    /// <summary>On one: the iterations share too many buffers.</summary>
    ManyBuffers,
}

/// <summary>What was decided about a loop where several threads may be used.</summary>
internal sealed record LoopThreads(For Loop, ThreadReason Reason);
