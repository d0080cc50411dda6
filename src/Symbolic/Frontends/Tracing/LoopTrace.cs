using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>
/// A loop's body while the user's lambda builds it in the graph of the surroundings. What does not depend on the loop stays outside and
/// is shared; what does moves into the draft of the loop.
/// </summary>
internal sealed class LoopTrace
{
    private readonly Graph graph;
    private readonly string word;
    private readonly int first;   // older nodes do not depend on the loop
    private readonly Dictionary<Node, Node> parameters = [];   // traced node -> the draft's parameter

    public LoopTrace(string word, Graph graph)
    {
        (this.word, this.graph, Draft) = (word, graph, new(graph));
        first = graph.Count;
        Index = Trace("i", Draft.Index);
    }

    public LoopDraft Draft { get; }

    /// <summary>The number of the iteration.</summary>
    public Node Index { get; }

    /// <summary>Row i of a node.</summary>
    public Node Slice(Node argument)
    {
        Owned(argument);
        if (argument.Type.IsScalar) throw new ShapeException($"{word}: {argument} of type {argument.Type} has no rows; expected at least one axis.");
        if (Draft.Length is { } length && argument.Shape[0] != length)
            throw new ShapeException($"{word}: {argument} of type {argument.Type} has {argument.Shape[0]} rows, and the loop runs over {length}; the numbers must be equal.");
        Draft.Length = argument.Shape[0];
        return Trace("x", Draft.Slice(argument));
    }

    /// <summary>A carried value.</summary>
    public Node Carry(Node initial) => Trace("carry", Draft.Carry(Owned(initial)));

    /// <summary>Says what carried values become.</summary>
    public void Next(ImmutableArray<Node> carried, ImmutableArray<Node> next)
    {
        if (carried.Length != next.Length)
            throw new ShapeException($"{word}: {carried.Length} value(s) are carried, and the body returns {next.Length} as the next; the numbers must be equal.");
        for (var i = 0; i < carried.Length; i++)
        {
            if (carried[i].Type != next[i].Type)
                throw new ShapeException($"{word}: the carried value{(carried.Length == 1 ? "" : " " + (i + 1))} is {carried[i].Type}, and the body returns {next[i].Type} as the next; both must be equal. Cast or broadcast one of them.");
        }

        var images = Bring(next);
        for (var i = 0; i < carried.Length; i++) Draft.Next(parameters[carried[i]], images[i]);
    }

    /// <summary>The parameter of the draft that a traced value stands for.</summary>
    public Node Parameter(Node traced) => parameters[traced];

    /// <summary>Nodes that the body computes, as nodes of the draft.</summary>
    public ImmutableArray<Node> Bring(ImmutableArray<Node> nodes)
    {
        foreach (var node in nodes) Owned(node);
        var order = Traversal.PostOrder(nodes, n => n.Id >= first);
        var varying = Traversal.Descendants(order, parameters.Keys);
        var substitution = new Substitution(Draft.Graph);
        foreach (var pair in parameters) substitution.Map(pair.Key, pair.Value);
        var consumed = order.Where(varying.Contains).SelectMany(n => n.Inputs).Concat(nodes).Where(n => !varying.Contains(n)).Distinct();
        foreach (var invariant in consumed) substitution.Map(invariant, Draft.Share(invariant));
        foreach (var node in order) if (RowAccess.Of(node, varying) is { } row) substitution.Map(node, row.In(Draft, Index, n => substitution.Apply([n])[0]));
        return substitution.Apply(nodes);
    }

    private Node Trace(string label, Node parameter)
    {
        var traced = graph.Add(new Traced(label, parameter.Type), []);
        parameters.Add(traced, parameter);
        return traced;
    }

    private Node Owned(Node node) => ReferenceEquals(node.Graph, graph) ? node
        : throw new ArgumentException($"{word}: the node {node} belongs to another graph than the loop. Build both in one graph, or use Function.Call to bring a function over.");
}
