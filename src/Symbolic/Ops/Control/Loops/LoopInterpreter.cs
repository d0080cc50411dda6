using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Runtime;

namespace SymDiff.Ops;

/// <summary>The reference meaning of a loop: one iteration after the other.</summary>
internal sealed class LoopInterpreter
{
    private readonly LoopOp loop;
    private readonly IReadOnlyList<Tensor> arguments;
    private readonly IReadOnlyDictionary<string, int> sizes;
    private readonly Tensor[] carried;     // by input: the value that enters the iteration
    private readonly Accumulator[] outputs;
    private readonly ImmutableArray<int> gatherOrder;

    public LoopInterpreter(Node node, IReadOnlyList<Tensor> arguments, IReadOnlyDictionary<string, int> sizes)
    {
        (loop, this.arguments, this.sizes) = ((LoopOp)node.Op, arguments, sizes);
        carried = [.. arguments.Take(loop.Inputs.Count)];
        outputs = [.. loop.Outputs.Select((o, i) => new Accumulator(o, node.Types[i].DType, o is LoopOutput.Carried ? [] : node.Types[i].Shape.Evaluate(sizes)))];
        gatherOrder = loop.GatherOrder;
    }

    public ImmutableArray<Tensor> Run()
    {
        if (loop.Condition is not null) RunWhile();
        else if (loop.Inputs.Any(i => i is LoopInput.Replayed)) RunReplayed(Count());
        else for (int i = 0, count = Count(); i < count; i++) Iterate(loop.Backward ? count - 1 - i : i);
        return [.. outputs.Select(o => o.Output is LoopOutput.Carried final ? carried[final.Input] : o.Result)];
    }

    private int Count()
    {
        var length = loop.Length?.Evaluate(sizes);
        if (!loop.Counted) return length ?? throw new InvalidOperationException("A loop needs a length, a count or a condition.");
        var count = arguments[^1].Checked()[0].Integer;
        if (count < 0 || count > (length ?? int.MaxValue))
            throw new ShapeException($"Loop: the number of iterations is {count}; expected 0 to {loop.Length?.ToString() ?? "2147483647"}{(length is null || loop.Length!.IsConstant ? "" : " = " + length)}.");
        return (int)count;
    }

    private void RunWhile()
    {
        var bound = loop.Length?.Evaluate(sizes);
        for (var i = 0; Begin(i, carried) is var iteration && iteration.Evaluate([loop.Body.Outputs[loop.Condition!.Value]])[0][0].Truth; i++)
        {
            if (i == bound) throw new ShapeException($"Loop: the condition still holds after {i} iterations, which is the bound {loop.Length}. Raise the bound, or check that the loop converges.");
            Finish(i, iteration);
        }
    }

    // A schedule's step s is the iteration in which the replayed values are the s-th on their way, the last that the loop reaches.
    private void RunReplayed(int count)
    {
        var state = (Tensor[])carried.Clone();
        var slots = new Dictionary<int, Tensor[]>();
        foreach (var (action, step, slot) in loop.Checkpoint.Schedule(count))
        {
            var i = loop.Backward ? step : count - 1 - step;
            switch (action)
            {
                case CheckpointAction.Store: slots[slot] = (Tensor[])state.Clone(); break;
                case CheckpointAction.Restore: state = (Tensor[])slots[slot].Clone(); break;
                case CheckpointAction.Advance: state = Replay(i, state); break;
                default:
                    for (var input = 0; input < state.Length; input++) if (loop.Inputs[input] is LoopInput.Replayed) carried[input] = state[input];
                    Iterate(i);
                    break;
            }
        }
    }

    private Tensor[] Replay(int i, Tensor[] state)
    {
        var iteration = Begin(i, state);
        return Next(iteration, state, input => input is LoopInput.Replayed replayed ? replayed.Next : null);
    }

    private void Iterate(int i) => Finish(i, Begin(i, carried));

    private void Finish(int i, Interpreter iteration)
    {
        foreach (var output in outputs) output.Add(i, position => iteration.Run([loop.Body.Outputs[position]])[0]);
        Next(iteration, carried, input => input is LoopInput.Carried next ? next.Next : null).CopyTo(carried, 0);
    }

    private Tensor[] Next(Interpreter iteration, Tensor[] state, Func<LoopInput, int?> next) =>
        [.. state.Select((value, input) => next(loop.Inputs[input]) is { } position ? iteration.Run([loop.Body.Outputs[position]])[0] : value)];

    private Interpreter Begin(int i, Tensor[] state)
    {
        var iteration = new Interpreter(sizes);
        iteration.Set(loop.Index, Tensor.Scalar(i, DType.Int32));
        for (var input = 0; input < loop.Inputs.Count; input++)
        {
            if (loop.Inputs[input] is LoopInput.Gathered) continue;
            iteration.Set(loop.Parameter(input), loop.Inputs[input] is LoopInput.Sliced ? arguments[input].Row(i) : state[input]);
        }

        foreach (var input in gatherOrder)
        {
            var row = iteration.Run([loop.Body.Outputs[((LoopInput.Gathered)loop.Inputs[input]).Index]])[0];
            iteration.Set(loop.Parameter(input), Gathered(arguments[input], row));
        }

        return iteration;
    }

    // A row that is not there is an error where it is read.
    private static Tensor Gathered(Tensor rows, Tensor index)
    {
        try
        {
            return rows.Row(Checked(index.Checked()[0].Integer, rows.Lengths[0]));
        }
        catch (ShapeException reason)
        {
            return Tensor.Without(rows.DType, [.. rows.Lengths.Skip(1)], reason);
        }
    }

    private static int Checked(long row, int rows) => row >= 0 && row < rows ? (int)row
        : throw new ShapeException($"Loop: the row {row} is outside of an array of {rows} row(s); expected 0 to {rows - 1}.");

    /// <summary>An output on its way through the iterations.</summary>
    private sealed class Accumulator
    {
        private readonly DType dtype;
        private readonly int[] lengths;
        private readonly ElementInterpreter.Reduction[] entries;
        private ShapeException?[]? missing;

        public Accumulator(LoopOutput output, DType dtype, int[] lengths)
        {
            (Output, this.dtype, this.lengths) = (output, dtype, lengths);
            entries = new ElementInterpreter.Reduction[IndexSpace.Count(lengths)];
            var start = new ElementInterpreter.Reduction(output is LoopOutput.Reduced reduced ? reduced.Kind : ReductionKind.Sum, dtype);
            for (var k = 0; k < entries.Length; k++) entries[k] = start;
        }

        public LoopOutput Output { get; }

        public Tensor Result => new(dtype, [.. lengths], Array.ConvertAll(entries, e => e.Result), missing);

        public void Add(int i, Func<int, Tensor> value)
        {
            switch (Output)
            {
                case LoopOutput.Summed summed: Combine(value(summed.Value), row: 0); break;
                case LoopOutput.Reduced reduced: Combine(value(reduced.Value), row: 0); break;
                case LoopOutput.Stacked stacked: Combine(value(stacked.Value), row: i, replace: true); break;
                case LoopOutput.ScatterAdded scattered: Combine(value(scattered.Value), Checked(value(scattered.Index).Checked()[0].Integer, lengths[0])); break;
            }
        }

        private void Combine(Tensor next, int row, bool replace = false)
        {
            for (var k = 0; k < next.Count; k++)
            {
                ref var entry = ref entries[row * next.Count + k];
                if (replace) entry = new(next[k]);
                else entry.Add(next[k]);
                if (next.MissingAt(k) is { } reason) (missing ??= new ShapeException?[entries.Length])[row * next.Count + k] = reason;
            }
        }
    }
}
