using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>
/// A loop in the making: a graph in which its body is written, with the arguments as nodes of the graph outside. Closing it drops what no
/// output needs, unifies what is equal, and puts the rest in canonical form.
/// </summary>
internal sealed class LoopDraft
{
    private readonly List<Entry> entries = [];
    private readonly List<Exit> exits = [];
    private int count;

    public LoopDraft(Graph outside)
    {
        Outside = outside;
        Index = Graph.Variable("i", TensorType.Int32);
    }

    /// <summary>The graph of the arguments and of the loop.</summary>
    public Graph Outside { get; }

    /// <summary>The graph of the body.</summary>
    public Graph Graph { get; } = new();

    /// <summary>The number of the iteration, in the body.</summary>
    public Node Index { get; }

    public Dim? Length { get; set; }

    /// <summary>The number of iterations, outside.</summary>
    public Node? Count { get; set; }

    /// <summary>Whether an iteration takes place, in the body.</summary>
    public Node? Condition { get; set; }

    public bool Backward { get; set; }

    public Checkpoint Checkpoint { get; set; } = Checkpoint.All;

    private enum Way
    {
        Shared,
        Sliced,
        Gathered,
        Carried,
        Replayed,
    }

    private enum Kind
    {
        Summed,
        Reduced,
        Stacked,
        ScatterAdded,
        Final,
    }

    /// <summary>A draft that runs over the same iterations as a loop.</summary>
    public static LoopDraft Over(Node loop)
    {
        var op = (LoopOp)loop.Op;
        return new(loop.Graph)
        {
            Length = op.Length,
            Count = op.Counted ? loop.Inputs[^1] : null,
            Backward = op.Backward,
            Checkpoint = op.Checkpoint,
        };
    }

    /// <summary>A parameter of the body of which it is said later what it stands for; one that never is must not be read.</summary>
    public Node Parameter(TensorType type) => Graph.Variable("p" + (++count).ToString(System.Globalization.CultureInfo.InvariantCulture), type);

    /// <summary>The value of a node outside. A number stays a number.</summary>
    public Node Share(Node argument) => argument.Op is Constant { Value.Count: 1 } constant ? Graph.Constant(constant.Value) : Share(Parameter(argument.Type), argument);

    public Node Share(Node parameter, Node argument) => Attach(new(Way.Shared, parameter, argument));

    /// <summary>Row i of a node outside.</summary>
    public Node Slice(Node argument) => Slice(Parameter(Row(argument.Type)), argument);

    public Node Slice(Node parameter, Node argument) => Attach(new(Way.Sliced, parameter, argument));

    /// <summary>
    /// Row i of a node outside, broadcast to a shape where it only broadcasts to rows of it. A node without the loop's axis, or that is
    /// repeated along it, is shared: a copy of it for each iteration would be a value of another type to the next derivative.
    /// </summary>
    public Node SliceOrShare(Node argument, Shape row)
    {
        if (argument.Op is BroadcastTo && argument.Inputs[0] is var source && (source.Type.Rank <= row.Rank || source.Shape[0] == Dim.One))
            return NodeMath.BroadcastTo(SliceOrShare(source, row), row);
        if (argument.Type.Rank <= row.Rank) return Share(argument);
        return argument.Shape[0] == Length ? Slice(argument) : NodeMath.Reshape(Share(argument), Shape.Of(argument.Shape.Skip(1)));
    }

    /// <summary>The row of a node outside whose number is computed in the body.</summary>
    public Node Gather(Node argument, Node index) => Gather(Parameter(Row(argument.Type)), argument, index);

    public Node Gather(Node parameter, Node argument, Node index) => Attach(new(Way.Gathered, parameter, argument) { Link = index });

    /// <summary>A carried value; <see cref="Next"/> says what it becomes.</summary>
    public Node Carry(Node initial) => Carry(Parameter(initial.Type), initial);

    public Node Carry(Node parameter, Node initial) => Attach(new(Way.Carried, parameter, initial));

    /// <summary>A value carried the other way; <see cref="Next"/> says what it becomes.</summary>
    public Node Replay(Node parameter, Node initial) => Attach(new(Way.Replayed, parameter, initial));

    /// <summary>Says what a carried value becomes.</summary>
    public void Next(Node parameter, Node next) => Find(parameter).Link = next;

    /// <summary>Outputs are numbered in the order in which they are asked for.</summary>
    public int Sum(Node value) => Ask(new(Kind.Summed, value));

    public int Reduce(ReductionKind reduction, Node value) => Ask(new(Kind.Reduced, value) { Reduction = reduction });

