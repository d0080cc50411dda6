using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Codegen.Lowering;

/// <summary>Replaces ops that are defined by other ops with those, in the bodies of loops and branches too.</summary>
internal static class MacroExpansion
{
    /// <summary>The function without macros; the function itself where it has none.</summary>
    public static Function Of(Function function)
    {
        if (!HasMacros(function)) return function;
        var graph = new Graph();
        var images = new Dictionary<Node, ImmutableArray<Node>>();
        var outputs = function.Outputs.Select(o => Image(o, graph, images)).ToList();
        var inputs = function.Inputs.Select(i => graph.Variable(i.Op.Name, i.Type));
        return new(function.Name, inputs, [.. outputs.Select((o, i) => (function.OutputNames[i], o))]);
    }

    private static bool HasMacros(Function function) => Traversal.PostOrder(function.Outputs).Exists(n => n.Op switch
    {
        MacroOp => true,
        LoopOp loop => HasMacros(loop.Body.Function),
        BranchOp branch => HasMacros(branch.Then.Function) || HasMacros(branch.Else.Function),
        _ => false,
    });

    private static Node Image(Node root, Graph graph, Dictionary<Node, ImmutableArray<Node>> images)
    {
        foreach (var node in Traversal.PostOrder([root], n => !images.ContainsKey(n)))
        {
            if (!images.ContainsKey(node)) images[node] = Copy(node, graph, images);
        }

        return images[root][0];
    }

    private static ImmutableArray<Node> Copy(Node node, Graph graph, Dictionary<Node, ImmutableArray<Node>> images)
    {
        if (node.Op is Output { Index: var index } && node.Inputs[0].Op is MacroOp) return [images[node.Inputs[0]][index]];
        ImmutableArray<Node> inputs = [.. node.Inputs.Select(i => images[i][0])];
        return node.Op switch
        {
            MacroOp macro => Expanded(macro.Expand(inputs), graph),
            Variable variable => [graph.Variable(variable.Name, variable.Type)],
            LoopOp loop => [graph.Add(loop with { Body = Of(loop.Body) }, inputs)],
            BranchOp branch => [graph.Add(new BranchOp(Of(branch.Then), Of(branch.Else)), inputs)],
            _ => [graph.Add(node.Op, inputs)],
        };
    }

    private static Body Of(Body body) => HasMacros(body.Function) ? new(Of(body.Function)) : body;

    // An expansion may use macros itself.
    private static ImmutableArray<Node> Expanded(ImmutableArray<Node> nodes, Graph graph)
    {
        var images = new Dictionary<Node, ImmutableArray<Node>>();
        foreach (var node in Traversal.PostOrder(nodes))
            images[node] = node.Op is MacroOp macro ? Expanded(macro.Expand([.. node.Inputs.Select(i => images[i][0])]), graph)
                : node.Inputs.IsEmpty ? [node]
                : Copy(node, graph, images);
        return [.. nodes.Select(n => images[n][0])];
    }
}
