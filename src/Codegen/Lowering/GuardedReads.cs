using System.Collections.Immutable;
using SymDiff.Frontends;
using SymDiff.Ops;

namespace SymDiff.Codegen.Lowering;

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
        var taken = order.Exists(IsRead) ? TakenSides.Of(order, function.Outputs) : [];
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

    private static Node Guarded(Node node, Node condition, Substitution images)
    {
        var (values, indices, where) = (images.Apply([node.Inputs[0]])[0], images.Apply([node.Inputs[1]])[0], images.Apply([condition])[0]);
        return node.Graph.Add(node.Op, values, NodeMath.Select(where, indices, indices.Literal(0)));
    }

    private static Node Copy(Graph graph, Op op, ImmutableArray<Node> inputs) => graph.Add(
        op switch
        {
            LoopOp loop => loop with { Body = Of(loop.Body) },
            BranchOp branch => new BranchOp(Of(branch.Then), Of(branch.Else)),
            _ => op,
        },
        inputs);

    private static Body Of(Body body) => HasReads(Traversal.PostOrder(body.Function.Outputs)) ? new(Of(body.Function)) : body;

    private static bool IsRead(Node node) => node.Op is Gather or ScatterAdd;

    private static bool HasReads(List<Node> order) => order.Exists(n => n.Op switch
    {
        Gather or ScatterAdd => true,
        LoopOp loop => HasReads(Traversal.PostOrder(loop.Body.Function.Outputs)),
        BranchOp branch => HasReads(Traversal.PostOrder(branch.Then.Function.Outputs)) || HasReads(Traversal.PostOrder(branch.Else.Function.Outputs)),
        _ => false,
    });
}
