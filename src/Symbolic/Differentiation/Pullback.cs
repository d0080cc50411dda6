using System.Collections.Immutable;

namespace SymDiff;

/// <summary>What an output's adjoint starts with, and where that may be other than zero (null: everywhere).</summary>
internal sealed record Seed(Node Output, Node Value, Node? Guard);

/// <summary>What reverse mode adds to the adjoint of an input, and where that may be other than zero (null: everywhere).</summary>
internal readonly record struct InputAdjoint(int Position, Node Value, Node? Guard);

/// <summary>
/// What reverse mode of a node gives its inputs; and where it needs more results than the node has, a node with more outputs, of which
/// the first are the node's, that takes its place.
/// </summary>
internal readonly record struct Pullback(IReadOnlyList<InputAdjoint> Contributions, Node? Augmented = null);

/// <summary>What forward mode of a node gives its outputs (null is structurally zero), and a node in its place as for <see cref="Pullback"/>.</summary>
internal sealed record Pushforward(ImmutableArray<Node?> Tangents, Node? Augmented = null)
{
    /// <summary>These tangents, and where there is none those of another.</summary>
    public Pushforward Or(Pushforward other) => new([.. Tangents.Select((t, i) => t ?? other.Tangents[i])], Augmented);
}

/// <summary>Puts nodes that compute more in the place of those that they contain, once a derivative is complete: nothing is computed twice.</summary>
internal static class Augmentation
{
    /// <summary>Maps the outputs of each original to those of its replacement, which may itself read other originals.</summary>
    public static Substitution Resolve(IReadOnlyDictionary<Node, Node> augmented)
    {
        var substitution = new Substitution(augmented.Keys.First().Graph);
        foreach (var (original, replacement) in augmented.OrderBy(a => a.Key.Id).Select(a => (a.Key, a.Value)))
        {
            if (ReferenceEquals(original, replacement)) continue;
            var resolved = original.Graph.Add(replacement.Op, substitution.Apply(replacement.Inputs));
            substitution.Map(replacement, resolved);
            for (var i = 0; i < original.Types.Length; i++) substitution.Map(original.Output(i), resolved.Output(i));
        }

        return substitution;
    }
}
