using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// Which nodes get a buffer; every other is computed inside of the loops of its consumers. A node gets one when it is an output, when
/// a kernel or scatter makes or reads it, or when computing it in its consumers' loops would repeat expensive work.
/// </summary>
internal sealed class Schedule
{
    private const int DeepestInlining = 48;   // nodes from a buffer back to a node it is computed from
    private const int CheapCost = 4;          // operations that cost less than a round trip through memory
    private const int MostCopies = 3;         // loop nests that a cheap node may be computed in

    private readonly HashSet<Node> wanted = [];   // must be in a buffer, whatever it costs
    private readonly HashSet<Node> buffered = [];
    private readonly Dictionary<Node, Home> homes = [];
    private readonly Dictionary<Node, List<(Home Home, ReadPattern Read)>> uses = [];

    private Schedule()
    {
    }

    /// <summary>Whether a node gets a buffer.</summary>
    public bool IsBuffered(Node node) => buffered.Contains(node);

    /// <summary>Decides for every node of a post-order, consumers before inputs.</summary>
    /// <param name="postOrder">The nodes.</param>
    /// <param name="stored">Tensors that must be in a buffer.</param>
    /// <param name="consumed">Tensors that are read entry by entry by loops of their own.</param>
    public static Schedule Of(IReadOnlyList<Node> postOrder, IEnumerable<Node> stored, IEnumerable<Node> consumed)
    {
        var schedule = new Schedule();
        schedule.wanted.UnionWith(stored.Where(o => !o.Type.IsScalar));
        foreach (var node in consumed.Where(c => !c.Type.IsScalar)) schedule.UsesOf(node).Add((Home.Of(new object()), new(0, IsAligned: true, Repeats: false)));
        for (var i = postOrder.Count - 1; i >= 0; i--) schedule.Decide(postOrder[i]);
        return schedule;
    }

    private void Decide(Node node)
    {
        switch (node.Op)
        {
            case LoopOp or BranchOp:
                if (!node.IsTuple && !node.Type.IsScalar) buffered.Add(node);
                foreach (var argument in node.Inputs) UsesOf(argument).Add((Home.Of(node), new(0, IsAligned: false, Repeats: true)));
                break;
            case Output when !node.Type.IsScalar:
                buffered.Add(node);
                break;
            case LeafOp:
                if (wanted.Contains(node)) buffered.Add(node);
                break;
            case KernelOp:
                buffered.Add(node);
                wanted.UnionWith(node.Inputs.Where(i => i.Op is not LeafOp || i.Type.IsScalar));
                break;
            case ScatterOp scatter:
                buffered.Add(node);
                Use(node, Home.Of(node), ElementProfile.Of(scatter, node));
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
        if (node.Type.IsScalar && node.Inputs.All(i => i.Type.IsScalar)) return;
        var profile = ElementProfile.Of(op, node);
        if (!node.Type.IsScalar && !IsWorthInlining(node, profile)) buffered.Add(node);
        var home = node.Type.IsScalar || buffered.Contains(node) ? Home.Of(node) : Home.Of(UsesOf(node));
        Use(node, home, profile);
    }

    private void Use(Node node, Home home, ElementProfile profile)
    {
        homes[node] = home;
        foreach (var read in profile.Reads) UsesOf(node.Inputs[read.Input]).Add((home, read));
    }

    private bool IsWorthInlining(Node node, ElementProfile profile)
    {
        var home = Home.Of(UsesOf(node));
        if (home.Depth > DeepestInlining) return false;
        if (profile.IsMovement) return true;
        if (home.IsRepeated) return false;
        if (home.Nests.Count == 1 && (home.IsAligned || UsesOf(node).Count == 1)) return true;
        return !profile.Reduces && profile.Cost <= CheapCost && home.Nests.Count <= MostCopies;
    }

    private List<(Home Home, ReadPattern Read)> UsesOf(Node node)
    {
        if (!uses.TryGetValue(node, out var found)) uses.Add(node, found = []);
        return found;
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
