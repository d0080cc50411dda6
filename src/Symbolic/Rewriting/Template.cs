using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>A right side, ready to be built for a match: its nodes in order, inputs before consumers.</summary>
internal sealed class Template
{
    private readonly ImmutableArray<Part> parts;

    public Template(Node right, ImmutableArray<Node> slots)
    {
        var nodes = Traversal.PostOrder([right]);
        parts = [.. nodes.Select(n => new Part(
            n.Op,
            ImmutableArray.CreateRange(n.Inputs, i => nodes.IndexOf(i)),
            n.Op is Wildcard ? slots.IndexOf(n) : -1,
            n.Op is Constant { Value: var value } ? value.ToDouble() : null,
            n.DType == DType.Bool,
            Work.Of(n)))];
    }

    /// <summary>The right side with nodes in place of the slots and literals of a dtype.</summary>
    public Node Build(Graph graph, Node[] bound, DType dtype)
    {
        var built = new Node[parts.Length];
        for (var i = 0; i < built.Length; i++) built[i] = parts[i].Slot >= 0 ? bound[parts[i].Slot] : Made(parts[i], graph, built, dtype);
        return built[^1];
    }

    /// <summary>The nodes of the slots it reads.</summary>
    public HashSet<Node> Kept(Node[] bound) => [.. parts.Where(p => p.Slot >= 0).Select(p => bound[p.Slot])];

    /// <summary>The work of those of its nodes that do not exist yet in their final form.</summary>
    public int Added(Graph graph, Node[] bound, DType dtype, Facts facts)
    {
        var work = 0;
        var found = new Node?[parts.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = parts[i].Slot >= 0 ? bound[parts[i].Slot] : Found(parts[i], graph, found, dtype);
            if (found[i] is null || (parts[i].Slot < 0 && !facts.IsFinished(found[i]!))) work += parts[i].Work;
        }

        return work;
    }

    private static Node Made(Part part, Graph graph, Node[] built, DType dtype) => part.Number is { } number
        ? graph.Constant(number, part.IsTruth ? DType.Bool : dtype)
        : graph.Add(part.Op, ImmutableArray.CreateRange(part.Inputs, i => built[i]));

    private static Node? Found(Part part, Graph graph, Node?[] found, DType dtype)
    {
        if (part.Number is { } number) return graph.Constant(number, part.IsTruth ? DType.Bool : dtype);
        foreach (var input in part.Inputs)
            if (found[input] is null) return null;
        return graph.Find(part.Op, ImmutableArray.CreateRange(part.Inputs, i => found[i]!));
    }

    private readonly record struct Part(Op Op, ImmutableArray<int> Inputs, int Slot, double? Number, bool IsTruth, int Work);
}
