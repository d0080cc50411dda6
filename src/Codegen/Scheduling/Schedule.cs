using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// Which nodes get a buffer, and what is computed in the same loops; every other node is computed inside of the loops of its consumers. A node
/// gets a buffer when it is an output, when a kernel or scatter makes or reads it, or when computing it in its consumers' loops would
/// repeat expensive work. Few entries of constant number are no loops: each is a value of its own.
/// </summary>
internal sealed class Schedule
{
    private const int DeepestInlining = 48;   // nodes from a buffer back to a node it is computed from
    private const int CheapCost = 4;          // operations that cost less than a round trip through memory
    private const int MostCopies = 3;         // loop nests that a cheap node may be computed in
    private const int MostEntries = 32;       // of a tensor without loops, unless it is put together from more
    private const int MostRounds = 64;        // of a reduction without a loop
    private const int MostWork = 512;         // entries times rounds

    private readonly Layout layout;
    private readonly IReadOnlyDictionary<Node, Node> rows;
    private readonly bool hasProducts;
    private readonly HashSet<Node> wanted = [];   // must be in a buffer, whatever it costs
    private readonly HashSet<Node> buffered = [];
    private readonly HashSet<Node> unrolled = [];
    private readonly HashSet<Node> reducing = [];
    private readonly Dictionary<Node, MatrixProduct> products = [];
    private readonly Dictionary<Node, ImmutableArray<ReadPattern>> reads = [];
    private readonly Dictionary<Node, List<(Home Home, ReadPattern Read)>> uses = [];
    private readonly Dictionary<Node, int> places = [];                         // the nest of what is computed in one
    private readonly Dictionary<Node, (int Aligned, int Anywhere)> firsts = [];  // of what is not: the first nest that may read it
    private readonly Dictionary<Space, int> latest = [];                         // the last nest over a space
    private readonly List<Nest> nests = [];

    private Schedule(Layout layout, IReadOnlyDictionary<Node, Node> rows, bool hasProducts) => (this.layout, this.rows, this.hasProducts) = (layout, rows, hasProducts);

    /// <summary>The nests in the order in which they run.</summary>
    public IReadOnlyList<Nest> Nests => nests;

    /// <summary>Whether a node gets a buffer.</summary>
    public bool IsBuffered(Node node) => buffered.Contains(node);

    /// <summary>Whether a node's entries and reductions are spelled out, without loops.</summary>
    public bool IsUnrolled(Node node) => unrolled.Contains(node);

    /// <summary>The product of matrices that a kernel computes at a node, if it does.</summary>
    public MatrixProduct? ProductOf(Node node) => products.TryGetValue(node, out var product) ? product : null;

    /// <summary>Whether a node's value comes from a reduction.</summary>
    public bool Reduces(Node node) => reducing.Contains(node);

    /// <summary>Decides for every node of a post-order.</summary>
    /// <param name="postOrder">The nodes.</param>
    /// <param name="stored">Tensors that must be in a buffer.</param>
    /// <param name="consumers">What reads values entry by entry.</param>
    /// <param name="layout">How values lie in memory.</param>
    /// <param name="rows">Of inputs that are rows of an array: the node that says which row. It stands before the input.</param>
    /// <param name="hasProducts">Whether kernels compute the products of matrices.</param>
    public static Schedule Of(
        IReadOnlyList<Node> postOrder, IEnumerable<Node> stored, IReadOnlyList<Consumer> consumers, Layout layout, IReadOnlyDictionary<Node, Node> rows, bool hasProducts)
    {
        var schedule = new Schedule(layout, rows, hasProducts);
        schedule.wanted.UnionWith(stored.Where(o => !layout.IsScalar(o)));
        foreach (var consumer in consumers.Where(c => !layout.IsScalar(c.Value))) schedule.UsesOf(consumer.Value).Add((Home.Of(new object()), ReadPattern.Straight));
        for (var i = postOrder.Count - 1; i >= 0; i--) schedule.Decide(postOrder[i]);   // consumers before inputs
        foreach (var node in postOrder) schedule.Place(node);
        for (var i = 0; i < consumers.Count; i++) schedule.Place(consumers[i], i);
        return schedule;
    }

