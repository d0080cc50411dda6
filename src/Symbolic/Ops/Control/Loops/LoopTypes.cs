using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>The type rule of the loop: every argument has its parameter's type, with one more axis where rows are taken.</summary>
internal static class LoopTypes
{
    /// <summary>The types of the outputs.</summary>
    /// <exception cref="ShapeException">An argument, a next value or a row number does not fit.</exception>
    public static ImmutableArray<TensorType> Infer(LoopOp loop, ImmutableArray<TensorType> arguments)
    {
        CheckPositions(loop);
        if (arguments.Length != loop.Inputs.Count + (loop.Counted ? 1 : 0))
            throw new ShapeException($"Loop: expected {loop.Inputs.Count + (loop.Counted ? 1 : 0)} argument(s), got {arguments.Length}.");
        for (var i = 0; i < loop.Inputs.Count; i++) CheckInput(loop, i, arguments[i]);
        if (loop.Counted && !IsInteger(arguments[^1]))
            throw new ShapeException($"Loop: expected an integer as the number of iterations, got {arguments[^1]}; Cast it to i32.");
        CheckCondition(loop);
        GatherOrder(loop);
        return [.. loop.Outputs.Select(o => Output(loop, o))];
    }

    /// <summary>The gathered inputs, each after those that its row number is computed from.</summary>
    public static ImmutableArray<int> GatherOrder(LoopOp loop)
    {
        var waiting = Enumerable.Range(0, loop.Inputs.Count).Where(i => loop.Inputs[i] is LoopInput.Gathered).ToList();
        if (waiting.Count == 0) return [];
        var needs = waiting.ToDictionary(i => i, i => Traversal.PostOrder([loop.Body.Outputs[((LoopInput.Gathered)loop.Inputs[i]).Index]]));
        var order = ImmutableArray.CreateBuilder<int>(waiting.Count);
        while (waiting.Count > 0)
        {
            var ready = waiting.FindIndex(i => !waiting.Any(other => needs[i].Contains(loop.Parameter(other))));
            if (ready < 0) throw new ShapeException("Loop: the row number of a gathered input is computed from the row itself.");
            order.Add(waiting[ready]);
            waiting.RemoveAt(ready);
        }

        return order.ToImmutable();
    }

    // A loop that was read from a file may say anything.
    private static void CheckPositions(LoopOp loop)
    {
        if (loop.Body.Parameters.Length != loop.Inputs.Count + 1 || loop.Index.Type != TensorType.Int32)
            throw new ShapeException($"Loop: the body has {loop.Body.Parameters.Length} parameter(s); expected the number of the iteration as i32, and one for each of {loop.Inputs.Count} argument(s).");
        if (loop.Outputs.Count == 0 || loop.Checkpoint is null) throw new ShapeException("Loop: expected at least one output and a rule for checkpoints.");
        var positions = loop.Inputs.Select(i => i switch
        {
            LoopInput.Gathered gathered => gathered.Index,
            LoopInput.Carried carried => carried.Next,
            LoopInput.Replayed replayed => replayed.Next,
            _ => 0,
        }).Concat(loop.Outputs.SelectMany(o => o switch
        {
            LoopOutput.Summed summed => [summed.Value],
            LoopOutput.Reduced reduced => [reduced.Value],
            LoopOutput.Stacked stacked => [stacked.Value],
            LoopOutput.ScatterAdded scattered => [scattered.Index, scattered.Value],
            _ => Array.Empty<int>(),
        })).Append(loop.Condition ?? 0);
        if (positions.FirstOrDefault(p => p < 0 || p >= loop.Body.Outputs.Length) is var wrong and not 0)
            throw new ShapeException($"Loop: the body has no output {wrong}; it has {loop.Body.Outputs.Length}.");
        if (loop.Outputs.OfType<LoopOutput.Carried>().FirstOrDefault(o => o.Input < 0 || o.Input >= loop.Inputs.Count || loop.Inputs[o.Input] is not LoopInput.Carried) is { } last)
            throw new ShapeException($"Loop: the argument {last.Input} is not carried, so it has no last value.");
    }

