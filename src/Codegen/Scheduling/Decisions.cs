using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// Which nodes get a buffer; every other node is computed inside of the loops of its consumers. A node gets a buffer when it is an output, when a
/// kernel or scatter makes or reads it, or when computing it in its consumers' loops would repeat expensive work. Few entries of constant number
/// are no loops: each is a value of its own.
/// </summary>
internal sealed class Decisions
{
    private const int DeepestInlining = 48;   // nodes from a buffer back to a node it is computed from
    private const int CheapCost = 4;          // operations that cost less than a round trip through memory
    private const int MostEntries = 32;       // of a tensor without loops, unless it is put together from more
    private const int MostRounds = 64;        // of a reduction without a loop
    private const int MostWork = 512;         // entries times rounds

    private readonly Layout layout;
    private readonly bool isFunction;
    private readonly bool hasProducts;
    private readonly Dictionary<Node, ScheduleReason> wanted = [];   // must be in a buffer, whatever it costs
    private readonly Dictionary<Node, List<Use>> uses = [];
    private readonly Dictionary<Node, Decision> decisions = [];

    private Decisions(Layout layout, bool isFunction, bool hasProducts) => (this.layout, this.isFunction, this.hasProducts) = (layout, isFunction, hasProducts);

    /// <summary>What was decided about a node.</summary>
    public Decision this[Node node] => decisions[node];

    /// <summary>Decides for every node of a post-order.</summary>
    /// <param name="postOrder">The nodes.</param>
    /// <param name="stored">Tensors that must be in a buffer, and why.</param>
    /// <param name="consumers">What reads values entry by entry.</param>
    /// <param name="layout">How values lie in memory.</param>
    /// <param name="isFunction">Whether inputs are tensors in memory; a body's are rows of others.</param>
    /// <param name="hasProducts">Whether kernels compute the products of matrices.</param>
    public static Decisions Of(
        IReadOnlyList<Node> postOrder, (IEnumerable<Node> Nodes, ScheduleReason Reason) stored, IEnumerable<Consumer> consumers, Layout layout, bool isFunction, bool hasProducts)
    {
        var decisions = new Decisions(layout, isFunction, hasProducts);
        decisions.Want(stored.Nodes.Where(o => !layout.IsScalar(o)), stored.Reason);
        foreach (var consumer in consumers.Where(c => !layout.IsScalar(c.Value))) decisions.UsesOf(consumer.Value).Add(new(Home.Of(new object()), ReadPattern.Straight));
        for (var i = postOrder.Count - 1; i >= 0; i--) decisions.decisions.Add(postOrder[i], decisions.Decide(postOrder[i]));   // consumers before inputs
        return decisions;
    }

    /// <summary>Whether each entry is a value of its own: numbers, and few entries without loops.</summary>
    public bool IsSpelledOut(Node node) => node.Type.IsScalar || decisions[node].IsUnrolled;

    private Decision Decide(Node node)
    {
        switch (node.Op)
        {
            case LoopOp or BranchOp:
                foreach (var argument in node.Inputs) UsesOf(argument).Add(new(Home.Of(node), ReadPattern.Anywhere));
                return node.IsTuple ? new(NodeStorage.Elsewhere, ScheduleReason.LoopResult) : ResultOfLoop(node);
            case Output:
                return wanted.TryGetValue(node, out var because) ? Buffer(because) : ResultOfLoop(node);
            case Constant:
                return new(NodeStorage.Elsewhere, ScheduleReason.Data);
            case LeafOp when wanted.TryGetValue(node, out var reason):
                return Buffer(reason);
            case LeafOp:
                return layout.Varies(node) && !node.Type.IsScalar && IsReadAgain(node) ? Buffer(ScheduleReason.RowOfLanes) : new(NodeStorage.Elsewhere, ScheduleReason.Given);
            case KernelOp:
                Want(node.Inputs.Where(i => i.Type.IsScalar || i.Op is not LeafOp || (i.Op is Variable && !isFunction)), ScheduleReason.KernelOperand);
                return Buffer(ScheduleReason.Kernel);
            case ScatterOp scatter:
                var reads = ElementProfile.Of(scatter, node, layout).Reads;
                Read(node, Home.Of(node), reads);
                return Buffer(ScheduleReason.Scatter) with { Reads = reads };
            case ElementOp op:
                return Decide(node, op);
            default:
                throw new InvalidOperationException($"{node.Op.Name} belongs to no family that can be compiled.");
        }
    }

