using SymDiff.Codegen;

namespace SymDiff;

/// <summary>How delegates are made.</summary>
public enum Backend
{
    /// <summary>
    /// The one that is ahead after all the calls that a program is likely to see: expression trees, whatever the size. To compile gradients of 3,210, 29,822 and
    /// 100,337 operations they take 25, 29 and 30 us an operation, Roslyn takes 62, 62 and 58, and 2 s more for the first in a process. Roslyn's code is 0 to 15 %
    /// faster in straight-line code (by 0.02 ns an operation) and 0 to 8 % in loops, so that it has earned its time back after two million calls or more.
    /// </summary>
    Auto,

    /// <summary>Expression trees.</summary>
    ExpressionTree,

    /// <summary>C# source compiled in memory: for what runs for hours.</summary>
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

    /// <summary>
    /// The bits of vectors, 256 or 512; by default what the machine is fast at. Another size adds the terms of a sum in another order; one size gives the
    /// same bits on every machine.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public int? VectorBits
    {
        get;
        init => field = value is null or 256 or 512 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "VectorBits: expected 256, 512, or null for what the machine is fast at.");
    }

    /// <summary>
    /// The most threads that a call may use, at least 1: for large products of matrices, whose results are the same bits for every number, and for loops whose
    /// iterations do not depend on each other, whose sums are the same bits for each number, on every machine. With more than one, a call may allocate. More than 256 are taken as 256.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxDegreeOfParallelism: expected the number of threads that a call may use, at least 1.");
    } = 1;

    /// <summary>The least work of a run of iterations, for tests.</summary>
    internal int? LeastWork { get; init; }

    internal Parallelism Parallelism => new(Math.Min(MaxDegreeOfParallelism, Parallelism.MostThreads)) { Least = LeastWork };
}
