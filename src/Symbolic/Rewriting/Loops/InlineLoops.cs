using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// A loop that carries nothing becomes an axis of what its body computes. That is for loops in the body of another one: of a loop outside, all values of all
/// iterations would be kept at a time. A loop with an op that has no batched form stays; so does one as long as the loop around it.
/// </summary>
/// <param name="around">The lengths of the loops around.</param>
public sealed class InlineLoops(params ImmutableArray<Dim?> around) : LoopPass
{
    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used) =>
        !IsAsLong((LoopOp)loop.Op) && new Inlined(loop).Outputs(used) is { IsDefault: false } outputs ? outputs : [.. used.Select(loop.Output)];

    private bool IsAsLong(LoopOp op) => op.Length is { IsConstant: false } length && around.Contains(length);

    private sealed class Inlined
    {
        private readonly Node loop;
        private readonly LoopOp op;
        private readonly Dictionary<Node, (Node Node, bool Varies)> images = [];
        private bool fails;

        public Inlined(Node loop)
        {
            (this.loop, op) = (loop, (LoopOp)loop.Op);
            fails = op.IsCarried || op.Counted || op.Condition is not null || op.Length is null;
        }

        private Dim Count => op.Length!;

        // What does not vary is computed also where there is no iteration.
        private bool Runs => Count is { IsConstant: true, Value: > 0 };

        /// <summary>The outputs that are used; default where something has no batched form.</summary>
        public ImmutableArray<Node> Outputs(ImmutableArray<int> used)
        {
            if (fails) return default;
            Enter();
            var outputs = ImmutableArray.CreateBuilder<Node>(used.Length);
            foreach (var k in used) if (!fails && Output(op.Outputs[k]) is { } output) outputs.Add(output);
            return fails ? default : outputs.ToImmutable();
        }

        private void Enter()
        {
            images.Add(op.Index, (loop.Graph.Iota(Count), true));
            for (var input = 0; input < op.Inputs.Count; input++)
                if (op.Inputs[input] is not LoopInput.Gathered) images.Add(op.Parameter(input), (loop.Inputs[input], op.Inputs[input] is LoopInput.Sliced));
            foreach (var input in op.GatherOrder)
            {
                if (Image(((LoopInput.Gathered)op.Inputs[input]).Index) is not var (index, varies)) return;
                images.Add(op.Parameter(input), (NodeMath.Gather(loop.Inputs[input], index), varies));
                fails |= !varies && !Runs;
            }
        }

        private (Node Node, bool Varies)? Image(int output)
        {
            var root = op.Body.Outputs[output];
            foreach (var node in Traversal.PostOrder([root], n => !images.ContainsKey(n)))
            {
                if (images.ContainsKey(node)) continue;
                if (Image(node) is not { } image)
                {
                    fails = true;
                    return null;
                }

                images.Add(node, image);
            }

            return images[root];
        }

        private (Node, bool)? Image(Node node)
        {
            var inputs = node.Inputs.Select(i => images.TryGetValue(i, out var image) ? image : default).ToList();
            if (inputs.Exists(i => i.Node is null)) return null;
            if (!inputs.Exists(i => i.Varies)) return Runs || !Costs.MayFail(node) ? (loop.Graph.Add(node.Op, [.. inputs.Select(i => i.Node)]), false) : null;
            if (node.IsTuple || inputs.Exists(i => i.Node.IsTuple)) return null;
            return node.Op.Batched(node, new([.. inputs.Select(i => i.Node)], [.. inputs.Select(i => i.Varies)], Count)) is { } rows ? (Checked(node, rows), true) : null;
        }

        private Node Checked(Node node, Node rows) => rows.Type == node.Type.WithShape(node.Shape.Insert(0, Count)) ? rows
            : throw new InvalidOperationException($"{node.Op.Name}: the batched form gave {rows.Type} for {Count} rows of {node.Type}.");

        private Node? Output(LoopOutput output)
        {
            switch (output)
            {
                case LoopOutput.Summed summed: return Image(summed.Value) is var (node, varies) ? varies ? NodeMath.Sum(node, [0]) : node * loop.Graph.Size(Count, node.DType) : null;
                case LoopOutput.Reduced reduced: return Rows(reduced.Value) is { } values ? Reduced(reduced.Kind, values) : null;
                case LoopOutput.Stacked stacked: return Rows(stacked.Value);
                case LoopOutput.ScatterAdded scattered:
                    return Rows(scattered.Value) is { } added && Rows(scattered.Index) is { } indices ? NodeMath.ScatterAdd(added, indices, 0, scattered.Rows) : null;
                default: throw new InvalidOperationException($"{output} is carried.");
            }
        }

        private Node? Rows(int output) => Image(output) is var (node, varies) ? varies ? node : NodeMath.BroadcastTo(node, node.Shape.Insert(0, Count)) : null;

        private static Node Reduced(ReductionKind kind, Node rows) => kind switch
        {
            ReductionKind.Max => NodeMath.Max(rows, [0]),
            ReductionKind.Min => NodeMath.Min(rows, [0]),
            _ => NodeMath.Product(rows, [0]),
        };
    }
}