    private Decision Decide(Node node, ElementOp op)
    {
        if (layout.IsScalar(node) && node.Inputs.All(layout.IsScalar))
        {
            ImmutableArray<ReadPattern> all = [.. node.Inputs.Select((_, i) => ReadPattern.Straight with { Input = i })];
            Read(node, Home.Of(node), all);
            return Number(node) with { IsUnrolled = true, Reads = all };
        }

        if (hasProducts && MatrixProduct.Of(node) is { } product)
        {
            Want(new[] { product.A, product.B }.Where(i => i.Op is not LeafOp), ScheduleReason.KernelOperand);
            return Buffer(ScheduleReason.MatrixProduct) with { Product = product };
        }

        var profile = ElementProfile.Of(op, node, layout);
        var isUnrolled = IsUnrolled(node, profile);
        var (decision, home) = (Number(node), Home.Of(node));
        if (!layout.IsScalar(node))
        {
            var readers = Home.Of(UsesOf(node));
            decision = Decide(node, profile, readers, isUnrolled);
            if (decision.Storage == NodeStorage.Inlined) home = readers;
        }

        Read(node, home, profile.Reads);
        return decision with { IsUnrolled = isUnrolled, Reduces = profile.Reduces, Reads = profile.Reads };
    }

    private static Decision Buffer(ScheduleReason reason) => new(NodeStorage.Buffer, reason);

    private static Decision Inlined(ScheduleReason reason) => new(NodeStorage.Inlined, reason);

    private Decision ResultOfLoop(Node node) => layout.IsScalar(node) ? new(NodeStorage.Variable, ScheduleReason.LoopResult) : Buffer(ScheduleReason.LoopResult);

    private Decision Number(Node node) => wanted.TryGetValue(node, out var reason) ? Buffer(reason) : new(NodeStorage.Variable, ScheduleReason.Number);

    private Decision Decide(Node node, ElementProfile profile, Home home, bool isUnrolled)
    {
        if (wanted.TryGetValue(node, out var reason)) return Buffer(reason);
        if (IsView(node, profile)) return Inlined(ScheduleReason.View);
        if (IsCheapMask(node, profile, home)) return Inlined(ScheduleReason.CheapMask);
        if (isUnrolled || node.Type.IsScalar) return Buffer(ScheduleReason.FewEntries);
        if (home.Depth > DeepestInlining) return Buffer(ScheduleReason.TooDeep);
        if (profile.IsMovement) return Inlined(ScheduleReason.Movement);
        var all = UsesOf(node);
        var isCheap = !profile.Reduces && profile.Cost <= CheapCost;
        if (profile.Reduces && layout.Varies(node) && all.Exists(u => !u.Read.IsWhole)) return Buffer(ScheduleReason.ReductionOfLanes);
        if (home.IsRepeated) return Buffer(ScheduleReason.ReadAgain);
        if (!isCheap && all.Exists(u => u.Read.IsComputed)) return Buffer(ScheduleReason.ReadAnywhere);
        if (profile.Reduces && home.Nests.Any(nest => nest is Node { IsTuple: false, Type.IsScalar: false } consumer && IsSpelledOut(consumer))) return Buffer(ScheduleReason.LoopForEachEntry);
        if (home.Nests.Count == 1 && (home.IsAligned || all.Count == 1)) return Inlined(ScheduleReason.OneReader);
        return isCheap && home.Nests.Count <= Home.MostNests ? Inlined(ScheduleReason.Cheap) : Buffer(ScheduleReason.SeveralReaders);
    }

    private static bool IsUnrolled(Node node, ElementProfile profile)
    {
        var entries = node.Shape.Size is { IsConstant: true } size ? size.Value : int.MaxValue;
        return entries <= Math.Max(MostEntries, profile.Reduces ? 0 : node.Inputs.Length) && profile.Rounds <= MostRounds && entries * profile.Rounds <= MostWork;
    }

    // Entries of an input are read where they are.
    private bool IsView(Node node, ElementProfile profile) => profile.IsMovement && !layout.Varies(node) && node.Inputs.All(i => i.Op is LeafOp && !i.Type.IsScalar);

    // A mask is computed again rather than made of truths in memory.
    private bool IsCheapMask(Node node, ElementProfile profile, Home home) =>
        node.DType == DType.Bool && layout.Varies(node) && !profile.Reduces && profile.Cost <= CheapCost && home.Depth <= DeepestInlining;

    // By loops; what is spelled out reads each entry once.
    private bool IsReadAgain(Node leaf)
    {
        var all = UsesOf(leaf).Where(u => !u.Home.Nests.All(nest => nest is Node consumer && decisions[consumer].IsUnrolled)).ToList();
        return all.Count > 1 || all.Exists(u => u.Read.Repeats || u.Home.IsRepeated);
    }

    private void Want(IEnumerable<Node> nodes, ScheduleReason reason)
    {
        foreach (var node in nodes)
            if (!wanted.ContainsKey(node)) wanted[node] = reason;
    }

    private void Read(Node node, Home home, ImmutableArray<ReadPattern> all)
    {
        foreach (var read in all) UsesOf(node.Inputs[read.Input]).Add(new(home, read));
    }

    private List<Use> UsesOf(Node node)
    {
        if (!uses.TryGetValue(node, out var found)) uses.Add(node, found = []);
        return found;
    }
}
