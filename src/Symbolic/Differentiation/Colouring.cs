using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// Colours of the columns of a sparse matrix, such that its entries can be read off the sums of the columns of each colour. Greedy
/// and deterministic (A. H. Gebremedhin, F. Manne, A. Pothen, What color is your Jacobian?, SIAM Review 47 (2005) 629-705).
/// </summary>
public sealed record Colouring(ImmutableArray<int> Colours, int Count)
{
    /// <summary>
    /// Columns that share no row may have one colour (A. R. Curtis, M. J. D. Powell, J. K. Reid, J. Inst. Maths Applics 13 (1974) 117-119):
    /// each entry is an entry of the sum of its colour. Columns with many entries come first.
    /// </summary>
    public static Colouring OfColumns(SparsityPattern pattern)
    {
        if (pattern is null) throw new ArgumentNullException(nameof(pattern));
        var transposed = pattern.Transposed();
        return Greedy(ByDegree(transposed), (column, colours, forbid) =>
        {
            foreach (var row in transposed[column])
                foreach (var other in pattern[row])
                    if (other != column) forbid(colours[other]);
        });
    }

    /// <summary>
    /// Star colouring of a symmetric pattern: neighbours differ, and no path of four vertices has two colours, so that each entry is an
    /// entry of the sum of its row's or of its column's colour (algorithm 4.1 of the reference).
    /// </summary>
    public static Colouring OfSymmetric(SparsityPattern pattern)
    {
        if (pattern is null) throw new ArgumentNullException(nameof(pattern));
        return Greedy(ByDegree(pattern), (v, colours, forbid) =>
        {
            foreach (var w in pattern[v])
            {
                if (w == v) continue;
                forbid(colours[w]);
                foreach (var x in pattern[w])
                    if (x != v && x != w && colours[x] >= 0 && (colours[w] < 0 || HasNeighbour(pattern, x, except: w, colours[w], colours))) forbid(colours[x]);
            }
        });
    }

    /// <summary>Whether a column is the only one of its colour in a row, so that the entry is the sum of the colour there.</summary>
    internal bool IsAlone(SparsityPattern pattern, int row, int column)
    {
        foreach (var other in pattern[row])
            if (other != column && Colours[other] == Colours[column]) return false;
        return true;
    }

    private static bool HasNeighbour(SparsityPattern pattern, int x, int except, int colour, int[] colours)
    {
        foreach (var y in pattern[x])
            if (y != except && y != x && colours[y] == colour) return true;
        return false;
    }

    private static IEnumerable<int> ByDegree(SparsityPattern adjacency) => Enumerable.Range(0, adjacency.Rows).OrderByDescending(i => adjacency[i].Length);

    // Each in turn takes the first colour that its surroundings do not forbid; -1 is no colour yet.
    private static Colouring Greedy(IEnumerable<int> order, Action<int, int[], Action<int>> surroundings)
    {
        var vertices = order.ToList();
        var colours = new int[vertices.Count];
        for (var i = 0; i < colours.Length; i++) colours[i] = -1;
        var forbidden = new int[vertices.Count + 1];   // colour -> the last vertex, counted from 1, that must not have it
        var (stamp, count) = (0, 0);
        foreach (var vertex in vertices)
        {
            stamp++;
            surroundings(vertex, colours, colour =>
            {
                if (colour >= 0) forbidden[colour] = stamp;
            });
            var free = 0;
            while (forbidden[free] == stamp) free++;
            colours[vertex] = free;
            count = Math.Max(count, free + 1);
        }

        return new([.. colours], count);
    }
}
