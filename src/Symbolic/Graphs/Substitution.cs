using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Copies nodes into a graph with some of them, and named sizes, replaced. Every op's type rule runs again.</summary>
internal sealed class Substitution(Graph target, IReadOnlyDictionary<string, Dim> sizes)
{
    private static readonly ImmutableDictionary<string, Dim> NoSizes = ImmutableDictionary<string, Dim>.Empty;
    private readonly Dictionary<Node, Node> images = [];

    public Substitution(Graph target)
        : this(target, NoSizes)
    {
    }

    /// <summary>Called with an op and its new inputs where something other than the op itself shall be built.</summary>
    public Func<Op, ImmutableArray<Node>, Node>? Build { get; init; }

    /// <summary>Says that a node is replaced by another, of the target graph.</summary>
    public Substitution Map(Node from, Node to)
    {
        images[from] = to;
        return this;
    }

    /// <summary>The images of nodes in the target graph.</summary>
    public ImmutableArray<Node> Apply(IEnumerable<Node> roots)
    {
        var wanted = roots.ToList();
        foreach (var node in Traversal.PostOrder(wanted, n => !images.ContainsKey(n)))
        {
            if (images.ContainsKey(node)) continue;
            images[node] = Copy(node);
        }

        return [.. wanted.Select(n => images[n])];
    }

    private Node Copy(Node node)
    {
        var inputs = node.Inputs.IsEmpty ? node.Inputs : ImmutableArray.CreateRange(node.Inputs, (input, map) => map[input], images);
        var op = sizes.Count == 0 ? node.Op : node.Op.Substitute(sizes);
        return op is Ops.Variable variable ? target.Variable(variable.Name, variable.Type)
            : Build is null ? target.Add(op, inputs)
            : Build(op, inputs);
    }
}
