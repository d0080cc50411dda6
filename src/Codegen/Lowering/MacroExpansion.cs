using System.Collections.Immutable;

namespace SymDiff.Codegen.Lowering;

/// <summary>Replaces ops that are defined by other ops with those.</summary>
internal static class MacroExpansion
{
    /// <summary>The function without macros; the function itself where it has none.</summary>
    public static Function Of(Function function)
    {
        if (!Traversal.PostOrder(function.Outputs).Exists(n => n.Op is MacroOp)) return function;
        var graph = new Graph();
        var images = new Dictionary<Node, ImmutableArray<Node>>();
        var outputs = function.Outputs.Select(o => Image(o, graph, images)).ToList();
        var inputs = function.Inputs.Select(i => graph.Variable(i.Op.Name, i.Type));
        return new(function.Name, inputs, [.. outputs.Select((o, i) => (function.OutputNames[i], o))]);
    }

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
        if (node.Op is Ops.Output { Index: var index } && node.Inputs[0].Op is MacroOp) return [images[node.Inputs[0]][index]];
        ImmutableArray<Node> inputs = [.. node.Inputs.Select(i => images[i][0])];
        return node.Op switch
        {
            MacroOp macro => Expanded(macro.Expand(inputs), graph),
            Ops.Variable variable => [graph.Variable(variable.Name, variable.Type)],
            _ => [graph.Add(node.Op, inputs)],
        };
    }

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
