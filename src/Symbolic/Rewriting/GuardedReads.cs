using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>
/// Lets what is read or added at a computed place under a choice have place 0 where the choice does not take it: terms that two branches share
/// are computed outside of both, where the place may be out of range.
/// </summary>
internal static class GuardedReads
{
    /// <summary>The function whose reads are guarded, also in the bodies of loops and branches; the function itself where there are none.</summary>
    public static Function Of(Function function)
    {
        var order = Traversal.PostOrder(function.Outputs);
        if (!HasReads(order)) return function;
        var images = new Substitution(function.Graph) { Build = (op, inputs) => Copy(function.Graph, op, inputs) };
        var taken = Taken(order, function.Outputs);
        var waiting = new HashSet<Node>(order.Where(IsRead));
        foreach (var node in order.Where(IsRead))
        {
            waiting.Remove(node);
            if (taken[node] is { } condition && !Traversal.PostOrder([condition]).Exists(n => waiting.Contains(n) || ReferenceEquals(n, node)))
                images.Map(node, Guarded(node, condition, images));
        }

        var outputs = images.Apply(function.Outputs);
        return new(function.Name, function.Inputs, outputs.Select((o, i) => (function.OutputNames[i], o)));
    }

    // Where a node that is computed from a read is needed; null where it always may be.
    private static Dictionary<Node, Node?> Taken(List<Node> order, ImmutableArray<Node> outputs)
    {
        var dependent = Traversal.Descendants(order, order.Where(IsRead));
        var taken = new Dictionary<Node, Node?>();
        foreach (var output in outputs) taken[output] = null;
        for (var at = order.Count - 1; at >= 0; at--)
        {
            var node = order[at];
            if (!dependent.Contains(node)) continue;
            for (var i = 0; i < node.Inputs.Length; i++)
            {
                if (!dependent.Contains(node.Inputs[i])) continue;
                var condition = Through(node, taken[node], i);
                taken[node.Inputs[i]] = taken.TryGetValue(node.Inputs[i], out var before) ? Guards.Or(before, condition) : condition;
            }
        }

        return taken;
    }

    private static Node? Through(Node node, Node? condition, int input) => node.Op switch
    {
        _ when node.IsTuple || node.Inputs[input].IsTuple => null,
        Select when input == 0 => condition is null ? null : NodeMath.AnyTo(condition, node.Inputs[0].Shape),
        Gather or ScatterAdd when input == 1 => condition is null ? null : Guards.Anywhere(condition),
        _ => node.Op.InputGuard(node, condition, input),
    };

    private static Node Guarded(Node node, Node condition, Substitution images)
    {
        var inside = node.Op is Gather gather ? gather.Inside(node, condition) : ScatterAdd.Inside(node, condition);
        return node.Graph.Add(node.Op, images.Apply([node.Inputs[0], inside]));
    }

    private static Node Copy(Graph graph, Op op, ImmutableArray<Node> inputs) => graph.Add(
        op switch
        {
            LoopOp loop => loop with { Body = Of(loop.Body) },
            BranchOp branch => new BranchOp(Of(branch.Then), Of(branch.Else)),
            _ => op,
        },
        inputs);

    // A body's graph takes no more nodes, so its copy is guarded.
    private static Body Of(Body body)
    {
        if (!HasReads(Traversal.PostOrder(body.Outputs))) return body;
        var graph = new Graph();
        ImmutableArray<Node> inputs = [.. body.Parameters.Select(p => graph.Variable(p.Op.Name, p.Type))];
        return new(Of(new Function(body.Function.Name, inputs, body.Function.OutputNames.Zip(BodyDerivatives.Call(body, graph, inputs), (name, node) => (name, node)))));
    }

    private static bool IsRead(Node node) => node.Op is Gather or ScatterAdd;

    private static bool HasReads(List<Node> order) => order.Exists(n => n.Op switch
    {
        Gather or ScatterAdd => true,
        LoopOp loop => HasReads(Traversal.PostOrder(loop.Body.Function.Outputs)),
        BranchOp branch => HasReads(Traversal.PostOrder(branch.Then.Function.Outputs)) || HasReads(Traversal.PostOrder(branch.Else.Function.Outputs)),
        _ => false,
    });
}
