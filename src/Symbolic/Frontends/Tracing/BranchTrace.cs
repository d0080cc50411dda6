using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>
/// A branch whose sides the user's lambdas build in the graph of the surroundings. What existed before is shared; what a lambda built moves
/// into its side, also where an equal node was built inside of an earlier branch.
/// </summary>
internal static class BranchTrace
{
    public static T Cond<T>(Node condition, Func<T> ifTrue, Func<T> ifFalse)
    {
        if (condition is null) throw new ArgumentNullException(nameof(condition));
        if (condition.Type != TensorType.Bool)
            throw new ShapeException($"Cond: the condition is {condition.Type}; expected a bool without axes. Compare something, or reduce over the axes.");
        var draft = new BranchDraft(condition);
        var (first, second) = (Side(draft, condition.Graph, ifTrue, 0, out var result), Side(draft, condition.Graph, ifFalse, 1, out _));
        if (!first.Select(n => n.Type).SequenceEqual(second.Select(n => n.Type)))
            throw new ShapeException($"Cond: the sides give ({string.Join(", ", first.Select(n => n.Type))}) and ({string.Join(", ", second.Select(n => n.Type))}); both must be equal. Cast or broadcast one of them.");
        for (var k = 0; k < first.Length; k++) draft.Exit(first[k], second[k]);
        return NodeStructure.Rebuild(result, draft.Close());
    }

    private static ImmutableArray<Node> Side<T>(BranchDraft draft, Graph graph, Func<T> body, int side, out T result)
    {
        var start = graph.Count;
        result = body();
        var leaves = NodeStructure.Flatten("Cond", result);
        if (leaves.IsEmpty) throw new ArgumentException("Cond: a side returns no node.");
        if (leaves.FirstOrDefault(n => !ReferenceEquals(n.Graph, graph)) is { } stranger)
            throw new ArgumentException($"Cond: the node {stranger} belongs to another graph than the condition. Build both in one graph, or use Function.Call to bring a function over.");
        graph.MarkInner(start);
        var order = Traversal.PostOrder(leaves, IsInner);
        var substitution = new Substitution(draft.Sides[side]);
        foreach (var outer in order.Where(n => !IsInner(n))) substitution.Map(outer, draft.Share(outer)[side]);
        return substitution.Apply(leaves);

        bool IsInner(Node node) => node.Op is not (Variable or Traced) && graph.IsInner(node);
    }
}
