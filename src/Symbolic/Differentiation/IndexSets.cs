namespace SymDiff;

/// <summary>Sets of entries of the inputs, as rising arrays that are shared where they are equal.</summary>
internal static class IndexSets
{
    public static int[] Empty { get; } = [];

    /// <summary>The union. One set among empty ones, or among copies of itself, is given back as it is.</summary>
    public static int[] Union(List<int[]> sets)
    {
        if (sets.Count == 0) return Empty;
        var first = sets[0];
        if (sets.TrueForAll(s => ReferenceEquals(s, first))) return first;
        return sets.Count == 2 ? Union(sets[0], sets[1]) : [.. sets.SelectMany(s => s).Distinct().OrderBy(i => i)];
    }

    private static int[] Union(int[] a, int[] b)
    {
        var union = new List<int>(a.Length + b.Length);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            var next = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            union.Add(next);
            if (i < a.Length && a[i] == next) i++;
            if (j < b.Length && b[j] == next) j++;
        }

        return union.Count == a.Length ? a : union.Count == b.Length ? b : [.. union];
    }
}
