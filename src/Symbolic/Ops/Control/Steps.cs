using SymDiff.Frontends;

namespace SymDiff;

/// <summary>The numbers that a loop runs over: a length (0, 1 ... below it), a range, or as many as a node says when the loop is run.</summary>
public readonly struct Steps
{
    private readonly int first;

    private Steps(int first, Dim? length, Node? count) => (this.first, Length, Count) = (first, length, count);

    internal Dim? Length { get; }

    internal Node? Count { get; }

    /// <summary>0, 1 ... below a length.</summary>
    public static implicit operator Steps(Dim length) => new(0, length, null);

    /// <summary>0, 1 ... below a number.</summary>
    public static implicit operator Steps(int length) => Range(0, length);

    /// <summary>The numbers from first to end, the end excluded.</summary>
    /// <exception cref="ArgumentException">There are less than none.</exception>
    public static Steps Range(int first, Dim end)
    {
        if (end is null) throw new ArgumentNullException(nameof(end));
        return end.IsConstant && (end - first) is var length && length.Terms.Any(t => t.Numerator.Sign < 0)
            ? throw new ArgumentException($"A loop from {first} to {end} has {length} iterations; expected 0 or more.", nameof(end))
            : new(first, end - first, null);
    }

    /// <summary>0, 1 ... below an integer node. With a bound, above which that is an error, rows can be collected and derivatives store them.</summary>
    public static Steps Times(Node count, Dim? bound = null) => count is null ? throw new ArgumentNullException(nameof(count)) : new(0, bound, count);

    /// <summary>The number of the iteration as the user counts.</summary>
    internal Node Number(LoopTrace trace) => first == 0 ? trace.Index : trace.Index + first;
}