    public int Stack(Node value) => Ask(new(Kind.Stacked, value));

    public int Scatter(Node index, Node value, Dim rows) => Ask(new(Kind.ScatterAdded, value) { Index = index, Rows = rows });

    /// <summary>The last value of a carried parameter.</summary>
    public int Final(Node parameter) => Ask(new(Kind.Final, parameter));

    /// <summary>The nodes of the body that the outputs read, inputs before consumers, through carries and row numbers, and not further than where it stops.</summary>
    public IReadOnlyList<Node> Read(Func<Node, bool> enter) => Reach(enter).Order;

    /// <summary>What the body computes: of carried values what they become.</summary>
    public IEnumerable<Node> Roots() => Wanted(entries).Distinct();

    /// <summary>Puts what is made of all that the body computes in its place.</summary>
    public void Transform(Func<ImmutableArray<Node>, ImmutableArray<Node>> transform)
    {
        ImmutableArray<Node> roots = [.. Wanted(Reach().Entries).Distinct()];
        if (roots.IsEmpty) return;
        var images = transform(roots);
        Replace(roots.Zip(images, (from, to) => (from, to)).ToDictionary(p => p.from, p => p.to));
    }

    /// <summary>Puts nodes of the body in place of others.</summary>
    public void Replace(IReadOnlyDictionary<Node, Node> map)
    {
        if (map.Count == 0) return;
        var substitution = new Substitution(Graph);
        foreach (var pair in map) substitution.Map(pair.Key, pair.Value);
        foreach (var entry in entries) if (entry.Link is { } link) entry.Link = substitution.Apply([link])[0];
        foreach (var exit in exits)
        {
            exit.Value = exit.Kind == Kind.Final ? exit.Value : substitution.Apply([exit.Value])[0];
            if (exit.Index is { } index) exit.Index = substitution.Apply([index])[0];
        }

        if (Condition is { } condition) Condition = substitution.Apply([condition])[0];
    }

    /// <summary>The outputs as nodes outside, in the order in which they were asked for.</summary>
    public ImmutableArray<Node> Close()
    {
        if (exits.Count == 0) return [];
        Unify();
        var (_, reached) = Reach();
        var parameters = reached.Select((e, i) => (Name(e, i), e.Parameter)).Prepend(("i", Index));
        var wanted = Wanted(reached).ToList();
        var (body, positions) = Body.Of(parameters, wanted);
        var position = wanted.Zip(positions, (node, p) => (node, p)).GroupBy(p => p.node).ToDictionary(g => g.Key, g => g.First().p);
        var outputs = exits.Select(e => Output(e, position, reached)).ToList();
        var distinct = outputs.Distinct().ToList();
        var isCarried = reached.Exists(e => e.Way is Way.Carried or Way.Replayed);
        var op = new LoopOp(
            body,
            [.. reached.Select(e => Input(e, position))],
            [.. distinct],
            Length,
            Count is not null,
            Condition is { } condition ? position[condition] : null,
            Backward && isCarried,
            isCarried ? Checkpoint : Checkpoint.All);
        var loop = Outside.Add(op, [.. reached.Select(e => e.Argument), .. Count is { } number ? [number] : Array.Empty<Node>()]);
        return [.. outputs.Select(o => loop.Output(distinct.IndexOf(o)))];
    }

    private static TensorType Row(TensorType type) => type.WithShape(type.Shape.Without(0));

