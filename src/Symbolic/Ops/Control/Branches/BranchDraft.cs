using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>A branch in the making: a graph for each side in which its body is written, with the arguments as nodes of the graph outside.</summary>
internal sealed class BranchDraft(Node condition)
{
    private readonly List<Entry> entries = [];
    private readonly List<(Node Then, Node Else)> exits = [];

    /// <summary>The graphs of the two sides: first of the one that is taken where the condition holds.</summary>
    public ImmutableArray<Graph> Sides { get; } = [new(), new()];

    /// <summary>A node outside as each side sees it. A number stays a number.</summary>
    public ImmutableArray<Node> Share(Node argument)
    {
        if (argument.Op is Constant { Value.Count: 1 } constant) return [.. Sides.Select(s => s.Constant(constant.Value))];
        if (entries.Find(e => ReferenceEquals(e.Argument, argument)) is { } known) return known.Parameters;
        var name = "p" + entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        entries.Add(new(argument, [.. Sides.Select(s => s.Variable(name, argument.Type))]));
        return entries[entries.Count - 1].Parameters;
    }

    /// <summary>Outputs are numbered in the order in which they are asked for.</summary>
    public int Exit(Node ifTrue, Node ifFalse)
    {
        exits.Add((ifTrue, ifFalse));
        return exits.Count - 1;
    }

    /// <summary>The outputs as nodes outside, in the order in which they were asked for.</summary>
    public ImmutableArray<Node> Close()
    {
        if (exits.Count == 0) return [];
        var distinct = exits.Distinct().ToList();
        var (ifTrue, ifFalse) = (distinct.Select(e => e.Then).ToList(), distinct.Select(e => e.Else).ToList());
        var order = Traversal.PostOrder(ifTrue).Concat(Traversal.PostOrder(ifFalse)).ToList();
        var reached = order.Select(n => entries.Find(e => e.Parameters.Contains(n))).Where(e => e is not null).Select(e => e!).Distinct().ToList();
        var op = new BranchOp(Body(reached, 0, ifTrue), Body(reached, 1, ifFalse));
        var branch = condition.Graph.Add(op, [condition, .. reached.Select(e => e.Argument)]);
        return [.. exits.Select(e => branch.Output(distinct.IndexOf(e)))];
    }

    private static Body Body(List<Entry> reached, int side, List<Node> outputs) =>
        new(new Function("body", reached.Select(e => e.Parameters[side]), outputs), reached.Select((_, i) => "s" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private sealed record Entry(Node Argument, ImmutableArray<Node> Parameters);
}
