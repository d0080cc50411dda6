namespace SymDiff.Runtime;

/// <summary>Ranges cut into equal parts, which run at once.</summary>
internal static class Chunks
{
    /// <summary>Calls the body for [from, to) of at most `degree` parts, whose lengths are multiples of the unit but for the last.</summary>
    public static void Run<TState>(nint length, int degree, nint unit, TState state, Action<TState, nint, nint> body)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        var size = (length + (unit * degree) - 1) / (unit * degree) * unit;
        if (size >= length)
        {
            body(state, 0, length);
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = degree };
        Parallel.For(0, (int)((length + size - 1) / size), options, part => body(state, part * size, nint.Min(length, (part + 1) * size)));
    }
}
