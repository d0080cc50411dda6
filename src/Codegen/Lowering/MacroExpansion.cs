using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Codegen.Lowering;

/// <summary>Replaces ops that are defined by other ops with those, in the bodies of loops and branches too.</summary>
internal sealed class MacroExpansion
{
    private readonly Graph graph = new();
    private readonly Dictionary<Node, ImmutableArray<Node>> images = [];     // of the function's nodes
    private readonly Dictionary<Node, ImmutableArray<Node>> expanded = [];   // of what macros were defined by: nodes of the new graph

    private MacroExpansion()
    {
    }

    /// <summary>The function without macros; the function itself where it has none.</summary>
    public static Function Of(Function function)
    {
        if (!HasMacros(function)) return function;
        var expansion = new MacroExpansion();
        var outputs = function.Outputs.Select(expansion.Image).ToList();
        var inputs = function.Inputs.Select(i => expansion.graph.Variable(i.Op.Name, i.Type));
        return new(function.Name, inputs, [.. outputs.Select((o, i) => (function.OutputNames[i], o))]);
    }

    private static bool HasMacros(Function function) => Traversal.PostOrder(function.Outputs).Exists(n => n.Op switch
    {
        MacroOp => true,
        LoopOp loop => HasMacros(loop.Body.Function),
        BranchOp branch => HasMacros(branch.Then.Function) || HasMacros(branch.Else.Function),
        _ => false,
    });

    private Node Image(Node root)
    {
        foreach (var node in Traversal.PostOrder([root], n => !images.ContainsKey(n)))
        {
            if (!images.ContainsKey(node)) images[node] = Copy(node, images);
        }

        return images[root][0];
    }

    private ImmutableArray<Node> Copy(Node node, Dictionary<Node, ImmutableArray<Node>> copies)
    {
        if (node.Op is Output { Index: var index } && node.Inputs[0].Op is MacroOp) return [copies[node.Inputs[0]][index]];
        ImmutableArray<Node> inputs = [.. node.Inputs.Select(i => copies[i][0])];
        return node.Op switch
        {
            MacroOp macro => Expanded(macro.Expand(inputs)),
            Variable variable => [graph.Variable(variable.Name, variable.Type)],
            LoopOp loop => [graph.Add(loop with { Body = Of(loop.Body) }, inputs)],
            BranchOp branch => [graph.Add(new BranchOp(Of(branch.Then), Of(branch.Else)), inputs)],
            _ => [graph.Add(node.Op, inputs)],
        };
    }

    private static Body Of(Body body) => HasMacros(body.Function) ? new(Of(body.Function)) : body;

    // An expansion may use macros itself.
    private ImmutableArray<Node> Expanded(ImmutableArray<Node> nodes)
    {
        foreach (var node in Traversal.PostOrder(nodes, n => !expanded.ContainsKey(n)))
        {
            if (!expanded.ContainsKey(node)) expanded[node] = node.Inputs.IsEmpty ? [node] : Copy(node, expanded);
        }

        return [.. nodes.Select(n => expanded[n][0])];
    }
}
