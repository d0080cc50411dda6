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
        var mover = new Mover(draft, new(draft, copy, values.OfType<Node>()), Count(loop));
        if (!values.Exists(v => v is not null && mover.IsMovable(v))) return [.. used.Select(loop.Output)];
        var builders = values.Select(v => v is null ? null : mover.Move(v)).ToList();
        var closed = draft.Close();
        return [.. used.Select((_, i) => builders[i] is { } build ? build(closed) : closed[exits[i]])];
    }

    private static Node Count(Node loop)
    {
        var op = (LoopOp)loop.Op;
        return op.Counted ? loop.Inputs[loop.Inputs.Length - 1] : loop.Graph.Size(op.Length!, DType.Int32);
    }

    private sealed class Mover(LoopDraft draft, Invariants invariants, Node count)
    {
        private const int Deepest = 64;
        private readonly Dictionary<Node, bool> movable = [];
        private readonly Dictionary<Node, Func<ImmutableArray<Node>, Node>> moved = [];

        /// <summary>Whether a part of the sum of a node can be had outside.</summary>
        public bool IsMovable(Node node, int depth = 0)
        {
            if (!movable.TryGetValue(node, out var known)) movable.Add(node, known = depth < Deepest && (invariants.Contains(node) || Varying(node) is not null || Negated(node) is not null || AnyTermIsMovable(node, depth)));
            return known;
        }

        /// <summary>The sum of a node over the iterations, from the closed loop's outputs.</summary>
        public Func<ImmutableArray<Node>, Node> Move(Node node)
        {
            if (!moved.TryGetValue(node, out var known)) moved.Add(node, known = Once(Make(node)));
            return known;
        }

        // What is a term of several sums is built for the first.
        private static Func<ImmutableArray<Node>, Node> Once(Func<ImmutableArray<Node>, Node> build)
        {
            Node? built = null;
            return closed => built ??= build(closed);
        }

        private Func<ImmutableArray<Node>, Node> Make(Node node)
        {
            if (!IsMovable(node)) return draft.Sum(node) is var exit ? closed => closed[exit] : null!;
            if (invariants.Contains(node)) return _ => invariants.Outside(node) * NodeMath.Cast(count, node.DType);
            if (Varying(node) is { } position)
            {
                var part = Move(node.Inputs[position]);
                return closed => Applied(node, position, part(closed));
            }

            if (Negated(node) is { } factor)
            {
                var product = Move(node.Graph.Add(node.Op, node.Inputs.SetItem(factor, node.Inputs[factor].Inputs[0])));
                return closed => -product(closed);
            }

            var parts = node.Inputs.Select(Move).ToList();
            return closed => draft.Outside.Add(node.Op, [.. parts.Select(p => p(closed))]);
        }

        // The map applied to the sum; where that lacks axes, they are repeated.
        private Node Applied(Node node, int position, Node sum) => NodeMath.BroadcastTo(
            draft.Outside.Add(node.Op, [.. node.Inputs.Select((input, i) => i == position ? sum : invariants.Outside(input))]), node.Shape);

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
}
