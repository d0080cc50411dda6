namespace SymDiff.Elements;

/// <summary>The indices of a tensor in row-major order.</summary>
internal static class IndexSpace
{
    /// <summary>The number of indices.</summary>
    public static int Count(int[] lengths) => checked(lengths.Aggregate(1, (product, length) => product * length));

    /// <summary>Every index; the array is reused from one to the next.</summary>
    public static IEnumerable<int[]> Of(int[] lengths)
    {
        if (lengths.Any(l => l == 0)) yield break;
        var at = new int[lengths.Length];
        do yield return at;
        while (Advance(at, lengths));
    }

    private static bool Advance(int[] at, int[] lengths)
    {
        for (var axis = at.Length - 1; axis >= 0; axis--)
        {
            if (++at[axis] < lengths[axis]) return true;
            at[axis] = 0;
        }

        return false;
    }
}