    private static string Name(Entry entry, int position) =>
        "sxgcr"[(int)entry.Way] + (position + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static LoopInput Input(Entry entry, Dictionary<Node, int> position) => entry.Way switch
    {
        Way.Shared => new LoopInput.Shared(),
        Way.Sliced => new LoopInput.Sliced(),
        Way.Gathered => new LoopInput.Gathered(position[entry.Link!]),
        Way.Carried => new LoopInput.Carried(position[entry.Link!]),
        _ => new LoopInput.Replayed(position[entry.Link!]),
    };

    private static LoopOutput Output(Exit exit, Dictionary<Node, int> position, List<Entry> reached) => exit.Kind switch
    {
        Kind.Summed => new LoopOutput.Summed(position[exit.Value]),
        Kind.Reduced => new LoopOutput.Reduced(exit.Reduction, position[exit.Value]),
        Kind.Stacked => new LoopOutput.Stacked(position[exit.Value]),
        Kind.ScatterAdded => new LoopOutput.ScatterAdded(position[exit.Index!], position[exit.Value], exit.Rows!),
        _ => new LoopOutput.Carried(reached.FindIndex(e => ReferenceEquals(e.Parameter, exit.Value))),
    };

    private Node Attach(Entry entry)
    {
        entries.Add(entry);
        return entry.Parameter;
    }

    private int Ask(Exit exit)
    {
        exits.Add(exit);
        return exits.Count - 1;
    }

    private Entry Find(Node parameter) => entries.Find(e => ReferenceEquals(e.Parameter, parameter))
        ?? throw new InvalidOperationException($"{parameter} is no input of the loop.");

    private IEnumerable<Node> Exits()
    {
        foreach (var exit in exits)
        {
            if (exit.Index is { } index) yield return index;
            yield return exit.Value;
        }

        if (Condition is { } condition) yield return condition;
    }

    // What the body computes: of carried values what they become, not what they are at last.
    private IEnumerable<Node> Wanted(List<Entry> reached)
    {
        foreach (var exit in exits)
        {
            if (exit.Index is { } index) yield return index;
            if (exit.Kind != Kind.Final) yield return exit.Value;
        }

        if (Condition is { } condition) yield return condition;
        foreach (var entry in reached) if (entry.Link is { } link) yield return link;
    }

    // What the outputs read: a row brings its number, a carried value what it becomes.
    private (List<Node> Order, List<Entry> Entries) Reach(Func<Node, bool>? enter = null)
    {
        var byParameter = entries.ToDictionary(e => e.Parameter);
        var roots = Exits().ToList();
        for (; ; )
        {
            var order = Traversal.PostOrder(roots, enter);
            var reached = order.Where(byParameter.ContainsKey).Select(n => byParameter[n]).ToList();
            var links = reached.Where(e => e.Link is not null).Select(e => e.Link!).Except(roots).ToList();
            if (links.Count == 0) return (order, reached);
            roots.AddRange(links);
        }
    }

    // Numbers move in. Equal arguments that run the same way are one; so are carries that start equal and stay equal if they are taken to be equal.
    private void Unify()
    {
        bool changed;
        do changed = UnifyRows() || UnifyCarries();
        while (changed);
    }

    private bool UnifyRows()
    {
        var map = new Dictionary<Node, Node>();
        foreach (var number in entries.Where(e => e is { Way: Way.Shared, Argument.Op: Constant { Value.Count: 1 } }).ToList())
        {
            map.Add(number.Parameter, Graph.Constant(((Constant)number.Argument.Op).Value));
            entries.Remove(number);
        }

        foreach (var same in entries.Where(e => e.Way is Way.Shared or Way.Sliced or Way.Gathered).GroupBy(e => (e.Way, e.Argument, e.Link)).Where(g => g.Count() > 1).ToList())
            foreach (var other in same.Skip(1)) Drop(other, same.First(), map);
        Replace(map);
        return map.Count > 0;
    }

    private void Drop(Entry entry, Entry kept, Dictionary<Node, Node> map)
    {
        map.Add(entry.Parameter, kept.Parameter);
        entries.Remove(entry);
        foreach (var exit in exits) if (exit.Kind == Kind.Final && ReferenceEquals(exit.Value, entry.Parameter)) exit.Value = kept.Parameter;
    }

    private bool UnifyCarries()
    {
        var classes = entries.Where(e => e.Way is Way.Carried or Way.Replayed).GroupBy(e => (e.Way, e.Argument)).Select(g => g.ToList()).ToList();
        for (; ; )
        {
            classes.RemoveAll(c => c.Count < 2);
            if (classes.Count == 0) return false;
            var assumed = new Substitution(Graph);
            foreach (var same in classes) foreach (var other in same.Skip(1)) assumed.Map(other.Parameter, same[0].Parameter);
            var split = classes.SelectMany(c => c.GroupBy(e => assumed.Apply([e.Link!])[0])).Select(g => g.ToList()).ToList();
            if (split.Count == classes.Count) break;
            classes = split;
        }

        var map = new Dictionary<Node, Node>();
        foreach (var same in classes) foreach (var other in same.Skip(1)) Drop(other, same[0], map);
        Replace(map);
        return true;
    }

    /// <summary>An input: its parameter in the body, its argument outside, and in the body its row number or its next value.</summary>
    private sealed class Entry(Way way, Node parameter, Node argument)
    {
        public Way Way { get; } = way;

        public Node Parameter { get; } = parameter;

        public Node Argument { get; } = argument;

        public Node? Link { get; set; }
    }

    /// <summary>An output, of nodes in the body.</summary>
    private sealed class Exit(Kind kind, Node value)
    {
        public Kind Kind { get; } = kind;

        public Node Value { get; set; } = value;

        public Node? Index { get; set; }

        public Dim? Rows { get; init; }

        public ReductionKind Reduction { get; init; }
    }
}
