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

    /// <summary>What the sequences that the loop runs over are in an iteration.</summary>
    public Dictionary<Sequence, Element> Elements { get; } = [];

    /// <summary>Lets the loop run a number of times: a length, or what a node says.</summary>
    public void Run(Dim? length, Node? count)
    {
        if ((length is not null && Draft.Length is { } other && other != length) || (count is not null && Draft.Count is { } number && !ReferenceEquals(number, count)))
            throw new ShapeException($"{word}: the loop runs {Draft.Length?.ToString() ?? Draft.Count!.ToString()} times by one sequence and {length?.ToString() ?? count!.ToString()} times by another; the numbers must be equal.");
        (Draft.Length, Draft.Count) = (length ?? Draft.Length, count ?? Draft.Count);
    }

    /// <summary>Row i of a node.</summary>
    public Node Slice(Node argument)
    {
        Owned(argument);
        if (argument.Type.IsScalar) throw new ShapeException($"{word}: {argument} of type {argument.Type} has no rows; expected at least one axis.");
        if (Draft.Length is { } length && argument.Shape[0] != length)
            throw new ShapeException($"{word}: {argument} of type {argument.Type} has {argument.Shape[0]} rows, and the loop runs over {length}; the numbers must be equal.", new RowsDiffer(length, argument.Shape[0]));
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
        BringRows(nodes, order, varying, substitution);
        return substitution.Apply(nodes);
    }

    // A row is read where a choice takes it; elsewhere row 0 stands in for one that may not be there.
    private void BringRows(ImmutableArray<Node> nodes, IReadOnlyList<Node> order, NodeMarks varying, Substitution substitution)
    {
        var rows = order.Select(n => (Node: n, Access: RowAccess.Of(n, varying))).Where(r => r.Access is not null).ToList();
        if (rows.Count == 0) return;
        var taken = new TakenSides(order, nodes);
        var waiting = new HashSet<Node>(rows.Select(r => r.Node));
        foreach (var (node, access) in rows)
        {
            var needed = taken.Of(node, condition => !Traversal.PostOrder([condition], n => n.Id >= first).Exists(waiting.Contains));
            substitution.Map(node, access!.In(Draft, Index, needed, n => substitution.Apply([n])[0]));
            waiting.Remove(node);
        }
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
