using System.Collections.Immutable;

namespace SymDiff.Rewriting;

/// <summary>What is known about the nodes that are rewritten: where their values are, and which are read more than once.</summary>
internal sealed class Facts
{
    private readonly NodeMap<Interval?> ranges = new();
    private readonly NodeMap<bool?> defined = new();
    private readonly NodeMap<int> finished = new();   // how many nodes in their final form read a node
    private readonly NodeMap<bool> final = new();
    private readonly Readers readers;

    public Facts(IReadOnlyList<Node> roots)
        : this(new Readers(Traversal.PostOrder(roots), roots))
    {
    }

    public Facts(Readers readers) => this.readers = readers;

    /// <summary>An interval that holds every finite value of a floating-point node; all numbers for other nodes.</summary>
    public Interval RangeOf(Node node)
    {
        if (ranges[node] is { } known) return known;
        foreach (var ancestor in All(node.Inputs, ranges) ? [node] : Traversal.PostOrder([node], n => ranges[n] is null)) ranges.Entry(ancestor) ??= Infer(ancestor);
        return ranges[node]!.Value;
    }

    /// <summary>Whether a node is a number and not NaN for all finite values of the variables, unless something overflows.</summary>
    public bool IsDefined(Node node)
    {
        if (defined[node] is { } known) return known;
        foreach (var ancestor in All(node.Inputs, defined) ? [node] : Traversal.PostOrder([node], n => defined[n] is null))
            defined.Entry(ancestor) ??= ancestor.Inputs.All(i => defined[i] == true) && HasValue(ancestor);
        return defined[node]!.Value;
    }

    /// <summary>Whether a right side was refused because it was more work than what would go: later, when less is shared, it may not be any more.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Whether a node is known to have its final form, so that it costs nothing to read it.</summary>
    public bool IsFinished(Node node) => final[node];

    /// <summary>Says that a node has its final form: what it reads stays.</summary>
    public void Finished(Node node)
    {
        final[node] = true;
        foreach (var input in node.Inputs) finished.Entry(input)++;
    }

    /// <summary>Says that a node is replaced by another, which is read where it was.</summary>
    public void Replaced(Node node, Node by) => readers.Replaced(node, by);

    /// <summary>Whether work may be added where a node goes: no more than goes with it.</summary>
    public bool Allows(int added, Node node, ICollection<Node> kept)
    {
        if (added == 0 || added <= Freed(node, kept)) return true;
        HasRefused = true;
        return false;
    }

    // The work of a node and of its parts that nothing else reads, down to the nodes that are kept.
    private int Freed(Node node, ICollection<Node> kept)
    {
        const int most = 64;   // far more than a left side has
        var work = Work.Of(node);
        var reads = new Dictionary<Node, (int All, int Finished)>();
        var stack = new Stack<(Node Part, int Finished)>(node.Inputs.Select(i => (i, 0)));
        for (var i = 0; i < most && stack.Count > 0; i++)
        {
            var (part, fromFinished) = stack.Pop();
            var known = reads.TryGetValue(part, out var before) ? before : default;
            reads[part] = (known.All + 1, known.Finished + fromFinished);
            if (kept.Contains(part) || readers[part] > reads[part].All || finished[part] > reads[part].Finished) continue;
            work += Work.Of(part);
            foreach (var input in part.Inputs) stack.Push((input, 1));
        }

        return work;
    }

    private bool HasValue(Node node) =>
        (!node.IsTuple && !node.DType.IsFloat) || node.Op.IsDefined(System.Collections.Immutable.ImmutableArray.CreateRange(node.Inputs, i => i.IsTuple ? Interval.All : RangeOf(i)));

    private static bool All<T>(System.Collections.Immutable.ImmutableArray<Node> nodes, NodeMap<T?> known)
        where T : struct
    {
        foreach (var node in nodes) if (known[node] is null) return false;
        return true;
    }

    // Integers wrap around, so signs of sums and products say nothing. Single precision rounds bounds as it rounds values.
    private Interval Infer(Node node)
    {
        if (node.IsTuple || !node.DType.IsFloat) return Interval.All;
        var range = Computed(node);
        return node.DType == DType.Float64 ? range : range with { Lower = (float)range.Lower, Upper = (float)range.Upper };
    }

    private Interval Computed(Node node) =>
        ReferenceEquals(node.Op, Ops.Arithmetics.Multiply) && ReferenceEquals(node.Inputs[0], node.Inputs[1])
            ? Ops.Intervals.Square(Known(node.Inputs[0]))
            : node.Op.RangeOf(ImmutableArray.CreateRange(node.Inputs, Known));

    private Interval Known(Node node) => ranges[node] ?? Interval.All;
}
