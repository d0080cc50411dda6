using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>Where the nodes of a body are needed: where the choices by a single truth, through whose sides they are read, take that side.</summary>
internal sealed class TakenSides
{
    private const int Most = 8;
    private static readonly ImmutableHashSet<(Node Condition, bool Side)> always = [];
    private readonly Dictionary<Node, List<ImmutableHashSet<(Node Condition, bool Side)>>> ways = [];   // on any of these ways; on each all its sides are taken

    /// <param name="order">The nodes of the body, inputs before consumers.</param>
    /// <param name="roots">What the body computes.</param>
    public TakenSides(IReadOnlyList<Node> order, IEnumerable<Node> roots)
    {
        foreach (var root in roots) ways[root] = [always];
        for (var at = order.Count - 1; at >= 0; at--)
        {
            if (!ways.TryGetValue(order[at], out var found)) continue;
            for (var input = 0; input < order[at].Inputs.Length; input++)
                foreach (var way in found) Add(order[at].Inputs[input], Through(order[at], way, input));
        }
    }

    /// <summary>The truth that says whether a node is needed, of conditions that may be asked for it; null where it always may be.</summary>
    public Node? Of(Node node, Func<Node, bool> mayBeAsked)
    {
        Node? any = null;
        foreach (var way in ways[node])
        {
            var all = way.Where(s => mayBeAsked(s.Condition)).OrderBy(s => s.Condition.Id).Select(s => s.Side ? s.Condition : NodeMath.Not(s.Condition)).ToList();
            if (all.Count == 0) return null;
            var taken = all.Aggregate((a, b) => a & b);
            any = any is null || ReferenceEquals(any, taken) ? taken : any | taken;
        }

        return any;
    }

    private static ImmutableHashSet<(Node, bool)> Through(Node node, ImmutableHashSet<(Node, bool)> way, int input) =>
        node.Op is not Select || input == 0 || node.Inputs[0].Type != TensorType.Bool ? way : way.Add((node.Inputs[0], input == 1));

    // a way on which more must hold adds nothing
    private void Add(Node node, ImmutableHashSet<(Node, bool)> way)
    {
        if (!ways.TryGetValue(node, out var found)) ways.Add(node, found = []);
        if (found.Exists(way.IsSupersetOf)) return;
        found.RemoveAll(other => other.IsSupersetOf(way));
        found.Add(way);
        if (found.Count > Most) ways[node] = [always];
    }
}