    private void Decide(Node node)
    {
        switch (node.Op)
        {
            case LoopOp or BranchOp:
                if (!node.IsTuple && !layout.IsScalar(node)) buffered.Add(node);
                foreach (var argument in node.Inputs) UsesOf(argument).Add((Home.Of(node), ReadPattern.Anywhere));
                break;
            case Output when !layout.IsScalar(node):
                buffered.Add(node);
                break;
            case Constant:
                break;
            case LeafOp:
                if (wanted.Contains(node) || (layout.Varies(node) && !node.Type.IsScalar && IsReadAgain(node))) buffered.Add(node);
                break;
            case KernelOp:
                buffered.Add(node);
                wanted.UnionWith(node.Inputs.Where(i => i.Op is not LeafOp || i.Type.IsScalar));
                break;
            case ScatterOp scatter:
                buffered.Add(node);
                Use(node, Home.Of(node), ElementProfile.Of(scatter, node, layout).Reads);
                break;
            case ElementOp op:
                Decide(node, op);
                break;
            default:
                throw new InvalidOperationException($"{node.Op.Name} belongs to no family that can be compiled.");
        }
    }

    private void Decide(Node node, ElementOp op)
    {
        if (wanted.Contains(node)) buffered.Add(node);
        if (layout.IsScalar(node) && node.Inputs.All(layout.IsScalar))
        {
            unrolled.Add(node);
            Use(node, Home.Of(node), [.. node.Inputs.Select((_, i) => ReadPattern.Straight with { Input = i })]);
            return;
        }

        if (hasProducts && MatrixProduct.Of(node) is { } product)
        {
            products.Add(node, product);
            buffered.Add(node);
            wanted.UnionWith(new[] { product.A, product.B }.Where(i => i.Op is not LeafOp));
            return;
        }

        var profile = ElementProfile.Of(op, node, layout);
        if (profile.Reduces) reducing.Add(node);
        var entries = node.Shape.Size is { IsConstant: true } size ? size.Value : int.MaxValue;
        if (entries <= Math.Max(MostEntries, profile.Reduces ? 0 : node.Inputs.Length) && profile.Rounds <= MostRounds && entries * profile.Rounds <= MostWork) unrolled.Add(node);
        if (layout.IsScalar(node))
        {
            Use(node, Home.Of(node), profile.Reads);
            return;
        }

        var home = Home.Of(UsesOf(node));
        if (!IsView(node, profile) && !IsCheapTruth(node, profile, home) && (IsSpelledOut(node) || !IsWorthInlining(node, profile, home))) buffered.Add(node);
        Use(node, buffered.Contains(node) ? Home.Of(node) : home, profile.Reads);
    }

    /// <summary>Whether each entry is a value of its own: numbers, and few entries without loops.</summary>
    public bool IsSpelledOut(Node node) => node.Type.IsScalar || unrolled.Contains(node);

    private void Use(Node node, Home home, ImmutableArray<ReadPattern> all)
    {
        reads[node] = all;
        foreach (var read in all) UsesOf(node.Inputs[read.Input]).Add((home, read));
    }

    // Entries of an input are read where they are.
    private bool IsView(Node node, ElementProfile profile) => profile.IsMovement && !wanted.Contains(node) && !layout.Varies(node) && node.Inputs.All(i => i.Op is LeafOp && !i.Type.IsScalar);

    // A mask is computed again rather than made of truths in memory.
    private bool IsCheapTruth(Node node, ElementProfile profile, Home home) =>
        node.DType == DType.Bool && layout.Varies(node) && !profile.Reduces && profile.Cost <= CheapCost && home.Depth <= DeepestInlining;

    // By loops; what is spelled out reads each entry once.
    private bool IsReadAgain(Node leaf)
    {
        var all = UsesOf(leaf).Where(u => !u.Home.Nests.All(nest => nest is Node consumer && unrolled.Contains(consumer))).ToList();
        return all.Count > 1 || all.Exists(u => u.Read.Repeats || u.Home.IsRepeated);
    }

    private bool IsWorthInlining(Node node, ElementProfile profile, Home home)
    {
        if (home.Depth > DeepestInlining) return false;
        if (profile.IsMovement) return true;
        if (profile.Reduces && layout.Varies(node) && UsesOf(node).Exists(u => !u.Read.IsWhole)) return false;   // a loop of its own for the lanes
        if (home.IsRepeated) return false;
        if ((profile.Reduces || profile.Cost > CheapCost) && UsesOf(node).Exists(u => u.Read.IsComputed)) return false;   // at an index from data any entry may be read again
        if (profile.Reduces && home.Nests.Any(nest => nest is Node { IsTuple: false, Type.IsScalar: false } consumer && IsSpelledOut(consumer))) return false;   // one loop for each entry
        if (home.Nests.Count == 1 && (home.IsAligned || UsesOf(node).Count == 1)) return true;
        return !profile.Reduces && profile.Cost <= CheapCost && home.Nests.Count <= MostCopies;
    }

