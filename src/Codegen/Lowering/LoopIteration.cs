using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// What happens in one iteration of a loop, or in a block of iterations side by side: the body's parameters are bound to rows and carried
/// values, its values delivered to the outputs, and what is carried advances.
/// </summary>
internal sealed class LoopIteration
{
    private readonly LoopLowering loop;
    private readonly BatchedLoop? batch;
    private readonly TermTable terms;
    private readonly NodeScope outer;
    private readonly List<(int Input, Node Next)> advanced;
    private readonly List<(LoopOutput Output, Node Result)> deliveries;
    private Func<IndexForm?, IndexForm> number = null!;   // set by Bind
    private Term start = null!;                           // set by Bind

    /// <param name="loop">The loop.</param>
    /// <param name="advanced">The inputs that get their next values.</param>
    /// <param name="form">How iterations run; outputs get no values where they are replayed.</param>
    /// <param name="batch">How iterations run side by side, if they do.</param>
    public LoopIteration(LoopLowering loop, IEnumerable<(int Input, Node Next)> advanced, ScopeForm form, BatchedLoop? batch = null)
    {
        (this.loop, this.batch, outer, terms) = (loop, batch, loop.Outer, loop.Outer.Storage.Terms);
        this.advanced = [.. advanced];
        deliveries = form == ScopeForm.Replay ? [] : [.. loop.Delivered];
        Scope = new(
            outer.Storage,
            [.. this.advanced.Select(a => a.Next)],
            [.. deliveries.Select(d => Consumer(d.Output, d.Result))],
            Needed(),
            batch is null ? loop.Lanes : BatchedLoop.Width,
            Varying(),
            Rows(),
            storedBecause: ScheduleReason.Carried)
        {
            Place = new(outer, loop.Node, form),
        };
    }

    /// <summary>The body.</summary>
    public NodeScope Scope { get; }

    /// <summary>Binds the body's parameters.</summary>
    /// <param name="numberOf">The number of the iteration in a lane.</param>
    /// <param name="iteration">What stands at the start of the iteration: carried values are read behind it.</param>
    public void Bind(Func<IndexForm?, IndexForm> numberOf, Term iteration)
    {
        (number, start) = (numberOf, iteration);
        Scope.Bind(loop.Loop.Index, number);
        for (var i = 0; i < loop.Loop.Inputs.Count; i++) Bind(i, loop.Loop.Parameter(i), loop.Node.Inputs[i]);
    }

    /// <summary>The effects of the iteration.</summary>
    public void Finish()
    {
        Scope.Compute(Deliver);
        Advance();
    }

    private static int PositionOf(LoopOutput output) => output switch
    {
        LoopOutput.Summed summed => summed.Value,
        LoopOutput.Reduced reduced => reduced.Value,
        LoopOutput.Stacked stacked => stacked.Value,
        LoopOutput.ScatterAdded scattered => scattered.Value,
        _ => throw new InvalidOperationException($"{output} takes no value of an iteration."),
    };

    private Consumer Consumer(LoopOutput output, Node result) => new(ValueOf(output), Delivery(output), result)
    {
        SumsLanes = batch is not null && BatchedLoop.IsSummedAtOnce(output, result),
        Below = output is LoopOutput.Summed ? outer.DemandOf(result) : null,
    };

    private static DeliveryKind Delivery(LoopOutput output) => output switch
    {
        LoopOutput.Stacked => DeliveryKind.Stacked,
        LoopOutput.ScatterAdded => DeliveryKind.ScatterAdded,
        LoopOutput.Summed => DeliveryKind.Summed,
        _ => DeliveryKind.Reduced,
    };

    private Node ValueOf(LoopOutput output) => loop.Loop.Body.Outputs[PositionOf(output)];

    private Dictionary<Node, Node> Rows() => loop.Loop.GatherOrder.ToDictionary(loop.Loop.Parameter, i => loop.Loop.Body.Outputs[((LoopInput.Gathered)loop.Loop.Inputs[i]).Index]);

    // The numbers of rows, each before those that it is needed for, and the condition.
    private List<Node> Needed()
    {
        var rows = loop.Loop.GatherOrder.Select(i => ((LoopInput.Gathered)loop.Loop.Inputs[i]).Index)
            .Concat(deliveries.Select(d => d.Output).OfType<LoopOutput.ScatterAdded>().Select(s => s.Index));
        int[] condition = loop.Loop.Condition is { } position ? [position] : [];
        return [.. rows.Concat(condition).Select(p => loop.Loop.Body.Outputs[p])];
    }

    private IEnumerable<Node> Varying()
    {
        if (batch is not null) yield return loop.Loop.Index;
        for (var i = 0; i < loop.Loop.Inputs.Count; i++)
        {
            var varies = loop.Loop.Inputs[i] switch
            {
                LoopInput.Shared => outer.Layout.Varies(loop.Node.Inputs[i]),
                LoopInput.Sliced => batch is not null || outer.Layout.Varies(loop.Node.Inputs[i]),
                _ => true,   // a gathered row, whose number may vary, and what is carried
            };
            if (varies) yield return loop.Loop.Parameter(i);
        }
    }

