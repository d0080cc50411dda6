using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>Where the nodes of a body are needed: where the choices by a single truth, through whose sides they are read, take that side.</summary>
internal static class TakenSides
{
    /// <summary>For each node of an order, inputs before consumers, the truth that says whether the roots need it; null where they always may.</summary>
    public static Dictionary<Node, Node?> Of(IReadOnlyList<Node> order, IEnumerable<Node> roots)
    {
        var needed = new Dictionary<Node, Node?>();
        foreach (var root in roots) needed[root] = null;
        for (var at = order.Count - 1; at >= 0; at--)
        {
            var node = order[at];
            if (!needed.TryGetValue(node, out var condition)) continue;
            for (var input = 0; input < node.Inputs.Length; input++) Add(needed, node.Inputs[input], Through(node, condition, input));
        }

        return needed;
    }

    private static Node? Through(Node node, Node? condition, int input)
    {
        if (node.Op is not Select || input == 0 || node.Inputs[0].Type != TensorType.Bool) return condition;
        var side = input == 1 ? node.Inputs[0] : NodeMath.Not(node.Inputs[0]);
        return Guards.And(condition, side);
    }

    private static void Add(Dictionary<Node, Node?> needed, Node node, Node? condition)
    {
        if (!needed.TryGetValue(node, out var before)) needed.Add(node, condition);
        else needed[node] = Guards.Or(before, condition);
    }
}
