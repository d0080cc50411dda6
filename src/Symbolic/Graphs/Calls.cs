using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Functions called with nodes: their outputs become nodes of the caller's graph.</summary>
public sealed partial class Function
{
    /// <summary>
    /// The outputs for nodes in place of the inputs, as nodes of their graph. Named sizes are solved from the nodes' shapes.
    /// </summary>
    /// <exception cref="ArgumentException">The number of nodes is another than that of the inputs, or they are of different graphs.</exception>
    /// <exception cref="ShapeException">A node's type does not fit its input.</exception>
    public ImmutableArray<Node> Call(params Node[] arguments)
    {
        if (arguments is null) throw new ArgumentNullException(nameof(arguments));
        if (arguments.Length != Inputs.Length)
            throw new ArgumentException($"{Name}: expected {Inputs.Length} argument(s) ({string.Join(", ", InputNames)}), got {arguments.Length}.", nameof(arguments));
        if (arguments.Contains(null)) throw new ArgumentNullException(nameof(arguments), $"{Name}: the argument for '{InputNames[Array.IndexOf(arguments, null)]}' is null.");
        var target = arguments.Length > 0 ? arguments[0].Graph : Graph;
        if (arguments.FirstOrDefault(a => !ReferenceEquals(a.Graph, target)) is { } stranger)
            throw new ArgumentException($"{Name}: the argument {stranger} belongs to another graph than the first argument {arguments[0]}.", nameof(arguments));
        var substitution = new Substitution(target, Unified(arguments));
        for (var i = 0; i < arguments.Length; i++) substitution.Map(Inputs[i], arguments[i]);
        return substitution.Apply(Outputs);
    }

    /// <summary>The outputs for nodes in place of the inputs, by the inputs' names in any order.</summary>
    /// <exception cref="ArgumentException">An input is missing, named twice or unknown.</exception>
    /// <exception cref="ShapeException">A node's type does not fit its input.</exception>
    public ImmutableArray<Node> Call((string Name, Node Node) first, params (string Name, Node Node)[] others)
    {
        if (others is null) throw new ArgumentNullException(nameof(others));
        var arguments = new Node?[Inputs.Length];
        foreach (var (name, node) in others.Prepend(first))
        {
            ref var argument = ref arguments[Inputs.IndexOf(Input(name))];
            if (argument is not null) throw new ArgumentException($"{Name}: the argument '{name}' is given twice.", nameof(others));
            argument = node ?? throw new ArgumentNullException(nameof(others), $"{Name}: the argument for '{name}' is null.");
        }

        return Array.IndexOf(arguments, null) is var missing and >= 0
            ? throw new ArgumentException($"{Name}: the argument for '{InputNames[missing]}' is missing; expected one for each of {string.Join(", ", InputNames)}.", nameof(others))
            : Call(arguments!);
    }

    private Dictionary<string, Dim> Unified(Node[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
            if (Inputs[i].DType != arguments[i].DType || Inputs[i].Type.Rank != arguments[i].Type.Rank) throw Mismatch(i, arguments[i]);
        var sizes = new Dictionary<string, Dim>(StringComparer.Ordinal);
        SymDiff.Sizes.Unify([.. Inputs.Select((input, i) => (input.Shape, arguments[i].Shape))], sizes);
        for (var i = 0; i < arguments.Length; i++)
            if (Inputs[i].Type.Substitute(sizes) != arguments[i].Type) throw Mismatch(i, arguments[i]);
        return sizes;
    }

    private ShapeException Mismatch(int position, Node argument) =>
        new($"{Name}: the input '{InputNames[position]}' is {Inputs[position].Type}; got {argument} of type {argument.Type}.");
}