    private static void CheckInput(LoopOp loop, int position, TensorType argument)
    {
        var parameter = loop.Parameter(position).Type;
        var expected = loop.Inputs[position] switch
        {
            LoopInput.Sliced => new(parameter.DType, parameter.Shape.Insert(0, Rows(loop, "sliced"))),
            LoopInput.Gathered when argument.Rank > 0 => new(parameter.DType, parameter.Shape.Insert(0, argument.Shape[0])),
            _ => parameter,
        };
        if (argument != expected)
            throw new ShapeException($"Loop: argument {position} ({Kind(loop.Inputs[position])}) is {argument} and the body takes {parameter}; expected {expected}.");
        switch (loop.Inputs[position])
        {
            case LoopInput.Gathered gathered when !IsInteger(loop.Body.Outputs[gathered.Index].Type):
                throw new ShapeException($"Loop: the row number of argument {position} is {loop.Body.Outputs[gathered.Index].Type}; expected an integer without axes.");
            case LoopInput.Carried carried: CheckNext(loop, position, carried.Next); break;
            case LoopInput.Replayed replayed: CheckNext(loop, position, replayed.Next); break;
        }
    }

    private static void CheckNext(LoopOp loop, int position, int next)
    {
        if (loop.Body.Outputs[next].Type != loop.Parameter(position).Type)
            throw new ShapeException($"Loop: argument {position} is carried as {loop.Parameter(position).Type} and its next value is {loop.Body.Outputs[next].Type}; both must be equal.");
    }

    private static void CheckCondition(LoopOp loop)
    {
        if (loop.Condition is not { } condition) return;
        if (loop.Body.Outputs[condition].Type != TensorType.Bool)
            throw new ShapeException($"Loop: the condition is {loop.Body.Outputs[condition].Type}; expected a bool without axes.");
        if (loop.Backward || loop.Counted) throw new ShapeException("Loop: a loop with a condition runs forward, and the condition alone counts.");
    }

    private static TensorType Output(LoopOp loop, LoopOutput output)
    {
        switch (output)
        {
            case LoopOutput.Carried carried: return loop.Parameter(carried.Input).Type;
            case LoopOutput.Summed summed: return Number(loop.Body.Outputs[summed.Value].Type, "sum");
            case LoopOutput.Stacked stacked: return Stack(loop.Body.Outputs[stacked.Value].Type, Rows(loop, "stacked"));
            case LoopOutput.ScatterAdded scattered:
                if (!IsInteger(loop.Body.Outputs[scattered.Index].Type))
                    throw new ShapeException($"Loop: the row number to add at is {loop.Body.Outputs[scattered.Index].Type}; expected an integer without axes.");
                return Stack(Number(loop.Body.Outputs[scattered.Value].Type, "sum"), scattered.Rows);
            case LoopOutput.Reduced { Kind: ReductionKind.Max or ReductionKind.Min } extremum: return loop.Body.Outputs[extremum.Value].Type;
            case LoopOutput.Reduced { Kind: ReductionKind.Product } product: return Number(loop.Body.Outputs[product.Value].Type, "product");
            default: throw new ShapeException($"Loop: an output cannot be {output}; a reduction over the iterations is a largest or smallest value or a product.");
        }
    }

    private static Dim Rows(LoopOp loop, string what) => loop.Length
        ?? throw new ShapeException($"Loop: rows are {what}, but the number of iterations has no bound; give one.");

    private static TensorType Stack(TensorType row, Dim rows) => row.WithShape(row.Shape.Insert(0, rows));

    private static TensorType Number(TensorType type, string what) => type.DType != DType.Bool ? type
        : throw new ShapeException($"Loop: the {what} over the iterations is of numbers, got {type}; Cast it first.");

    private static bool IsInteger(TensorType type) => type.IsScalar && type.DType.IsInteger;

    private static string Kind(LoopInput input) => input.GetType().Name.ToLowerInvariant();
}
