using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// Sums move through linear maps that are the same in every iteration, and through moved entries: Σᵢ Qᵀ·vᵢ = Qᵀ·Σᵢ vᵢ. What does not vary is
/// multiplied by the number of iterations. Signs of factors come out: Σᵢ (-uᵢ)·vᵢ = -Σᵢ uᵢ·vᵢ.
/// </summary>
public sealed class MoveSums : LoopPass
{
    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used)
    {
        var op = (LoopOp)loop.Op;
        if (op.Condition is not null) return [.. used.Select(loop.Output)];
        var (draft, copy) = Open(loop, []);
        var exits = used.Select(k => op.Outputs[k] is LoopOutput.Summed ? -1 : copy.Exit(op.Outputs[k])).ToList();
        var values = used.Select(k => op.Outputs[k] is LoopOutput.Summed summed ? copy.Output(summed.Value) : null).ToList();
        var mover = new Mover(draft, new(draft, copy, values.OfType<Node>()), LoopForms.CountOf(loop));
        if (!values.Exists(v => v is not null && mover.IsMovable(v))) return [.. used.Select(loop.Output)];
        mover.Move(values.OfType<Node>());
        var closed = draft.Close();
        mover.Build(closed);
        return [.. used.Select((_, i) => values[i] is { } value ? mover.SumOf(value) : closed[exits[i]])];
    }

    private sealed class Mover(LoopDraft draft, Invariants invariants, Node count)
    {
        private const int Deepest = 64;
        private readonly Dictionary<Node, bool> movable = [];
        private readonly Dictionary<Node, int> exits = [];     // of the sums that stay in the loop
        private readonly List<Step> steps = [];                // those that are put together outside, parts first
        private readonly Dictionary<Node, Node> sums = [];

        /// <summary>Whether a part of the sum of a node can be had outside.</summary>
        public bool IsMovable(Node node, int depth = 0)
        {
            if (!movable.TryGetValue(node, out var known)) movable.Add(node, known = depth < Deepest && (invariants.Contains(node) || Varying(node) is not null || Negated(node) is not null || AnyTermIsMovable(node, depth)));
            return known;
        }

        /// <summary>Decides which sums the loop gives, and how those of the nodes are put together from them.</summary>
        public void Move(IEnumerable<Node> nodes)
        {
            var seen = new HashSet<Node>();
            var stack = new Stack<(Node Node, Step? Done)>(nodes.Reverse().Select(n => (n, (Step?)null)));
            while (stack.Count > 0)
            {
                var (node, done) = stack.Pop();
                if (done is not null) steps.Add(done);
                else if (!seen.Add(node)) continue;
                else if (!IsMovable(node)) exits.Add(node, draft.Sum(node));
                else Enter(StepOf(node), stack);
            }
        }

        /// <summary>Builds the sums from the closed loop's outputs.</summary>
        public void Build(ImmutableArray<Node> closed)
        {
            foreach (var (node, exit) in exits) sums.Add(node, closed[exit]);
            foreach (var step in steps) sums.Add(step.Node, step.Make([.. step.Parts.Select(SumOf)]));
        }

        /// <summary>The sum of a node over the iterations, as a node outside.</summary>
        public Node SumOf(Node node) => sums[node];

        private static void Enter(Step step, Stack<(Node Node, Step? Done)> stack)
        {
            stack.Push((step.Node, step));
            for (var i = step.Parts.Length - 1; i >= 0; i--) stack.Push((step.Parts[i], null));
        }

        private Step StepOf(Node node)
        {
            if (invariants.Contains(node)) return new(node, [], _ => Outside(node) * NodeMath.Cast(count, node.DType));
            if (Varying(node) is { } position) return new(node, [node.Inputs[position]], parts => Applied(node, position, parts[0]));
            if (Negated(node) is { } factor) return new(node, [node.Graph.Add(node.Op, node.Inputs.SetItem(factor, node.Inputs[factor].Inputs[0]))], parts => -parts[0]);
            return new(node, node.Inputs, parts => draft.Outside.Add(node.Op, parts));
        }

        // The map applied to the sum; where that lacks axes, they are repeated.
        private Node Applied(Node node, int position, Node sum) => NodeMath.BroadcastTo(
            draft.Outside.Add(node.Op, [.. node.Inputs.Select((input, i) => i == position ? sum : Outside(input))]), node.Shape);

        private Node Outside(Node node) => IterationGuard.Of(invariants.Outside(node), count);

        private bool AnyTermIsMovable(Node node, int depth) =>
            (node.Op == Arithmetics.Add || node.Op == Arithmetics.Subtract) && node.DType.IsFloat && node.Inputs.Any(i => IsMovable(i, depth + 1));

        // The input in which a node is a linear map whose other inputs do not vary, if the sum of the input is not larger than that of the result.
        private int? Varying(Node node)
        {
            if (node.IsTuple || !node.DType.IsFloat || node.Op is Cast) return null;
            var varies = Enumerable.Range(0, node.Inputs.Length).Where(i => !invariants.Contains(node.Inputs[i])).ToList();
            if (varies is not [var position] || node.Inputs[position].IsTuple || !node.Inputs[position].DType.IsFloat) return null;
            var isLinear = IsProduct(node) || (node.Op == Arithmetics.Divide && position == 0)
                || (node.Op.IsLinear && node.Inputs.Count(i => i.DType.IsFloat) == 1);
            return isLinear && (node.Op is ElementwiseOp || (node.Op is MatMul && node.Type.Rank > 0) || node.Shape.Size.IsAtLeast(node.Inputs[position].Shape.Size)) ? position : null;
        }

        private static bool IsProduct(Node node) => node.Op == Arithmetics.Multiply || node.Op is MatMul or Einsum;

        // The factor of a product that is a value with a minus.
        private static int? Negated(Node node)
        {
            if (!IsProduct(node) || !node.DType.IsFloat) return null;
            return Enumerable.Range(0, node.Inputs.Length).Where(i => node.Inputs[i].Op == Arithmetics.Negate).Select(i => (int?)i).FirstOrDefault();
        }
    }

    /// <summary>How the sum of a node is made of other sums.</summary>
    private sealed record Step(Node Node, ImmutableArray<Node> Parts, Func<ImmutableArray<Node>, Node> Make);
}
