using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>
/// Terms that are zero but for a stretch each, at different places along one axis, are one row of stretches: the gradient of x[0] + x[1] + ... is as
/// long as x, and not as many tensors of its length.
/// </summary>
internal static class Stretches
{
    private const int Fewest = 3;   // two are as cheap added

    /// <summary>The terms with stretches of one tensor in the place of the first of them; null where there are too few.</summary>
    public static List<(double Coefficient, Node Node)>? Joined(List<(double Coefficient, Node Node)> terms)
    {
        if (terms.Count < Fewest) return null;
        var rows = terms.Select(Of).OfType<Stretch>().GroupBy(s => (s.Axis, s.Term.Shape)).ToDictionary(g => g.First().Term, Row);
        foreach (var first in rows.Where(r => r.Value is null).Select(r => r.Key).ToList()) rows.Remove(first);
        if (rows.Count == 0) return null;
        var joined = new HashSet<Node>(rows.Values.SelectMany(r => r!.Stretches).Select(s => s.Term));
        return [.. terms.Where(t => rows.ContainsKey(t.Node) || !joined.Contains(t.Node)).Select(t => rows.TryGetValue(t.Node, out var row) ? (1, row!.ToNode()) : t)];
    }

    private static Stretch? Of((double Coefficient, Node Node) term) => term.Node.Op switch
    {
        Embed { Step: 1, Start.Constant: { } start } embed when term.Node.Inputs[0].Shape[embed.Axis].Constant is { } count => new(term.Node, term.Coefficient, embed.Axis, start, count),
        Place place when Position(place) is { } start => new(term.Node, term.Coefficient, Flat, start, 1),
        _ => null,
    };

    private const int Flat = -1;   // the entries one after the other, over all axes

    // The place in row-major order, where that does not depend on a named size.
    private static int? Position(Place place)
    {
        var position = 0;
        for (var axis = 0; axis < place.At.Count; axis++)
        {
            if (place.At[axis].Constant is not { } at || (axis > 0 && !place.Target[axis].IsConstant)) return null;
            position = (axis == 0 ? 0 : position * place.Target[axis].Value) + at;
        }

        return place.At.Count == 0 ? null : position;
    }

    private static Line? Row(IEnumerable<Stretch> group)
    {
        var stretches = group.OrderBy(s => s.Start).ToList();   // stable: those of one place keep their order
        for (var i = 1; i < stretches.Count; i++)
        {
            var (before, next) = (stretches[i - 1], stretches[i]);
            if (next.Start < before.Start + before.Count && (next.Start, next.Count) != (before.Start, before.Count)) return null;
        }

        return stretches.Count < Fewest ? null : new(stretches);
    }

    /// <summary>The entries of a term from a place on along an axis; the rest of the term is zero.</summary>
    private sealed record Stretch(Node Term, double Coefficient, int Axis, int Start, int Count)
    {
        public Node Entries => Coefficient == 1 ? Plain : Coefficient == -1 ? -Plain : Coefficient * Plain;

        private Node Plain => Axis == Flat ? NodeMath.Reshape(Term.Inputs[0], [1]) : Term.Inputs[0];
    }

    /// <summary>Stretches that do not overlap, in order; those at one place are added up.</summary>
    private sealed record Line(List<Stretch> Stretches)
    {
        public Node ToNode()
        {
            var first = Stretches[0];
            var axis = Math.Max(first.Axis, 0);
            var shape = first.Axis == Flat ? [first.Term.Shape.Size] : first.Term.Shape;
            var (parts, end) = (new List<Node>(), 0);
            foreach (var place in Stretches.GroupBy(s => s.Start))
            {
                if (place.Key > end) parts.Add(Zeros(shape.With(axis, place.Key - end)));
                parts.Add(place.Select(s => s.Entries).Aggregate((a, b) => a + b));
                end = place.Key + place.First().Count;
            }

            if (shape[axis] != end) parts.Add(Zeros(shape.With(axis, shape[axis] - end)));
            return NodeMath.Reshape(NodeMath.Concatenate(parts, axis), first.Term.Shape);
        }

        private Node Zeros(Shape shape) => NodeMath.BroadcastTo(Stretches[0].Term.Literal(0), shape);
    }
}
