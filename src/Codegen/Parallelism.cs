namespace SymDiff.Codegen;

/// <summary>How many threads a call may use.</summary>
/// <param name="Degree">The most of them.</param>
internal sealed record Parallelism(int Degree)
{
    /// <summary>The caller's thread alone.</summary>
    public static Parallelism None { get; } = new(1);

    /// <summary>The most threads of a call: each has sums of its own.</summary>
    public const int MostThreads = 256;

    private const int LeastOfScalars = 150_000;   // operations in some 50 microseconds
    private const int LeastOfVectors = 800_000;

    /// <summary>The least work of a run of iterations, in operations, where it is not what a thread earns back.</summary>
    public int? Least { get; init; }

    /// <summary>The least work of a run of iterations, in operations.</summary>
    /// <param name="vectors">Whether loops become vector code.</param>
    public int LeastWork(bool vectors) => Least ?? (vectors ? LeastOfVectors : LeastOfScalars);
}
