using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>An einsum as it is written: operands with a letter for each axis, and the letters of the result.</summary>
internal sealed class EinsumExpression
{
    private readonly List<(string Letters, Node Node)> operands;
    private readonly string result;

    private EinsumExpression(List<(string, Node)> operands, string result) => (this.operands, this.result) = (operands, result);

    /// <summary>Reads subscripts and checks them against the operands.</summary>
    /// <exception cref="ShapeException">They are malformed, or do not fit.</exception>
    public static EinsumExpression Of(string subscripts, IReadOnlyList<Node> nodes)
    {
        var text = string.Concat(subscripts.Where(c => !char.IsWhiteSpace(c)));
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        string[] parts = (arrow < 0 ? text : text.Substring(0, arrow)).Split(',');
        if (parts.Length != nodes.Count)
            throw new ShapeException($"Einsum: '{subscripts}' names {parts.Length} operand(s); got {nodes.Count}.");
        var result = arrow < 0 ? Implied(parts) : text.Substring(arrow + 2);
        if (parts.Append(result).SelectMany(p => p).FirstOrDefault(c => c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))) is var stranger and not default(char))
            throw new ShapeException($"Einsum: '{stranger}' in '{subscripts}' names no axis; expected letters, commas between operands and at most one '->'.");
        CheckResult(subscripts, parts, result);
        CheckLengths(parts, nodes);
        return new([.. parts.Zip(nodes, (p, n) => (p, n))], result);
    }

    /// <summary>The node that it means.</summary>
    public Node Build()
    {
        for (var i = 0; i < operands.Count; i++) operands[i] = Alone(Distinct(operands[i]), operands.Where((_, k) => k != i).Select(o => o.Letters));
        while (operands.Count > 1)
        {
            var (a, b) = Cheapest();
            var (left, right) = (operands[a], operands[b]);
            operands.RemoveAt(b);
            operands.RemoveAt(a);   // a < b
            var needed = new HashSet<char>(operands.SelectMany(o => o.Letters).Concat(result));
            var kept = operands.Count == 0 ? result : string.Concat(left.Letters.Union(right.Letters).Where(needed.Contains));
            operands.Insert(a, (kept, Product(left, right, kept)));
        }

        return Ordered(operands[0], result);
    }

    /// <summary>The product of two operands of which each letter stands in at least two of the three: as elementwise product or matrix product where it is one.</summary>
    public static Node Product((string Letters, Node Node) a, (string Letters, Node Node) b, string result)
    {
        var summed = string.Concat(a.Letters.Where(letter => !result.Contains(letter)));
        if (summed.Length == 0) return Ordered(a, result, stretch: true) * Ordered(b, result, stretch: true);
        var stack = string.Concat(result.Where(letter => a.Letters.Contains(letter) && b.Letters.Contains(letter)));
        var rows = string.Concat(a.Letters.Where(letter => !b.Letters.Contains(letter)));
        var columns = string.Concat(b.Letters.Where(letter => !a.Letters.Contains(letter)));
        var isMatrixProduct = summed.Length == 1 && (stack.Length == 0 ? rows.Length <= 1 && columns.Length <= 1 : rows.Length == 1 && columns.Length == 1);
        return isMatrixProduct
            ? Ordered((stack + rows + columns, NodeMath.MatMul(Ordered(a, stack + rows + summed), Ordered(b, stack + summed + columns))), result)
            : a.Node.Graph.Add(Canonical(a.Letters, b.Letters, result), a.Node, b.Node);
    }

    // Letters that stand once in all operands, in alphabetical order.
    private static string Implied(string[] parts) =>
        string.Concat(parts.SelectMany(p => p).GroupBy(letter => letter).Where(g => g.Count() == 1).Select(g => g.Key).OrderBy(letter => letter));

    private static void CheckResult(string subscripts, string[] parts, string result)
    {
        if (result.GroupBy(letter => letter).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ShapeException($"Einsum: the axis '{twice.Key}' stands twice in the result of '{subscripts}'; expected once. DiagonalMatrix puts entries on a diagonal.");
        if (result.FirstOrDefault(letter => parts.All(p => !p.Contains(letter))) is var missing and not default(char))
            throw new ShapeException($"Einsum: the axis '{missing}' of the result of '{subscripts}' stands in no operand; BroadcastTo repeats entries.");
    }

    private static void CheckLengths(string[] parts, IReadOnlyList<Node> nodes)
    {
        Accepts.Numbers.Common("Einsum", [.. nodes.Select(n => n.Type)]);
        var lengths = new Dictionary<char, (Dim Length, Node Node)>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length != nodes[i].Type.Rank)
                throw new ShapeException($"Einsum: '{parts[i]}' names {parts[i].Length} axes of {nodes[i].Type}, which has {nodes[i].Type.Rank}.");
            for (var axis = 0; axis < parts[i].Length; axis++)
            {
                var length = nodes[i].Shape[axis];
                if (!lengths.TryGetValue(parts[i][axis], out var known)) lengths.Add(parts[i][axis], (length, nodes[i]));
                else if (known.Length != length)
                    throw new ShapeException($"Einsum: the axis '{parts[i][axis]}' is {known.Length} in {known.Node.Type} and {length} in {nodes[i].Type}; the lengths must be equal.");
            }
        }
    }

    // The diagonal of axes that share a letter.
    private static (string Letters, Node Node) Distinct((string Letters, Node Node) operand)
    {
        var (letters, node) = operand;
        while (letters.GroupBy(letter => letter).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            var (first, second) = (letters.IndexOf(twice.Key), letters.LastIndexOf(twice.Key));
            node = NodeMath.Diagonal(NodeMath.Transpose(node, [.. Enumerable.Range(0, letters.Length).Where(axis => axis != first && axis != second), first, second]));
            letters = letters.Remove(second, 1).Remove(first, 1) + twice.Key;
        }

        return (letters, node);
    }

    // The sum over axes that neither the result nor another operand names.
    private (string Letters, Node Node) Alone((string Letters, Node Node) operand, IEnumerable<string> others)
    {
        var named = new HashSet<char>(others.SelectMany(o => o).Concat(result));
        int[] alone = [.. Enumerable.Range(0, operand.Letters.Length).Where(axis => !named.Contains(operand.Letters[axis]))];
        return (string.Concat(operand.Letters.Where(named.Contains)), NodeMath.Sum(operand.Node, alone));
    }

    // The pair with the fewest multiplications; a named size counts as a thousand. The first of equals.
    private (int A, int B) Cheapest()
    {
        var best = (Cost: double.PositiveInfinity, A: 0, B: 1);
        for (var a = 0; a < operands.Count; a++)
        {
            for (var b = a + 1; b < operands.Count; b++)
            {
                var cost = Cost(operands[a], operands[b]);
                if (cost < best.Cost) best = (cost, a, b);
            }
        }

        return (best.A, best.B);
    }

    private static double Cost((string Letters, Node Node) a, (string Letters, Node Node) b) =>
        a.Letters.Select((letter, axis) => (letter, Dim: a.Node.Shape[axis]))
            .Concat(b.Letters.Select((letter, axis) => (letter, Dim: b.Node.Shape[axis])))
            .GroupBy(p => p.letter)
            .Aggregate(1.0, (product, g) => product * (g.First().Dim.Constant ?? 1000));

    // The axes in the order of the letters; letters that are missing become axes of length 1 when stretched.
    public static Node Ordered((string Letters, Node Node) operand, string order, bool stretch = false)
    {
        var present = string.Concat(order.Where(letter => operand.Letters.Contains(letter)));
        var ordered = present.Length < 2 ? operand.Node : NodeMath.Transpose(operand.Node, [.. present.Select(letter => operand.Letters.IndexOf(letter))]);
        return !stretch ? ordered
            : NodeMath.Reshape(ordered, Shape.Of(order.Select(letter => present.IndexOf(letter) is >= 0 and var axis ? ordered.Shape[axis] : Dim.One)));
    }

    // Letters in the order in which they first stand, so that equal products are equal ops.
    private static Einsum Canonical(string left, string right, string result)
    {
        var order = string.Concat((left + right).Distinct());
        string Renamed(string letters) => string.Concat(letters.Select(letter => (char)(order.IndexOf(letter) < 26 ? 'a' + order.IndexOf(letter) : 'A' + order.IndexOf(letter) - 26)));
        return new(Renamed(left), Renamed(right), Renamed(result));
    }
}
