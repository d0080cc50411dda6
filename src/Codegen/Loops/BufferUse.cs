namespace SymDiff.Codegen.Loops;

/// <summary>What is done with the entries of a buffer.</summary>
[Flags]
internal enum BufferUse
{
    None = 0,

    /// <summary>They are read.</summary>
    Read = 1,

    /// <summary>They are written one by one.</summary>
    Store = 2,

    /// <summary>They are added to.</summary>
    Add = 4,

    /// <summary>They are written all at once, or by a kernel.</summary>
    Whole = 8,
}
