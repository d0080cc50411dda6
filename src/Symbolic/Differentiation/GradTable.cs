using System.Collections.Immutable;

namespace SymDiff;

/// <summary>What one position of a consumer contributes to a node's adjoint.</summary>
public sealed record Contribution(Node Consumer, int Position, Node Value);

/// <summary>
/// A node's adjoint: one part for each of its outputs (null is structurally zero), for each the guard outside of which it is zero
/// (null: none), and what it is the sum of.
/// </summary>
public sealed record Adjoint(ImmutableArray<Node?> Parts, ImmutableArray<Node?> Guards, ImmutableArray<Contribution> Contributions)
{
    /// <summary>The adjoint of a node that is not of tuple type.</summary>
    /// <exception cref="InvalidOperationException">The node is of tuple type: its adjoint is the list <see cref="Parts"/>.</exception>
    public Node Value => Parts.Length == 1
        ? Parts[0]!
        : throw new InvalidOperationException($"The adjoint of a node with {Parts.Length} outputs is a list: read Parts.");

    /// <summary>The guard outside of which all parts are zero: one truth where there are several, whose shapes differ.</summary>
    public Node? Guard
    {
        get
        {
            if (Parts.Length == 1) return Guards[0];
            Node? any = null;
            for (var i = 0; i < Parts.Length; i++)
            {
                if (Parts[i] is null) continue;
                if (Guards[i] is not { } guard) return null;
                any = any is null ? SymDiff.Guards.Anywhere(guard) : SymDiff.Guards.Or(any, SymDiff.Guards.Anywhere(guard));
                if (any is null) return null;
            }

            return any;
        }
    }

    /// <summary>The adjoint with other nodes in the place of nodes.</summary>
    internal Adjoint Replace(Func<Node, Node> image) => new(
        [.. Parts.Select(p => p is null ? null : image(p))],
        [.. Guards.Select(g => g is null ? null : image(g))],
        [.. Contributions.Select(c => c with { Value = image(c.Value) })]);
}

/// <summary>
/// The table of adjoints that <see cref="ReverseMode"/> fills, in the order in which it was filled: consumers before inputs.
/// A node that is missing has an adjoint that is structurally zero.
/// </summary>
public sealed class GradTable
{
    private readonly Dictionary<Node, Adjoint> adjoints = [];
    private readonly List<Node> order = [];
    private Substitution? replaced;

    /// <summary>The nodes that have an adjoint, consumers before inputs.</summary>
    public IReadOnlyList<Node> Nodes => order;

    /// <summary>The adjoint of a node, or null where it is structurally zero.</summary>
    public Adjoint? this[Node node] => adjoints.TryGetValue(node, out var adjoint) ? adjoint : null;

    /// <summary>A line for each node: its adjoint, the guard outside of which that is zero, and what the consumers contribute.</summary>
    public override string ToString() => string.Join("\n", order.Select(Line));

    private string Line(Node node)
    {
        var adjoint = adjoints[node];
        var parts = adjoint.Parts.Select((part, i) => part is null ? "0" : adjoint.Guards[i] is { } guard ? $"{part} where {guard}" : $"{part}");
        var terms = adjoint.Contributions.Select(c => $"{c.Value} from input {c.Position + 1} of {c.Consumer}");
        return $"{node}: {string.Join("; ", parts)}{(adjoint.Contributions.IsEmpty ? "" : " = ")}{string.Join(" + ", terms)}";
    }

    /// <summary>The node that <see cref="Replace"/> put in the place of another: a loop that also computes what its derivative reads.</summary>
    internal Node Current(Node node) => replaced?.Apply([node])[0] ?? node;

    internal void Add(Node node, Adjoint adjoint)
    {
        adjoints.Add(node, adjoint);
        order.Add(node);
    }

    /// <summary>Puts nodes in the place of those that adjoints are computed from.</summary>
    internal void Replace(Substitution substitution)
    {
        replaced = substitution;
        foreach (var node in order) adjoints[node] = adjoints[node].Replace(n => substitution.Apply([n])[0]);
    }
}
