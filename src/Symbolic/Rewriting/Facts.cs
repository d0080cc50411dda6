namespace SymDiff.Rewriting;

/// <summary>What is known about the nodes that are rewritten: where their values are, and which are used more than once.</summary>
public sealed class Facts
{
    private readonly NodeMap<Interval?> ranges = new();
    private readonly NodeMap<bool?> defined = new();
    private readonly NodeMap<int> uses = new();

    internal Facts(IEnumerable<Node> roots)
    {
        var wanted = roots.ToList();
        foreach (var node in Traversal.PostOrder(wanted))
            foreach (var input in node.Inputs) uses.Entry(input)++;
        foreach (var root in wanted) uses.Entry(root)++;
    }

    /// <summary>An interval that holds every finite value of a floating-point node; all numbers for other nodes.</summary>
    public Interval RangeOf(Node node)
    {
        if (ranges[node] is { } known) return known;
        foreach (var ancestor in Traversal.PostOrder([node], n => ranges[n] is null)) ranges.Entry(ancestor) ??= Infer(ancestor);
        return ranges[node]!.Value;
    }

    /// <summary>Whether a node is a number and not NaN for all finite values of the variables, unless something overflows.</summary>
    public bool IsDefined(Node node)
    {
        if (defined[node] is { } known) return known;
        foreach (var ancestor in Traversal.PostOrder([node], n => defined[n] is null))
            defined.Entry(ancestor) ??= ancestor.Inputs.All(i => defined[i] == true) && HasValue(ancestor);
        return defined[node]!.Value;
    }

    /// <summary>Whether more than one input position, or an output besides, reads the node, so that it stays when one of its readers goes.</summary>
    public bool IsShared(Node node) => uses[node] > 1;

    internal int Uses(Node node) => uses[node];

    /// <summary>Says that a node is replaced by another, which is used where it was.</summary>
    internal void Replaced(Node node, Node by) => uses.Entry(by) += uses[node];

    private bool HasValue(Node node) =>
        (!node.IsTuple && !node.DType.IsFloat) || node.Op.IsDefined(System.Collections.Immutable.ImmutableArray.CreateRange(node.Inputs, i => i.IsTuple ? Interval.All : RangeOf(i)));

    // Integers wrap around, so signs of sums and products say nothing. Single precision rounds bounds as it rounds values.
    private Interval Infer(Node node)
    {
        if (node.IsTuple || !node.DType.IsFloat) return Interval.All;
        var range = Computed(node);
        return node.DType == DType.Float64 ? range : range with { Lower = (float)range.Lower, Upper = (float)range.Upper };
    }

    private Interval Computed(Node node)
    {
        if (ReferenceEquals(node.Op, Ops.Arithmetics.Multiply) && ReferenceEquals(node.Inputs[0], node.Inputs[1])) return Ops.Intervals.Square(Known(node.Inputs[0]));
        return node.Op.RangeOf(System.Collections.Immutable.ImmutableArray.CreateRange(node.Inputs, Known));
    }

    private Interval Known(Node node) => ranges[node] ?? Interval.All;
}