    private List<(Home Home, ReadPattern Read)> UsesOf(Node node)
    {
        if (!uses.TryGetValue(node, out var found)) uses.Add(node, found = []);
        return found;
    }

    private void Place(Node node)
    {
        switch (node.Op)
        {
            case LoopOp or BranchOp or KernelOp or ScatterOp:
            case var _ when products.ContainsKey(node):
                nests.Add(new(Space.None, isSolitary: true));   // behind all that it may read
                nests[^1].Nodes.Add(node);
                places[node] = nests.Count - 1;
                break;
            case Output:   // its loop or branch fills it
                firsts[node] = (First(node.Inputs[0]), First(node.Inputs[0]));
                break;
            case LeafOp when buffered.Contains(node):
                places[node] = Join(node, SpaceOf(node), FirstWithRow(node));
                break;
            case LeafOp:
                firsts[node] = (FirstWithRow(node), FirstWithRow(node));
                break;
            default:
                var aligned = reads[node].Aggregate(0, (first, read) => Math.Max(first, First(node, read)));
                if (buffered.Contains(node) || layout.IsScalar(node)) places[node] = Join(node, SpaceOf(node), aligned);
                else firsts[node] = (aligned, node.Inputs.Aggregate(0, (first, input) => Math.Max(first, First(input))));
                break;
        }
    }

    private void Place(Consumer consumer, int number)
    {
        var value = consumer.Value;
        var space = new Space(IsSpelledOut(value) ? Shape.Scalar : value.Shape, layout.Lanes is not null && !consumer.SumsLanes, IsSpelledOut(value) ? null : consumer.Below);
        nests[Join(space, space == SpaceOf(value) ? FirstInside(value) : First(value))].Consumers.Add(number);
    }

    private int FirstWithRow(Node leaf) => rows.TryGetValue(leaf, out var row) ? First(row) : 0;

    /// <summary>The axes of the loops that a node is computed in.</summary>
    private Space SpaceOf(Node node) => new(IsSpelledOut(node) ? Shape.Scalar : node.Shape, layout.Varies(node));

    // The first nest that may read a node at any index.
    private int First(Node node) => places.TryGetValue(node, out var place) ? place + 1 : firsts[node].Anywhere;

    // The first nest that may read a node at the index of its own loops.
    private int FirstInside(Node node) => !places.TryGetValue(node, out var place) ? firsts[node].Aligned : nests[place].IsSolitary ? place + 1 : place;

    // The first nest in which a consumer may read a node as it does.
    private int First(Node consumer, ReadPattern read)
    {
        var input = consumer.Inputs[read.Input];
        var isInside = IsSpelledOut(consumer)
            ? IsSpelledOut(input) && !read.IsComputed && (input.Type.IsScalar || unrolled.Contains(consumer))
            : read.IsWhole && !IsSpelledOut(input);
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

    /// <summary>Where a node is computed.</summary>
    /// <param name="Nests">The nodes, or others, whose loops it is part of; more than <see cref="MostCopies"/> are not told apart.</param>
    /// <param name="Depth">The inlined nodes between it and those.</param>
    /// <param name="IsAligned">Whether its index is that of the loops around it.</param>
    /// <param name="IsRepeated">Whether the loops compute the same entry again and again.</param>
    private sealed record Home(ImmutableHashSet<object> Nests, int Depth, bool IsAligned, bool IsRepeated)
    {
        public static Home Of(object nest) => new([nest], 0, true, false);

        public static Home Of(List<(Home Home, ReadPattern Read)> uses)
        {
            var nests = ImmutableHashSet<object>.Empty;
            foreach (var (home, _) in uses)
                if (nests.Count <= MostCopies) nests = nests.Union(home.Nests);
            return new(
                nests,
                uses.Count == 0 ? 0 : uses.Max(u => u.Home.Depth) + 1,
                uses.All(u => u.Home.IsAligned && u.Read.IsAligned),
                uses.Any(u => u.Home.IsRepeated || u.Read.Repeats));
        }
    }
}
