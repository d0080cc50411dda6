namespace SymDiff;

/// <summary>How delegates are made.</summary>
public enum Backend
{
    /// <summary>Expression trees for small programs, Roslyn for large ones.</summary>
    Auto,

    /// <summary>Expression trees: fast to compile.</summary>
    ExpressionTree,

    /// <summary>C# source compiled in memory: faster code, slower to compile.</summary>
    Roslyn,
}

/// <summary>How a function is compiled.</summary>
public sealed record CompileOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>Which backend makes the delegate.</summary>
    public Backend Backend { get; init; } = Backend.Auto;

    /// <summary>Which rewrites and which kinds of rounding are used.</summary>
    public Numerics Numerics { get; init; } = Numerics.Standard;

    /// <summary>Whether a delegate that was compiled for a function of the same structure and names is given again.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Receives the name of each step before it is taken; a delegate that is in the cache takes none.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>Ends a compilation before its next step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The most threads that a large product of matrices may use in a call; results are the same bits for every number.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 1;
}
