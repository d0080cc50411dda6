namespace SymDiff.Codegen.Scheduling;

/// <summary>Why a node is kept or computed as it is.</summary>
public enum ScheduleReason
{
    /// <summary>The caller gives it, or it is a parameter of a loop's body.</summary>
    Given,

    /// <summary>It is data of the program.</summary>
    Data,

    /// <summary>It is an output.</summary>
    Output,

    /// <summary>It becomes the next value of what the loop carries.</summary>
    Carried,

    /// <summary>A loop or branch makes it.</summary>
    LoopResult,

    /// <summary>A library kernel makes it.</summary>
    Kernel,

    /// <summary>A library kernel reads it.</summary>
    KernelOperand,

    /// <summary>It is a product of matrices, which the SIMD kernel computes.</summary>
    MatrixProduct,

    /// <summary>Values are added to its entries at indices that are computed.</summary>
    Scatter,

    /// <summary>It is a row for each lane, which is read more than once: it is transposed first.</summary>
    RowOfLanes,

    /// <summary>It has few entries, each a value of its own.</summary>
    FewEntries,

    /// <summary>It is one number.</summary>
    Number,

    /// <summary>It moves entries of an argument, which are read where they are.</summary>
    View,

    /// <summary>It moves entries without computing.</summary>
    Movement,

    /// <summary>It is a cheap mask, which is computed again rather than kept.</summary>
    CheapMask,

    /// <summary>It has one reader, or readers in the same loops.</summary>
    OneReader,

    /// <summary>It is cheap and has few readers.</summary>
    Cheap,

    /// <summary>Too many nodes lie between it and the next buffer.</summary>
    TooDeep,

    /// <summary>It is a reduction with lanes, which has a loop of its own.</summary>
    ReductionOfLanes,

    /// <summary>The loops that read it would compute the same entry again and again.</summary>
    ReadAgain,

    /// <summary>It is read at an index from data, so that any entry may be read again.</summary>
    ReadAnywhere,

    /// <summary>It is a reduction that few entries read: each would have the loop.</summary>
    LoopForEachEntry,

    /// <summary>It has several readers and is not cheap.</summary>
    SeveralReaders,
}