    private void Bind(int input, Node parameter, Node argument)
    {
        var rank = parameter.Type.Rank;
        switch (loop.Loop.Inputs[input])
        {
            case LoopInput.Shared:
                Scope.Bind(parameter, at => outer.Value(argument, at));
                Scope.Assume(parameter, outer.TrianglesOf(argument));
                break;
            case LoopInput.Sliced:
                Scope.Bind(parameter, at => outer.Value(argument, [number(LaneOf(at, rank)), .. at.Take(rank)], LaneOf(at, rank)));
                break;
            case LoopInput.Gathered gathered:
                Scope.Bind(parameter, at => outer.Value(argument, [RowOf(gathered.Index, argument.Shape[0], LaneOf(at, rank)), .. at.Take(rank)], LaneOf(at, rank)));
                break;
            case var _ when loop.StateOf(input) is { } state:
                var read = terms.State(state);
                Scope.Bind(parameter, _ => read);
                break;
            default:
                var memory = loop.MemoryOf(input);
                Scope.Bind(parameter, at => Scope.Load(memory, Scope.Layout.ExtentOf(parameter), at, start));
                break;
        }
    }

    private static IndexForm? LaneOf(ImmutableArray<IndexForm> at, int rank) => at.Length > rank ? at[rank] : null;

    private IndexForm RowOf(int index, Dim rows, IndexForm? lane) => terms.Bounded(Scope.Index(loop.Loop.Body.Outputs[index], lane), rows);

    private Term Deliver(int delivery, ImmutableArray<IndexForm> at, IndexForm? lane)
    {
        var (output, result) = deliveries[delivery];
        return output switch
        {
            LoopOutput.Stacked => terms.Store(outer.HomeOf(result), Place([number(lane), .. at], lane, result), Scope.Value(ValueOf(output), at, lane)),
            LoopOutput.ScatterAdded scattered => terms.Store(
                outer.HomeOf(result), Place([RowOf(scattered.Index, scattered.Rows, lane), .. at], lane, result), Counted(output, at, lane), adds: true),
            _ => Combine(output, result, at, lane),
        };
    }

    // The place of an entry of an output, which lies in the memory of the loop's surroundings.
    private Term Place(ImmutableArray<IndexForm> at, IndexForm? lane, Node result) =>
        outer.Offset(outer.Layout.Varies(result) ? at.Add(lane!) : at, outer.Layout.ExtentOf(result));

    private Term Combine(LoopOutput output, Node result, ImmutableArray<IndexForm> at, IndexForm? lane)
    {
        var (kind, value) = (LoopLowering.KindOf(output), ValueOf(output));
        if (batch is not null && lane is null)
        {
            var lanes = batch.CountedLanes();
            var all = terms.Reduce(kind, lanes, Scope.Value(value, at, IndexForm.Of(lanes)), value.DType.ScalarType);
            return Update(kind, outer.HomeOf(result), outer.Offset(at, result.Shape), all);
        }

        var next = Counted(output, at, lane);
        if (batch is not null) return Update(kind, batch.PartsOf(result), Scope.Offset(at.Add(lane!), Scope.Layout.Extent(result.Shape)), next);
        return loop.TotalOf(result) is { } total
            ? terms.Assign([total], [Reductions.Combine(kind, terms.State(total), next, terms)])
            : Update(kind, outer.HomeOf(result), Place(at, lane, result), next);
    }

    // What an output takes from a lane: nothing where the block before had that iteration.
    private Term Counted(LoopOutput output, ImmutableArray<IndexForm> at, IndexForm? lane)
    {
        var value = Scope.Value(ValueOf(output), at, lane);
        return batch?.Counts(lane!, value.Type) is { } counts ? terms.Select(counts, value, loop.Start(output, value.Type)) : value;
    }

    private Term Update(ReductionKind kind, Loops.Buffer buffer, Term offset, Term next) => kind == ReductionKind.Sum
        ? terms.Store(buffer, offset, next, adds: true)
        : terms.Store(buffer, offset, Reductions.Combine(kind, terms.Load(buffer, offset, start), next, terms));

    // All next values are there before the first carried value changes: tensors in scratch memory, scalars in the assignment.
    private void Advance()
    {
        var scalars = advanced.Where(c => loop.StateOf(c.Input) is not null).ToList();
        if (scalars.Count > 0) Scope.Add(terms.Assign([.. scalars.Select(s => loop.StateOf(s.Input)!)], [.. scalars.Select(s => Scope.Value(s.Next, []))]));
        foreach (var (input, next) in advanced.Where(c => loop.StateOf(c.Input) is null && !ReferenceEquals(c.Next, loop.Loop.Parameter(c.Input))))
        {
            var memory = loop.MemoryOf(input);
            Scope.Add(loop.Lanes is not null && !Scope.Layout.Varies(next)
                ? Scope.TabulateLanes(next.Shape, memory, (at, _) => Scope.Value(next, at))
                : terms.Copy(memory, Scope.BufferOf(next)!));
        }
    }
}
