using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>
/// Sums and products of many operands: nested ones are read as one list, equal terms and factors come together, and the list is written
/// again: 3·x - y + 2·x = 5·x - y, x·x·x·x = (x²)². The operands keep their order of first visit. A part that is read elsewhere is one operand,
/// so nothing is computed twice, and each node belongs to one list, so the pass takes linear time.
/// </summary>
public sealed class CollectTerms : Pass
{
    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log)
    {
        var order = Traversal.PostOrder(nodes);
        var readers = new Readers(order, nodes);
        var facts = new Facts(readers);
        var images = new NodeMap<Node>();
        foreach (var node in order)
        {
            if (IsInner(node, readers)) continue;
            var image = Gathered(node);
            if (!ReferenceEquals(image, node)) readers.Replaced(node, image);
            images[node] = image;
        }

        return new(ImmutableArray.CreateRange(nodes, n => images[n]!), IsSettled: true);

        // what was passed over stays a part, also where something that was written since reads it
        bool IsPart(Node node) => images[node] is null || IsInner(node, readers);

        Node Gathered(Node node)
        {
            var gathered = !ReadsInner(node, readers) ? null : Family(node) switch   // two operands are for the rules
            {
                List.Sum => new Terms(node, IsPart, images).Write(),
                List.Product => new Factors(node, IsPart, images, facts).Write(),
                _ => null,
            };
            var rebuilt = Rebuilt(node, images);
            if (gathered is null || ReferenceEquals(gathered, rebuilt)) return rebuilt;
            log?.Add(Name, rebuilt, gathered);
            return gathered;
        }
    }

    private static bool ReadsInner(Node node, Readers readers)
    {
        foreach (var input in node.Inputs) if (IsInner(input, readers)) return true;
        return false;
    }

    /// <summary>Whether a node is part of the list that its only reader is part of.</summary>
    private static bool IsInner(Node node, Readers readers) =>
        Family(node) is var list and not List.None && readers.Only(node) is { } reader && Family(reader) == list && reader.Type == node.Type;

    // A negated sum is a sum, a negated product a product.
    private static List Family(Node node) =>
        ReferenceEquals(node.Op, Arithmetics.Add) || ReferenceEquals(node.Op, Arithmetics.Subtract) ? List.Sum
        : ReferenceEquals(node.Op, Arithmetics.Multiply) || ReferenceEquals(node.Op, Arithmetics.Divide) ? List.Product
        : ReferenceEquals(node.Op, Arithmetics.Negate) && !ReferenceEquals(node.Inputs[0].Op, Arithmetics.Negate) ? Family(node.Inputs[0])
        : List.None;

    // The node with the images of its inputs; inner nodes have none before and are rebuilt with it.
    private static Node Rebuilt(Node node, NodeMap<Node> images)
    {
        foreach (var input in node.Inputs)
        {
            if (images[input] is not null) continue;
            foreach (var inner in Traversal.PostOrder([input], n => images[n] is null)) images[inner] ??= WithImages(inner, images);
        }

        return WithImages(node, images);
    }

    private static Node WithImages(Node node, NodeMap<Node> images)
    {
        foreach (var input in node.Inputs)
        {
            if (!ReferenceEquals(images[input], input)) return node.Graph.Add(node.Op, ImmutableArray.CreateRange(node.Inputs, i => images[i]!));
        }

        return node;
    }

    private enum List
    {
        None,
        Sum,
        Product,
    }
}
