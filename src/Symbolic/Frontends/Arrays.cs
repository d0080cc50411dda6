namespace SymDiff.Frontends;

/// <summary>Arrays that a text or a lambda spells out.</summary>
internal static class Arrays
{
    /// <summary>The entries along a new first axis: a constant when they all are.</summary>
    public static Node Of(IReadOnlyList<Node> entries)
    {
        var first = entries[0];
        if (!entries.All(e => e.Op is Ops.Constant && e.Type == first.Type)) return NodeMath.Stack(entries);
        var values = entries.Select(e => ((Ops.Constant)e.Op).Value).ToList();
        return first.Graph.Constant(new Tensor(first.DType, [entries.Count, .. values[0].Lengths], [.. values.SelectMany(v => v.Entries.ToArray())]));
    }
}
