using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Forward mode as an extension of the graph: tangents of outputs from tangents of inputs, in one sweep with the values.</summary>
public static class ForwardMode
{
    /// <summary>
    /// The tangents of outputs for given tangents of nodes; null is structurally zero. A tangent has the shape of its node.
    /// </summary>
    /// <exception cref="DifferentiationException">A node is none of floating point, or an op has no forward rule.</exception>
    /// <exception cref="ShapeException">A tangent has another type than its node.</exception>
    public static ImmutableArray<Node?> BuildTangents(IReadOnlyList<Node> outputs, IReadOnlyDictionary<Node, Node> tangents)
    {
        if (outputs is null) throw new ArgumentNullException(nameof(outputs));
        if (tangents is null) throw new ArgumentNullException(nameof(tangents));
        return new Sweep(tangents).Run(outputs).Tangents;
    }

    /// <summary>
    /// The value of a function at nodes, and its tangent for tangents of its arguments: what it reads of those nodes otherwise is constant. So functions that are
    /// differentiated inside of each other at the same nodes do not mix.
    /// </summary>
    /// <exception cref="ArgumentException">There are not as many tangents as nodes.</exception>
    /// <exception cref="DifferentiationException">A node is none of floating point, or an op has no forward rule.</exception>
    public static (Node Value, Node Tangent) At(Func<ImmutableArray<Node>, Node> f, IReadOnlyList<Node> x, IReadOnlyList<Node> tangents)
    {
        if (f is null) throw new ArgumentNullException(nameof(f));
        if (x is null) throw new ArgumentNullException(nameof(x));
        if (tangents is null) throw new ArgumentNullException(nameof(tangents));
        if (x.Count != tangents.Count) throw new ArgumentException($"There are {tangents.Count} tangent(s) for {x.Count} node(s); expected one for each.", nameof(tangents));
        var both = Frontends.StandIns.Replace(x, arguments =>
        {
            var (values, found) = new Sweep(arguments.Zip(tangents, (a, t) => (a, t)).ToDictionary(p => p.a, p => p.t)).Run([f(arguments)]);
            return [values[0], found[0] ?? Gradient.Zero(values[0])];
        });
        return (both[0], both[1]);
    }

    private static Node Checked(Node node, Node tangent)
    {
        if (!node.DType.IsFloat)
            throw new DifferentiationException($"The derivative by {node} of type {node.Type} does not exist: expected a floating-point node. Cast it to f64 where it enters, and differentiate by that.");
        return node.Type == tangent.Type
            ? tangent
            : throw new ShapeException($"The tangent {tangent} of type {tangent.Type} does not fit {node} of type {node.Type}.");
    }

    /// <summary>One run from the nodes with given tangents to the outputs.</summary>
    private sealed class Sweep
    {
        private readonly Dictionary<Node, ImmutableArray<Node?>> table = [];
        private readonly Dictionary<Node, Node> augmented = [];   // loops that were made to compute more, by the original

        public Sweep(IReadOnlyDictionary<Node, Node> tangents)
        {
            foreach (var seed in tangents) table[seed.Key] = [Checked(seed.Key, seed.Value)];
        }

        // The outputs, by the loops that also compute their tangents: so nothing runs twice.
        public (ImmutableArray<Node> Values, ImmutableArray<Node?> Tangents) Run(IReadOnlyList<Node> outputs)
        {
            foreach (var node in Traversal.PostOrder(outputs))
            {
                if (table.ContainsKey(node)) continue;
                var parts = Tangents(node);
                if (parts.Any(p => p is not null)) table[node] = parts;
            }

            ImmutableArray<Node?> found = [.. outputs.Select(Tangent)];
            if (augmented.Count == 0) return ([.. outputs], found);
            var resolved = Augmentation.Resolve(augmented);
            return (resolved.Apply(outputs), [.. found.Select(t => t is null ? null : resolved.Apply([t])[0])]);
        }

        private Node? Tangent(Node node) => table.TryGetValue(node, out var parts) ? parts[0] : null;

        private ImmutableArray<Node?> Tangents(Node node)
        {
            if (node.Op is Ops.Output output) return table.TryGetValue(node.Inputs[0], out var all) ? [all[output.Index]] : [];
            if (!node.Inputs.Any(table.ContainsKey)) return [];
            var forward = node.Op.PushForward(node, ImmutableArray.CreateRange(node.Inputs, Tangent));
            if (forward.Augmented is { } more) augmented.Add(node, more);
            return forward.Tangents;
        }
    }
}
