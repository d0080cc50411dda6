using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff;

/// <summary>Which seeds the outputs of a loop depend on: its body is read once for each iteration, with what is carried from one to the next.</summary>
internal sealed class LoopDependencies
{
    private readonly Node node;
    private readonly LoopOp loop;
    private readonly ImmutableArray<Tensor?> known;
    private readonly Dictionary<EdgeRule.Key, EdgeRule> rules;
    private readonly int[][]?[] entering;          // by input: the sets of the argument, of a carried one those that enter the iteration
    private readonly List<int[]>?[][] collected;   // by output and entry

    private LoopDependencies(Node node, IReadOnlyList<int[][]?> active, ImmutableArray<Tensor?> known, Dictionary<EdgeRule.Key, EdgeRule> rules)
    {
        (this.node, loop, this.known, this.rules) = (node, (LoopOp)node.Op, known, rules);
        entering = [.. active.Take(loop.Inputs.Count)];
        collected = [.. node.Types.Select(t => new List<int[]>?[t.Shape.Size.Value])];
    }

    /// <summary>The number of iterations of a loop that can be read so; null where it is not known, or values are replayed.</summary>
    public static int? Count(LoopOp loop, ImmutableArray<Tensor?> known) =>
        loop.Condition is not null || loop.Inputs.Any(i => i is LoopInput.Replayed) ? null
        : !loop.Counted ? loop.Length?.Value
        : known[known.Length - 1] is { } count ? (int)count[0].Integer
        : null;

    /// <summary>The sets of the entries of each output.</summary>
    public static ImmutableArray<int[][]> Read(Node node, IReadOnlyList<int[][]?> active, ImmutableArray<Tensor?> known, int count, Dictionary<EdgeRule.Key, EdgeRule> rules)
    {
        var reader = new LoopDependencies(node, active, known, rules);
        for (var i = 0; i < count; i++) reader.Iterate(reader.loop.Backward ? count - 1 - i : i);
        return [.. node.Types.Select((_, output) => reader.Result(output))];
    }

    private void Iterate(int i)
    {
        var iteration = Begin(i);
        var sets = iteration.Of(loop.Body.Outputs);
        for (var output = 0; output < loop.Outputs.Count; output++) Collect(loop.Outputs[output], output, i, sets, iteration);
        int[][]?[] next = [.. loop.Inputs.Select((input, k) => input is LoopInput.Carried carried ? sets[carried.Next] : entering[k])];
        next.CopyTo(entering, 0);
    }

    private Dependencies Begin(int i)
    {
        var seeds = new Dictionary<Node, int[][]>();
        var values = new Dictionary<Node, Tensor> { [loop.Index] = Tensor.Scalar(i, DType.Int32) };
        for (var input = 0; input < loop.Inputs.Count; input++)
            if (loop.Inputs[input] is not LoopInput.Gathered) Enter(input, loop.Inputs[input] is LoopInput.Sliced ? i : null, seeds, values);
        foreach (var input in loop.GatherOrder)
        {
            var row = new Dependencies(seeds, values, rules).KnownValue(loop.Body.Outputs[((LoopInput.Gathered)loop.Inputs[input]).Index]);
            if (row is not null) Enter(input, (int)row[0].Integer, seeds, values);
            else if (entering[input] is { } sets) seeds.Add(loop.Parameter(input), AnyRow(loop.Parameter(input), sets));
        }

        return new(seeds, values, rules);
    }

    // A parameter stands for a row of the argument, or for all of it; what is carried is known only as far as it is active.
    private void Enter(int input, int? row, Dictionary<Node, int[][]> seeds, Dictionary<Node, Tensor> values)
    {
        var parameter = loop.Parameter(input);
        var length = parameter.Shape.Size.Value;
        if (entering[input] is { } sets) seeds.Add(parameter, row is { } r ? [.. sets.Skip(r * length).Take(length)] : sets);
        else if (loop.Inputs[input] is not LoopInput.Carried && known[input] is { } value) values.Add(parameter, row is { } at ? value.Row(at) : value);
    }

    private static int[][] AnyRow(Node parameter, int[][] sets)
    {
        var length = parameter.Shape.Size.Value;
        return [.. Enumerable.Range(0, length).Select(k => IndexSets.Union([.. sets.Where((_, entry) => entry % length == k)]))];
    }

    private void Collect(LoopOutput output, int position, int i, ImmutableArray<int[][]?> sets, Dependencies iteration)
    {
        switch (output)
        {
            case LoopOutput.Summed summed: Add(position, 0, sets[summed.Value]); break;
            case LoopOutput.Reduced reduced: Add(position, 0, sets[reduced.Value]); break;
            case LoopOutput.Stacked stacked: Add(position, i, sets[stacked.Value]); break;
            case LoopOutput.ScatterAdded scattered:
                var row = iteration.KnownValue(loop.Body.Outputs[scattered.Index]);
                for (var r = 0; r < node.Types[position].Shape[0].Value; r++)
                    if (row is null || row[0].Integer == r) Add(position, r, sets[scattered.Value]);
                break;
        }
    }

    private void Add(int output, int row, int[][]? sets)
    {
        if (sets is null) return;
        for (var k = 0; k < sets.Length; k++) (collected[output][row * sets.Length + k] ??= []).Add(sets[k]);
    }

    private int[][] Result(int output) => loop.Outputs[output] is LoopOutput.Carried final
        ? entering[final.Input] ?? Dependencies.Dense(node, IndexSets.Empty)[output]
        : [.. collected[output].Select(sets => sets is null ? IndexSets.Empty : IndexSets.Union(sets))];
}
