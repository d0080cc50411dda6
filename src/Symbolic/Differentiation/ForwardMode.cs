using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Forward mode as an extension of the graph: tangents of outputs from tangents of inputs, in one sweep with the values.</summary>
public static class ForwardMode
{
    /// <summary>
    /// The tangents of outputs for given tangents of nodes; null is structurally zero. A tangent has the shape of its node.
    /// </summary>
    /// <exception cref="DifferentiationException">A node is none of floating point, or an op has no forward rule.</exception>
    public static ImmutableArray<Node?> BuildTangents(IReadOnlyList<Node> outputs, IReadOnlyDictionary<Node, Node> tangents)
    {
        var table = new Dictionary<Node, ImmutableArray<Node?>>();
        foreach (var seed in tangents) table[seed.Key] = [Checked(seed.Key, seed.Value)];
        foreach (var node in Traversal.PostOrder(outputs))
        {
            if (!table.ContainsKey(node) && Tangents(node, table) is { } parts) table[node] = parts;
        }

        return [.. outputs.Select(o => table.TryGetValue(o, out var parts) ? parts[0] : null)];
    }

    private static Node Checked(Node node, Node tangent)
    {
        if (!node.DType.IsFloat)
            throw new DifferentiationException($"The derivative by {node} of type {node.Type} does not exist: expected a floating-point node.");
        return node.Type == tangent.Type
            ? tangent
            : throw new ShapeException($"The tangent {tangent} of type {tangent.Type} does not fit {node} of type {node.Type}.");
    }

    private static ImmutableArray<Node?>? Tangents(Node node, Dictionary<Node, ImmutableArray<Node?>> table)
    {
        if (node.Op is Ops.Output output)
            return table.TryGetValue(node.Inputs[0], out var all) && all[output.Index] is { } part ? [part] : null;
        Node?[]? sums = null;
        for (var position = 0; position < node.Inputs.Length; position++)
        {
            if (!table.TryGetValue(node.Inputs[position], out var dots) || dots[0] is not { } dot) continue;
            var contributions = node.Op.JvpAll(node, dot, position);
            sums ??= new Node?[contributions.Length];
            for (var i = 0; i < sums.Length; i++)
                sums[i] = sums[i] is { } sum && contributions[i] is { } more ? sum + more : sums[i] ?? contributions[i];
        }

        return sums is null || sums.All(s => s is null) ? null : [.. sums];
    }
}
