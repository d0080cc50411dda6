using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// Which loops become one. Of each kind the clusters form a chain: a loop joins the first one that it does not depend on in another way than that it takes rows
/// that the cluster stacks, so one that begins a new cluster depends on all before it.
/// </summary>
internal sealed class LoopClusters
{
    private readonly Dictionary<Node, Cluster> clusterOf = [];
    private readonly Dictionary<object, Kind> kinds = [];
    private bool isMerging;   // whether some cluster has several loops

    public LoopClusters(IReadOnlyList<Node> order)
    {
        foreach (var loop in order)
            if (loop.Op is LoopOp { Condition: null } op && !op.Inputs.Any(i => i is LoopInput.Replayed)) Join(loop, KindOf(loop, op));
    }

    /// <summary>Whether any loops become one.</summary>
    public bool Any => isMerging;

    /// <summary>The loops that become one with a loop, in order; null for any other node.</summary>
    public List<Node>? Of(Node node) => clusterOf.TryGetValue(node, out var cluster) && cluster.Loops.Count > 1 ? cluster.Loops : null;

    /// <summary>The loop that stacks the rows that an argument takes one by one; null for another argument.</summary>
    public static Node? Producer(Node loop, int input)
    {
        if (input >= ((LoopOp)loop.Op).Inputs.Count || ((LoopOp)loop.Op).Inputs[input] is not LoopInput.Sliced) return null;
        var (producer, index) = Source(loop.Inputs[input]);
        return producer.Op is LoopOp op && op.Outputs[index] is LoopOutput.Stacked ? producer : null;
    }

    /// <summary>A loop and which of its outputs a node is.</summary>
    public static (Node Loop, int Output) Source(Node node) => node.Op is Output output ? (node.Inputs[0], output.Index) : (node, 0);

    // Of the same iterations; carries must run the same way, by the same checkpoints.
    private Kind KindOf(Node loop, LoopOp op)
    {
        object key = (op.Length, op.Counted ? loop.Inputs[loop.Inputs.Length - 1] : null, op.IsCarried, op.Backward, op.Checkpoint);
        if (!kinds.TryGetValue(key, out var kind)) kinds.Add(key, kind = new());
        return kind;
    }

    private void Join(Node loop, Kind kind)
    {
        var place = FirstFree(loop, kind);
        if (place == kind.Clusters.Count) kind.Clusters.Add(new(kind, place));
        else isMerging = true;
        kind.Clusters[place].Loops.Add(loop);
        kind.Oldest = Math.Min(kind.Oldest, loop.Id);
        clusterOf.Add(loop, kind.Clusters[place]);
    }

    // How many clusters of a kind a loop depends on otherwise than by their rows: none of them depends on a later one. Loops of one cluster count as one node.
    private int FirstFree(Node loop, Kind kind)
    {
        var (first, stack, seen) = (0, new Stack<Node>(), new HashSet<Node>());
        for (var i = 0; i < loop.Inputs.Length; i++)
        {
            if (Producer(loop, i) is { } producer && Among(producer) is { } cluster) first = Math.Max(first, cluster.Place);
            else stack.Push(loop.Inputs[i]);
        }

        while (stack.Count > 0 && first < kind.Clusters.Count)
        {
            var node = stack.Pop();
            if (Among(node) is { } cluster)
            {
                first = Math.Max(first, cluster.Place + 1);
                continue;
            }

            // what is older cannot depend on a loop, unless it is of a cluster with newer loops
            if ((!isMerging && node.Id < kind.Oldest) || !seen.Add(node)) continue;
            foreach (var input in node.Inputs) stack.Push(input);
            if (Of(node) is { } others) foreach (var other in others) stack.Push(other);
        }

        return first;

        Cluster? Among(Node node) => clusterOf.TryGetValue(node, out var cluster) && ReferenceEquals(cluster.Kind, kind) ? cluster : null;
    }

    /// <summary>Loops that become one: the place among those of their kind.</summary>
    private sealed class Cluster(Kind kind, int place)
    {
        public Kind Kind => kind;

        public int Place => place;

        public List<Node> Loops { get; } = [];
    }

    private sealed class Kind
    {
        public List<Cluster> Clusters { get; } = [];

        public int Oldest { get; set; } = int.MaxValue;   // id of a loop
    }
}
