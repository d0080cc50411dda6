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
            throw new DifferentiationException($"The derivative by {node} of type {node.Type} does not exist: expected a floating-point node. Cast it to f64 where it enters, and differentiate by that.");
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
            if (table.TryGetValue(node.Inputs[position], out var dots) && dots[0] is { } dot)
                Accumulate(node, sums ??= new Node?[node.IsTuple ? node.Types.Length : 1], node.Op.JvpAll(node, dot, position), position);
        }

        return sums is null || Array.TrueForAll(sums, s => s is null) ? null : [.. sums];
    }

    private static void Accumulate(Node node, Node?[] sums, ImmutableArray<Node?> contributions, int position)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            if (contributions[i] is not { } more) continue;
            var expected = node.IsTuple ? node.Types[i] : node.Type;
            if (more.Type != expected)
                throw new DifferentiationException($"{node.Op.Name}: the forward rule gave {more.Type} for input {position} and output {i} of type {expected}; expected the output's type.");
            sums[i] = sums[i] is { } sum ? sum + more : more;
        }
    }
}
