using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Determinants by expansion in minors, each minor computed once.</summary>
public static class Minors
{
    /// <summary>
    /// The determinant of an n x n matrix <c>A</c>: D(∅) = 1, and for each set S of k columns the minor of the first k rows,
    /// D(S) = Σⱼ (-1)^(k-1+j)·A[k-1, Sⱼ]·D(S without Sⱼ). There are 2ⁿ sets, and n·2ⁿ⁻¹ products.
    /// </summary>
    public static Function Determinant(int n)
    {
        var graph = new Graph();
        var a = graph.Variable("A", [n, n]);
        var minors = a[0];
        for (var k = 2; k <= n; k++)
        {
            var level = Level.Of(n, k);
            minors = Sum(graph.Constant(level.Signs) * a[k - 1][graph.Constant(level.Columns)] * minors[graph.Constant(level.Rest)], [0]);
        }

        return graph.Function("determinant", [a], [minors[0]]);
    }

    /// <summary>The sets of k columns in the order of their bits, one to a column of the tables; row j of each is about the set's column j.</summary>
    private sealed record Level(Tensor Signs, Tensor Columns, Tensor Rest)
    {
        public static Level Of(int n, int k)
        {
            var (sets, smaller) = (Sets(n, k), Sets(n, k - 1));
            var position = smaller.Select((set, i) => (set, i)).ToDictionary(p => p.set, p => p.i);
            var members = sets.Select(set => Enumerable.Range(0, n).Where(c => (set >> c & 1) == 1).ToList()).ToList();
            return new(
                Tensor.Of([.. Enumerable.Range(0, k).Select(j => (k - 1 + j) % 2 == 0 ? 1.0 : -1.0)], k, 1),
                Table((s, j) => members[s][j]),
                Table((s, j) => position[sets[s] & ~(1 << members[s][j])]));

            Tensor Table(Func<int, int, int> entry) =>
                Tensor.Of(DType.Int32, [.. Enumerable.Range(0, k).SelectMany(j => Enumerable.Range(0, sets.Count).Select(s => (double)entry(s, j)))], k, sets.Count);
        }

        private static List<int> Sets(int n, int k) => [.. Enumerable.Range(0, 1 << n).Where(set => int.PopCount(set) == k)];
    }
}
