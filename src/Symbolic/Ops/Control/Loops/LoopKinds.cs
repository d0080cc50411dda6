namespace SymDiff.Ops;

/// <summary>How an argument of a loop reaches the body. Numbers are positions among the body's outputs.</summary>
public abstract record LoopInput
{
    private LoopInput()
    {
    }

    /// <summary>The same value in every iteration.</summary>
    public sealed record Shared : LoopInput;

    /// <summary>Row i in iteration i.</summary>
    public sealed record Sliced : LoopInput;

    /// <summary>The row whose number the body computes.</summary>
    public sealed record Gathered(int Index) : LoopInput;

    /// <summary>The argument in the first iteration, then what the body computed as the next value.</summary>
    public sealed record Carried(int Next) : LoopInput;

    /// <summary>
    /// A value that is carried against the direction of the loop: in iteration i what enters iteration i of a run the other way, from
    /// the argument. It is stored or recomputed as the loop's <see cref="LoopOp.Checkpoint"/> says; its next value reads no carried ones.
    /// </summary>
    public sealed record Replayed(int Next) : LoopInput;
}

/// <summary>How an output of a loop comes about. Numbers are positions among the body's outputs.</summary>
public abstract record LoopOutput
{
    private LoopOutput()
    {
    }

    /// <summary>The sum over the iterations, in their order.</summary>
    public sealed record Summed(int Value) : LoopOutput;

    /// <summary>The largest, the smallest or the product, entry by entry.</summary>
    public sealed record Reduced(Elements.ReductionKind Kind, int Value) : LoopOutput;

    /// <summary>The value of iteration i as row i; rows that no iteration reached are zero.</summary>
    public sealed record Stacked(int Value) : LoopOutput;

    /// <summary>An array of so many rows that starts at zero, to whose row of the computed number each iteration adds its value.</summary>
    public sealed record ScatterAdded(int Index, int Value, Dim Rows) : LoopOutput;

    /// <summary>The last value of the carried input at a position; that argument itself where there was no iteration.</summary>
    public sealed record Carried(int Input) : LoopOutput;
}
