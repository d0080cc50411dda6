using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Who consumes a node, as linked lists over the arena that are extended when asked for.</summary>
internal sealed class Consumers(List<Node> nodes)
{
    private readonly List<(int Consumer, int Next)> edges = [];
    private readonly List<int> newest = [];   // node id -> its newest edge
    private int indexed;

    public ImmutableArray<Node> Of(Node node)
    {
        Extend();
        var found = ImmutableArray.CreateBuilder<Node>();
        for (var edge = newest[node.Id]; edge >= 0; edge = edges[edge].Next)
            if (found.Count == 0 || !ReferenceEquals(found[^1], nodes[edges[edge].Consumer])) found.Add(nodes[edges[edge].Consumer]);
        found.Reverse();
        return found.ToImmutable();
    }

    private void Extend()
    {
        for (; indexed < nodes.Count; indexed++)
        {
            newest.Add(-1);
            foreach (var input in nodes[indexed].Inputs)
            {
                edges.Add((indexed, newest[input.Id]));
                newest[input.Id] = edges.Count - 1;
            }
        }
    }
}
