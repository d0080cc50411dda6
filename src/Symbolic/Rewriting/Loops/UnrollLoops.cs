using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>A loop whose few iterations are known in number becomes the nodes of its iterations.</summary>
public sealed class UnrollLoops(int most) : LoopPass
{
    /// <summary>The largest number of iterations that are unrolled.</summary>
    public int Most { get; } = most;

    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used)
    {
        var op = (LoopOp)loop.Op;
        var unrolls = op is { Length.IsConstant: true, Counted: false, Condition: null } && op.Length.Value <= Most && !op.Inputs.Any(i => i is LoopInput.Replayed);
        return unrolls ? new Unrolled(loop).Outputs(used) : [.. used.Select(loop.Output)];
    }

    private sealed class Unrolled
    {
        private readonly Node loop;
        private readonly LoopOp op;
        private readonly int count;
        private readonly Node[] states;                          // by input: the carried value
        private readonly ImmutableArray<Node>[] iterations;      // by number: the body's outputs

        public Unrolled(Node loop)
        {
            (this.loop, op) = (loop, (LoopOp)loop.Op);
            count = op.Length!.Value;
            states = [.. loop.Inputs];
            iterations = new ImmutableArray<Node>[count];
            for (var step = 0; step < count; step++) Iterate(op.Backward ? count - 1 - step : step);
        }

        public ImmutableArray<Node> Outputs(ImmutableArray<int> used) => [.. used.Select(k => Output(op.Outputs[k], loop.Types[k]))];

        private void Iterate(int i)
        {
            var graph = loop.Graph;
            var images = new Substitution(graph).Map(op.Index, graph.Constant(i, DType.Int32));
            for (var input = 0; input < op.Inputs.Count; input++)
            {
                if (op.Inputs[input] is LoopInput.Sliced) images.Map(op.Parameter(input), NodeMath.Take(loop.Inputs[input], 0, i));
                else if (op.Inputs[input] is not LoopInput.Gathered) images.Map(op.Parameter(input), states[input]);
            }

            foreach (var input in op.GatherOrder)
                images.Map(op.Parameter(input), NodeMath.Gather(loop.Inputs[input], images.Apply([op.Body.Outputs[((LoopInput.Gathered)op.Inputs[input]).Index]])[0]));
            iterations[i] = images.Apply(op.Body.Outputs);
            for (var input = 0; input < op.Inputs.Count; input++)
                if (op.Inputs[input] is LoopInput.Carried carried) states[input] = iterations[i][carried.Next];
        }

        private Node Output(LoopOutput output, TensorType type) => output switch
        {
            LoopOutput.Carried carried => states[carried.Input],
            LoopOutput.Stacked stacked when count > 0 => NodeMath.Stack([.. iterations.Select(i => i[stacked.Value])], 0),
            LoopOutput.Summed summed when count > 0 => InOrder().Select(i => iterations[i][summed.Value]).Aggregate((a, b) => a + b),
            LoopOutput.ScatterAdded scattered when count > 0 =>
                InOrder().Select(i => NodeMath.ScatterAdd(iterations[i][scattered.Value], iterations[i][scattered.Index], 0, scattered.Rows)).Aggregate((a, b) => a + b),
            LoopOutput.Reduced reduced when count > 0 => Reduced(reduced.Kind, NodeMath.Stack([.. iterations.Select(i => i[reduced.Value])], 0)),
            LoopOutput.Reduced reduced => NodeMath.BroadcastTo(loop.Graph.Constant(Tensor.Scalar(ElementInterpreter.Reduction.Start(reduced.Kind, type.DType), type.DType)), type.Shape),
            _ => NodeMath.BroadcastTo(loop.Graph.Constant(0, type.DType), type.Shape),
        };

        private IEnumerable<int> InOrder() => op.Backward ? Enumerable.Range(0, count).Reverse() : Enumerable.Range(0, count);

        // over an axis, so that ties share the derivative as they do in the loop
        private static Node Reduced(ReductionKind kind, Node rows) => kind switch
        {
            ReductionKind.Max => NodeMath.Max(rows, [0]),
            ReductionKind.Min => NodeMath.Min(rows, [0]),
            _ => NodeMath.Product(rows, [0]),
        };
    }
}
