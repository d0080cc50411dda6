using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>
/// Nodes that stand for others while something is built of them: each is itself only. So what is differentiated by one is what was built of it, not what
/// reads an equal node elsewhere.
/// </summary>
internal static class StandIns
{
    /// <summary>What is built of stand-ins for nodes, with the nodes in their places.</summary>
    public static ImmutableArray<Node> Replace(IReadOnlyList<Node> nodes, Func<ImmutableArray<Node>, IEnumerable<Node>> build)
    {
        if (nodes.Count == 0) return [.. build([])];
        var graph = nodes[0].Graph;
        var first = graph.Count;   // older nodes read no stand-in
        ImmutableArray<Node> standIns = [.. nodes.Select((node, i) => graph.Add(new Traced("x" + i, node.Type), []))];
        var built = build(standIns).ToList();
        var substitution = new Substitution(graph);
        foreach (var older in Traversal.PostOrder(built, n => n.Id >= first).Where(n => n.Id < first)) substitution.Map(older, older);
        for (var i = 0; i < nodes.Count; i++) substitution.Map(standIns[i], nodes[i]);
        return substitution.Apply(built);
    }
}
