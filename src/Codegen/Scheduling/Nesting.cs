using SymDiff.Ops;

namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// What is computed in the same loops: each node joins the last nest over its own axes, if that comes behind all that it must not read from the same
/// index on; else it begins one.
/// </summary>
internal sealed class Nesting
{
    private readonly Decisions decisions;
    private readonly Layout layout;
    private readonly IReadOnlyDictionary<Node, Node> rows;
    private readonly Dictionary<Node, int> places = [];                         // the nest of what is computed in one
    private readonly Dictionary<Node, (int Aligned, int Anywhere)> firsts = [];  // of what is not: the first nest that may read it
    private readonly Dictionary<Space, int> latest = [];                         // the last nest over a space
    private readonly List<Nest> nests = [];

    private Nesting(Decisions decisions, Layout layout, IReadOnlyDictionary<Node, Node> rows) => (this.decisions, this.layout, this.rows) = (decisions, layout, rows);

    /// <summary>The nests in the order in which they run.</summary>
    /// <param name="decisions">What is decided about each node.</param>
    /// <param name="postOrder">The nodes.</param>
    /// <param name="consumers">What reads values entry by entry.</param>
    /// <param name="layout">How values lie in memory.</param>
    /// <param name="rows">Of inputs that are rows of an array: the node that says which row. It stands before the input.</param>
    public static IReadOnlyList<Nest> Of(Decisions decisions, IReadOnlyList<Node> postOrder, IReadOnlyList<Consumer> consumers, Layout layout, IReadOnlyDictionary<Node, Node> rows)
    {
        var nesting = new Nesting(decisions, layout, rows);
        foreach (var node in postOrder) nesting.Place(node);
        for (var i = 0; i < consumers.Count; i++) nesting.Place(consumers[i], i);
        return nesting.nests;
    }

    private bool IsBuffered(Node node) => decisions[node].Storage == NodeStorage.Buffer;

    private void Place(Node node)
    {
        switch (node.Op)
        {
            case LoopOp or BranchOp or KernelOp or ScatterOp:
            case var _ when decisions[node].Product is not null:
                nests.Add(new(Space.None, isSolitary: true));   // behind all that it may read
                nests[^1].Nodes.Add(node);
                places[node] = nests.Count - 1;
                break;
            case Output:   // its loop or branch fills it
                firsts[node] = (First(node.Inputs[0]), First(node.Inputs[0]));
                break;
            case LeafOp when IsBuffered(node):
                places[node] = Join(node, SpaceOf(node), FirstWithRow(node));
                break;
            case LeafOp:
                firsts[node] = (FirstWithRow(node), FirstWithRow(node));
                break;
            default:
                var aligned = decisions[node].Reads.Aggregate(0, (first, read) => Math.Max(first, First(node, read)));
                if (IsBuffered(node) || layout.IsScalar(node)) places[node] = Join(node, SpaceOf(node), aligned);
                else firsts[node] = (aligned, node.Inputs.Aggregate(0, (first, input) => Math.Max(first, First(input))));
                break;
        }
    }

    private void Place(Consumer consumer, int number)
    {
        var value = consumer.Value;
        var space = new Space(decisions.IsSpelledOut(value) ? Shape.Scalar : value.Shape, layout.Lanes is not null && !consumer.SumsLanes, decisions.IsSpelledOut(value) ? null : consumer.Below);
        nests[Join(space, space == SpaceOf(value) ? FirstInside(value) : First(value))].Consumers.Add(number);
    }

    private int FirstWithRow(Node leaf) => rows.TryGetValue(leaf, out var row) ? First(row) : 0;

    /// <summary>The axes of the loops that a node is computed in.</summary>
    private Space SpaceOf(Node node) => new(decisions.IsSpelledOut(node) ? Shape.Scalar : node.Shape, layout.Varies(node));

    // The first nest that may read a node at any index.
    private int First(Node node) => places.TryGetValue(node, out var place) ? place + 1 : firsts[node].Anywhere;

    // The first nest that may read a node at the index of its own loops.
    private int FirstInside(Node node) => !places.TryGetValue(node, out var place) ? firsts[node].Aligned : nests[place].IsSolitary ? place + 1 : place;

    // The first nest in which a consumer may read a node as it does.
    private int First(Node consumer, ReadPattern read)
    {
        var input = consumer.Inputs[read.Input];
        var isInside = decisions.IsSpelledOut(consumer)
            ? decisions.IsSpelledOut(input) && !read.IsComputed && (input.Type.IsScalar || decisions[consumer].IsUnrolled)
            : read.IsWhole && !decisions.IsSpelledOut(input);
        return isInside && SpaceOf(input) == SpaceOf(consumer) ? FirstInside(input) : First(input);
    }

    private int Join(Node node, Space space, int first)
    {
        var place = Join(space, first);
        nests[place].Nodes.Add(node);
        return place;
    }

    private int Join(Space space, int first)
    {
        if (latest.TryGetValue(space, out var place) && place >= first) return place;
        nests.Add(new(space, isSolitary: false));
        return latest[space] = nests.Count - 1;
    }
}
