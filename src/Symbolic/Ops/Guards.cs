namespace SymDiff;

/// <summary>
/// Guards of untaken branches. An adjoint that comes out of a branch is zero where the branch is not taken; its guard is the
/// Bool node that says where it is taken, and derivative rules are evaluated only there, so no NaN leaks.
/// </summary>
internal static class Guards
{
    /// <summary>One truth for the whole tensor: whether the guard holds anywhere.</summary>
    public static Node Anywhere(Node guard) => guard.Type.IsScalar ? guard : NodeMath.Max(guard, axes: null);

    /// <summary>The guard on its way through a linear op: an input may matter where the transposed op, applied to 0 and 1, is not 0.</summary>
    public static Node? Through(Node y, Node guard, int input)
    {
        var indicator = NodeMath.BroadcastTo(NodeMath.Cast(guard, y.DType), y.Shape);
        return y.Op.Vjp(y, indicator, input) is { } reached ? NodeMath.NotEqual(reached, reached.Graph.Constant(0, reached.DType)) : null;
    }

    /// <summary>As <see cref="Through"/>, where the op contributes to the input.</summary>
    public static Node ThroughLinear(Node y, Node guard, int input) => Through(y, guard, input) ?? Anywhere(guard);

    /// <summary>The rule's value where the guard holds, and zero elsewhere, where the rule is not evaluated.</summary>
    public static Node Apply(Node? guard, Node value) =>
        guard is null ? value : NodeMath.Select(guard, value, value.Graph.Constant(0, value.DType));

    /// <summary>The op applied to its inputs as far as they reach an entry where the guard holds, and to zeros elsewhere.</summary>
    public static Node Masked(Node y, Node guard) =>
        y.Graph.Add(y.Op, [.. y.Inputs.Select((x, i) => x.DType.IsFloat ? Apply(y.Op.InputGuard(y, guard, i), x) : x)]);

    /// <summary>Where one of two holds; null holds everywhere.</summary>
    public static Node? Or(Node? a, Node? b) => a is null || b is null || AreComplements(a, b) ? null : Joined(a, b) ?? NodeMath.Or(a, b);

    /// <summary>Where one of two holds, if that is one of them or a part of both; null where it has to be written as an or.</summary>
    public static Node? Joined(Node a, Node b) => Implies(a, b) ? b : Implies(b, a) ? a : Common(a, b);

    /// <summary>Where both hold; null holds everywhere.</summary>
    public static Node? And(Node? a, Node? b) =>
        a is null ? b
        : b is null || Implies(a, b) ? a
        : Implies(b, a) ? b
        : NodeMath.And(a, b);

    // g && c || g && !c = g
    private static Node? Common(Node a, Node b)
    {
        if (a.Op != Ops.Comparisons.And || b.Op != Ops.Comparisons.And) return null;
        for (var i = 0; i < 2; i++)
            for (var j = 0; j < 2; j++)
                if (ReferenceEquals(a.Inputs[i], b.Inputs[j]) && AreComplements(a.Inputs[1 - i], b.Inputs[1 - j])) return a.Inputs[i];
        return null;
    }

    /// <summary>Whether one is the negation of the other.</summary>
    public static bool AreComplements(Node a, Node b) =>
        (a.Op == Ops.Comparisons.Not && ReferenceEquals(a.Inputs[0], b)) || (b.Op == Ops.Comparisons.Not && ReferenceEquals(b.Inputs[0], a));

    // one step is enough for what nested branches build
    private static bool Implies(Node a, Node b) =>
        ReferenceEquals(a, b) || (a.Op == Ops.Comparisons.And && a.Inputs.Contains(b)) || (b.Op == Ops.Comparisons.Or && b.Inputs.Contains(a));
}
