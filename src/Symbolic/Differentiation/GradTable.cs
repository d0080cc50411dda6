using System.Collections.Immutable;

namespace SymDiff;

/// <summary>What one position of a consumer contributes to a node's adjoint.</summary>
public sealed record Contribution(Node Consumer, int Position, Node Value);

/// <summary>
/// A node's adjoint: one part for each of its outputs (null is structurally zero), the guard outside of which it is zero (null:
/// none), and what it is the sum of.
/// </summary>
public sealed record Adjoint(ImmutableArray<Node?> Parts, Node? Guard, ImmutableArray<Contribution> Contributions)
{
    /// <summary>The adjoint of a node that is not of tuple type.</summary>
    /// <exception cref="InvalidOperationException">The node is of tuple type: its adjoint is the list <see cref="Parts"/>.</exception>
    public Node Value => Parts.Length == 1
        ? Parts[0]!
        : throw new InvalidOperationException($"The adjoint of a node with {Parts.Length} outputs is a list: read Parts.");
}

/// <summary>
/// The table of adjoints that <see cref="ReverseMode"/> fills, in the order in which it was filled: consumers before inputs.
/// A node that is missing has an adjoint that is structurally zero.
/// </summary>
public sealed class GradTable
{
    private readonly Dictionary<Node, Adjoint> adjoints = [];
    private readonly List<Node> order = [];

    /// <summary>The nodes that have an adjoint, consumers before inputs.</summary>
    public IReadOnlyList<Node> Nodes => order;

    /// <summary>The adjoint of a node, or null where it is structurally zero.</summary>
    public Adjoint? this[Node node] => adjoints.TryGetValue(node, out var adjoint) ? adjoint : null;

    internal void Add(Node node, Adjoint adjoint)
    {
        adjoints.Add(node, adjoint);
        order.Add(node);
    }
}
