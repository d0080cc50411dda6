using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Lowering;

/// <summary>The elements of nodes, each made once: the entries of a tensor without loops are asked for one by one.</summary>
internal sealed class ElementDefinitions
{
    private readonly Dictionary<Node, ElementDefinition> known = [];

    /// <summary>The element of a node that is computed entry by entry.</summary>
    public ElementDefinition this[Node node]
    {
        get
        {
            if (!known.TryGetValue(node, out var definition)) known.Add(node, definition = Of(node));
            return definition;
        }
    }

    /// <summary>The types of a node's inputs.</summary>
    public static ImmutableArray<TensorType> TypesOf(Node node) => ImmutableArray.CreateRange(node.Inputs, i => i.Type);

    private static ElementDefinition Of(Node node)
    {
        var inputs = TypesOf(node);
        var (element, axes) = ((ElementOp)node.Op).Define(inputs, node.Type);
        return new(element, axes, inputs);
    }
}

/// <summary>A node's value at an index.</summary>
/// <param name="Element">The value.</param>
/// <param name="Axes">The axes that the index is of.</param>
/// <param name="Inputs">The types of what it reads.</param>
internal sealed record ElementDefinition(Element Element, ImmutableArray<Axis> Axes, ImmutableArray<TensorType> Inputs);
