using System.Reflection;
using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Testing;

/// <summary>A program as it is: on tensors, with both sides of every choice.</summary>
public sealed class TensorBuilder : IProgramBuilder<Node>
{
    /// <summary>The conditions of the choices, in their order.</summary>
    public List<Node> Conditions { get; } = [];

    public Node Apply(MethodInfo row, params Node[] operands) => (Node)row.Invoke(null, operands)!;

    public Node Less(Node a, Node b) => a < b;

    public Node InDomain(Row row, params Node[] operands)
    {
        if (row.Name == "Divide") return NotEqual(operands[1], 0);
        return operands.SelectMany((x, i) => Bounds(x, row.Domain[i])).Aggregate(And);
    }

    public Node Select(Node condition, Node ifTrue, Node ifFalse)
    {
        Conditions.Add(condition);
        return NodeMath.Select(condition, ifTrue, ifFalse);
    }

    public Node Total(Node a) => Sum(a);

    public Node Dot(Node a, Node b) => a.Type.Rank == 1 && b.Type.Rank == 1 ? MatMul(a, b) : a * b;

    private static IEnumerable<Node> Bounds(Node x, Interval domain)
    {
        if (!double.IsInfinity(domain.Lower)) yield return domain.LowerOpen ? x > domain.Lower : x >= domain.Lower;
        if (!double.IsInfinity(domain.Upper)) yield return domain.UpperOpen ? x < domain.Upper : x <= domain.Upper;
    }
}

/// <summary>
/// The same program as it runs at one point: entry by entry on scalars, with the side of each choice that is taken there and
/// nothing of the other.
/// </summary>
public sealed class TakenBranchBuilder(IReadOnlyList<Tensor> conditions) : IProgramBuilder<Node[]>
{
    private int next;

    public Node[] Apply(MethodInfo row, params Node[][] operands) =>
        Each(operands.Max(o => o.Length), i => (Node)row.Invoke(null, [.. operands.Select(o => At(o, i))])!);

    public Node[] Less(Node[] a, Node[] b) => [];

    public Node[] InDomain(Row row, params Node[][] operands) => [];

    public Node[] Select(Node[] condition, Node[] ifTrue, Node[] ifFalse)
    {
        var taken = conditions[next++];
        return Each(Math.Max(taken.Count, Math.Max(ifTrue.Length, ifFalse.Length)), i => At(taken[taken.Count == 1 ? 0 : i].Truth ? ifTrue : ifFalse, i));
    }

    public Node[] Total(Node[] a) => [a.Aggregate((sum, x) => sum + x)];

    public Node[] Dot(Node[] a, Node[] b) => a.Length > 1 && b.Length > 1
        ? Total(Each(a.Length, i => a[i] * b[i]))
        : Each(Math.Max(a.Length, b.Length), i => At(a, i) * At(b, i));

    private static Node At(Node[] value, int i) => value[value.Length == 1 ? 0 : i];

    private static Node[] Each(int length, Func<int, Node> entry) => [.. Enumerable.Range(0, length).Select(entry)];
}
