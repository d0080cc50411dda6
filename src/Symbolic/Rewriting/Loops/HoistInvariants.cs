using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// Computes outside of a loop what is the same in every iteration. What may fail stays inside, unless there is an iteration for sure; so does
/// what only moves entries, which would be kept at its full size for nothing.
/// </summary>
public sealed class HoistInvariants : LoopPass
{
    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used)
    {
        var (draft, copy) = Open(loop, used);
        var invariants = new Invariants(draft, copy, draft.Roots());
        var hoisted = invariants.Frontier();
        draft.Replace(hoisted.ToDictionary(n => n, n => draft.Share(invariants.Outside(n))));
        return draft.Close();
    }
}

/// <summary>The nodes of a loop's body that do not vary, and what they are outside.</summary>
internal sealed class Invariants
{
    private readonly IReadOnlyList<Node> order;
    private readonly NodeMarks varying;
    private readonly HashSet<Node> movable = [];   // do not vary, and may be computed where there is no iteration
    private readonly HashSet<Node> roots;
    private readonly Substitution outside;

    public Invariants(LoopDraft draft, LoopCopy copy, IEnumerable<Node> roots)
    {
        this.roots = [.. roots];
        order = Traversal.PostOrder(this.roots);
        var shared = Enumerable.Range(0, copy.Parameters.Length).Where(i => copy.Op.Inputs[i] is LoopInput.Shared).ToList();
        var leaves = new HashSet<Node>(shared.Select(i => copy.Parameters[i]));
        varying = Traversal.Descendants(order, order.Where(n => n.Op is Variable && !leaves.Contains(n)));
        outside = new(draft.Outside);
        foreach (var i in shared) outside.Map(copy.Parameters[i], copy.Loop.Inputs[i]);
        var runs = copy.Op is { Length: { IsConstant: true, Value: > 0 }, Counted: false, Condition: null };
        foreach (var node in order)
            if (!varying.Contains(node) && (runs || !Costs.MayFail(node)) && node.Inputs.All(movable.Contains)) movable.Add(node);
    }

    /// <summary>Whether a node is the same in every iteration and can be had outside.</summary>
    public bool Contains(Node node) => movable.Contains(node);

    /// <summary>A node of the body as a node outside.</summary>
    public Node Outside(Node node) => outside.Apply([node])[0];

    /// <summary>The nodes that cost something and that others read.</summary>
    public IEnumerable<Node> Frontier()
    {
        var read = new HashSet<Node>(order.Where(n => !movable.Contains(n)).SelectMany(n => n.Inputs).Concat(roots).Where(movable.Contains));
        var stack = new Stack<Node>(order.Where(read.Contains));
        var found = new HashSet<Node>();
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (node.Op is Variable or Constant || node.IsTuple) continue;
            if (!Costs.IsMovement(node)) found.Add(node);
            else foreach (var input in node.Inputs) stack.Push(input);
        }

        return order.Where(found.Contains);
    }
}
