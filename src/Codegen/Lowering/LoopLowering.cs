using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using SymDiff.Ops;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// Lowers one loop: what is carried becomes variables and buffers that change at the end of an iteration, every output an effect in
/// it. The body is a scope of its own, whose terms depend on the loop's axis.
/// </summary>
internal sealed class LoopLowering
{
    private readonly NodeScope outer;
    private readonly Node node;
    private readonly LoopOp loop;
    private readonly TermTable terms;
    private readonly NodeScope body;
    private readonly NodeScope? replay;                       // what is recomputed: the next values of replayed inputs
    private readonly Dictionary<int, Local> states = [];      // by input: a carried scalar
    private readonly Dictionary<int, Buffer> memories = [];   // by input: a carried tensor
    private readonly Dictionary<Node, Local> totals = [];     // by output: a scalar that is summed or reduced
    private IndexForm number = null!;                         // of the iteration; set before the body is lowered

    public LoopLowering(NodeScope outer, Node node, LoopOp loop)
    {
        (this.outer, this.node, this.loop, terms) = (outer, node, loop, outer.Storage.Terms);
        body = new(outer.Storage, [.. NextOf<LoopInput.Carried>(c => c.Next).Select(c => c.Next)], Consumed());
        var replayed = NextOf<LoopInput.Replayed>(r => r.Next).Select(r => r.Next).ToList();
        if (replayed.Count > 0) replay = new(outer.Storage, replayed, []);
    }

    public void Run()
    {
        foreach (var (input, _) in NextOf<LoopInput.Carried>(c => c.Next).Concat(NextOf<LoopInput.Replayed>(r => r.Next))) Begin(input);
        foreach (var (index, output) in outer.OutputsOf(node)) Begin(loop.Outputs[index], output);
        var after = replay is null ? Iterate() : new CheckpointedLoop(this, replay).Run();
        foreach (var (index, output) in outer.OutputsOf(node)) End(loop.Outputs[index], output, after);
    }

    private IEnumerable<(int Input, Node Next)> NextOf<TInput>(Func<TInput, int> next)
        where TInput : LoopInput => loop.Inputs.Select((input, i) => (Input: i, Kind: input as TInput)).Where(c => c.Kind is not null).Select(c => (c.Input, loop.Body.Outputs[next(c.Kind!)]));

    // Values that outputs take entry by entry, and scalars.
    private List<Node> Consumed()
    {
        var positions = loop.Outputs.SelectMany(o => o switch
        {
            LoopOutput.Summed summed => [summed.Value],
            LoopOutput.Reduced reduced => [reduced.Value],
            LoopOutput.Stacked stacked => [stacked.Value],
            LoopOutput.ScatterAdded scattered => [scattered.Index, scattered.Value],
            _ => Array.Empty<int>(),
        });
        var rows = loop.Inputs.OfType<LoopInput.Gathered>().Select(g => g.Index);
        int[] condition = loop.Condition is { } position ? [position] : [];
        return [.. positions.Concat(rows).Concat(condition).Select(p => loop.Body.Outputs[p])];
    }

    private void Begin(int input)
    {
        var initial = node.Inputs[input];
        if (initial.Type.IsScalar)
        {
            states[input] = new("state", initial.DType.ScalarType);
            outer.Add(terms.Declare(states[input], outer.Value(initial, [])));
            return;
        }

        var memory = outer.OutputsOf(node).FirstOrDefault(o => loop.Outputs[o.Index] is LoopOutput.Carried carried && carried.Input == input).Node is { } final
            ? outer.HomeOf(final)
            : outer.Storage.Scratch(initial.Type);
        memories[input] = memory;
        outer.Add(outer.Tabulate(initial.Shape, memory, at => outer.Value(initial, at)));
    }

    private void Begin(LoopOutput output, Node value)
    {
        if (output is LoopOutput.Carried) return;
        var isPartial = loop.Condition is not null || loop.Counted;   // rows that no iteration reaches
        if (output is LoopOutput.Stacked && !isPartial)
        {
            outer.HomeOf(value);
            return;
        }

        var kind = output is LoopOutput.Reduced reduced ? reduced.Kind : ReductionKind.Sum;
        var start = terms.Constant(Reductions.Start(kind, value.DType.ScalarType), value.DType.ScalarType);
        if (!value.Type.IsScalar)
        {
            outer.Add(terms.Fill(outer.HomeOf(value), start));
            return;
        }

        totals[value] = new(Reductions.Name(kind), value.DType.ScalarType);
        outer.Add(terms.Declare(totals[value], start));
    }

    // Forward the number of the iteration is the axis; backward it is count - 1 - axis.
    private AxisTerm MakeAxis()
    {
        if (loop.Condition is not null)
        {
            // One more round than the bound, in which only the condition is asked.
            return loop.Length is { } bound ? terms.Axis(bound + Dim.One, terms.Length(bound + Dim.One)) : terms.Axis(null, terms.Index(int.MaxValue));
        }

        return loop.Counted ? terms.Axis(loop.Length, Count()) : terms.Axis(loop.Length!);
    }

    private IndexForm Number(AxisTerm axis)
    {
        if (!loop.Backward) return IndexForm.Of(axis);
        return loop.Counted ? IndexForm.Of(FromEnd(axis.LengthTerm, axis)) : IndexForm.Of(loop.Length! - Dim.One) - IndexForm.Of(axis);
    }

    // count - 1 - step, of which is known that it is an index
    private Term FromEnd(Term count, Term step) =>
        terms.Pure(new TermOp.OfArithmetic(ArithmeticKind.Subtract), ScalarType.Index, loop.Length, [terms.Arithmetic(ArithmeticKind.Subtract, count, terms.Index(1)), step]);

    private Term Count()
    {
        if (!loop.Counted) return terms.Length(loop.Length!);
        var count = terms.Convert(outer.Value(node.Inputs[^1], []), ScalarType.Index);
        var limit = loop.Length is { } length ? terms.Length(length) : terms.Index(int.MaxValue);
        var fits = terms.Logic(LogicKind.And, terms.Not(Less(count, terms.Index(0))), terms.Not(Less(limit, count)));
        outer.Add(terms.Require(fits, $"Loop: the number of iterations is not from 0 to {loop.Length?.ToString() ?? "2147483647"}."));
        return count;
    }

    private Term Iterate()
    {
        var axis = MakeAxis();
        using (terms.Inside(axis))
        {
            var start = body.Add(terms.Iteration());
            Bind(body, Number(axis), start);
            if (loop.Condition is { } condition) Test(condition, axis);
            Finish(start);
        }

        return outer.Add(terms.Loop(axis, [.. body.Effects]));
    }

    private void Finish(Term start)
    {
        body.Compute();
        foreach (var (index, output) in outer.OutputsOf(node)) Deliver(loop.Outputs[index], output, start);
        Advance(body, NextOf<LoopInput.Carried>(c => c.Next));
    }

    private void Bind(NodeScope scope, IndexForm number, Term start)
    {
        this.number = number;
        scope.Bind(loop.Index, number);
        for (var i = 0; i < loop.Inputs.Count; i++)
        {
            var (parameter, argument) = (loop.Parameter(i), node.Inputs[i]);
            switch (loop.Inputs[i])
            {
                case LoopInput.Shared: scope.Bind(parameter, at => outer.Value(argument, at)); break;
                case LoopInput.Sliced: scope.Bind(parameter, at => outer.Value(argument, [number, .. at])); break;
                case LoopInput.Gathered gathered:
                    scope.Bind(parameter, at => outer.Value(argument, [scope.Bounded(scope.Index(loop.Body.Outputs[gathered.Index]), argument.Shape[0]), .. at]));
                    break;
                case var _ when states.TryGetValue(i, out var state):
                    var read = terms.State(state);
                    scope.Bind(parameter, _ => read);
                    break;
                default:
                    var memory = memories[i];
                    scope.Bind(parameter, at => scope.Load(memory, parameter.Shape, at, start));
                    break;
            }
        }
    }

    // What the condition needs comes before it, all else behind it.
    private void Test(int condition, AxisTerm axis)
    {
        body.Add(terms.While(body.Value(loop.Body.Outputs[condition], [])));
        if (loop.Length is { } bound)
            body.Add(terms.Require(Less(axis, terms.Length(bound)), $"Loop: the condition still holds after {bound} iterations, which is the bound. Raise the bound, or check that the loop converges."));
    }

    private void Deliver(LoopOutput output, Node result, Term start)
    {
        switch (output)
        {
            case LoopOutput.Stacked stacked:
                var value = loop.Body.Outputs[stacked.Value];
                var home = outer.HomeOf(result);
                body.Add(body.Loops(value.Shape, at => terms.Store(home, outer.Offset([number, .. at], result.Shape), body.Value(value, at))));
                break;
            case LoopOutput.ScatterAdded scattered:
                var added = loop.Body.Outputs[scattered.Value];
                var row = body.Bounded(body.Index(loop.Body.Outputs[scattered.Index]), scattered.Rows);
                var target = outer.HomeOf(result);
                body.Add(body.Loops(added.Shape, at => terms.Store(target, outer.Offset([row, .. at], result.Shape), body.Value(added, at), adds: true)));
                break;
            case LoopOutput.Summed summed: Combine(ReductionKind.Sum, loop.Body.Outputs[summed.Value], result, start); break;
            case LoopOutput.Reduced reduced: Combine(reduced.Kind, loop.Body.Outputs[reduced.Value], result, start); break;
        }
    }

    private void Combine(ReductionKind kind, Node value, Node result, Term start)
    {
        if (totals.TryGetValue(result, out var total))
        {
            body.Add(terms.Assign([total], [Combined(kind, terms.State(total), body.Value(value, []))]));
            return;
        }

        var home = outer.HomeOf(result);
        body.Add(body.Loops(value.Shape, at => kind == ReductionKind.Sum
            ? terms.Store(home, body.Offset(at, value.Shape), body.Value(value, at), adds: true)
            : terms.Store(home, body.Offset(at, value.Shape), Combined(kind, body.Load(home, value.Shape, at, start), body.Value(value, at)))));
    }

    private Term Combined(ReductionKind kind, Term total, Term next) => kind switch
    {
        ReductionKind.Sum => terms.Arithmetic(ArithmeticKind.Add, total, next),
        ReductionKind.Product => terms.Arithmetic(ArithmeticKind.Multiply, total, next),
        _ => terms.Select(IsBetter(kind, next, total), next, total),
    };

    // As in Reductions.IsBetter, on terms.
    private Term IsBetter(ReductionKind kind, Term next, Term best)
    {
        if (!next.Type.IsFloat && next.Type != ScalarType.Bool) return kind == ReductionKind.Max ? Less(best, next) : Less(next, best);
        if (next.Type == ScalarType.Bool) return kind == ReductionKind.Max ? terms.Logic(LogicKind.And, next, terms.Not(best)) : terms.Logic(LogicKind.And, best, terms.Not(next));
        var (a, b) = kind == ReductionKind.Max ? (next, best) : (best, next);
        var isNumber = terms.Pure(new TermOp.OfCompare(ComparisonKind.Equal), ScalarType.Bool, best, best);
        return terms.Logic(LogicKind.And, terms.Not(terms.Pure(new TermOp.OfCompare(ComparisonKind.LessOrEqual), ScalarType.Bool, a, b)), isNumber);
    }

    // All next values are there before the first carried value changes: tensors in scratch memory, scalars in the assignment.
    private void Advance(NodeScope scope, IEnumerable<(int Input, Node Next)> carried)
    {
        var all = carried.ToList();
        var scalars = all.Where(c => states.ContainsKey(c.Input)).ToList();
        if (scalars.Count > 0) scope.Add(terms.Assign([.. scalars.Select(s => states[s.Input])], [.. scalars.Select(s => scope.Value(s.Next, []))]));
        foreach (var (input, next) in all.Where(c => memories.ContainsKey(c.Input)))
            if (!ReferenceEquals(next, loop.Parameter(input))) scope.Add(terms.Copy(memories[input], scope.BufferOf(next)!));
    }

    private void End(LoopOutput output, Node result, Term after)
    {
        if (output is LoopOutput.Carried { Input: var input })
        {
            if (states.TryGetValue(input, out var state)) Final(result, state);
            else if (ReferenceEquals(outer.HomeOf(result), memories[input])) outer.Store(result, memories[input], after);
            else outer.Store(result, outer.HomeOf(result), outer.Add(terms.Copy(outer.HomeOf(result), memories[input])));
        }
        else if (totals.TryGetValue(result, out var total))
        {
            Final(result, total);
        }
        else
        {
            outer.Store(result, outer.HomeOf(result), after);
        }
    }

    private void Final(Node result, Local local)
    {
        var value = terms.State(local);
        outer.Bind(result, _ => value);
    }

    private Term Less(Term a, Term b) => terms.Pure(new TermOp.OfCompare(ComparisonKind.Less), ScalarType.Bool, a, b);

    /// <summary>
    /// A loop with replayed values: a schedule says, one piece of work after the other, when they are stored, restored and advanced, and when an
    /// iteration takes place.
    /// </summary>
    private sealed class CheckpointedLoop(LoopLowering lowering, NodeScope replay)
    {
        private readonly LoopOp loop = lowering.loop;
        private readonly TermTable terms = lowering.terms;
        private readonly NodeScope outer = lowering.outer;
        private readonly List<(int Input, Node Next)> replayed = [.. lowering.NextOf<LoopInput.Replayed>(r => r.Next)];

        public Term Run()
        {
            var count = lowering.Count();
            var plan = loop.Checkpoint.Plan;
            var slots = Slots(plan);
            var memory = replayed.ToDictionary(r => r.Input, r => outer.Storage.Scratch(r.Next.DType.ScalarType, slots * r.Next.Shape.Size));
            var cursor = outer.Storage.Scratch(ScalarType.Int32, Runtime.CheckpointCursor.Length(plan.Snapshots));
            outer.Add(terms.Fill(cursor, terms.Constant(Scalar.Of(0L), ScalarType.Int32)));
            var axis = terms.Axis(null, terms.Index(int.MaxValue));
            ImmutableArray<Term> effects;
            using (terms.Inside(axis))
            {
                var next = terms.Kernel("NextCheckpoint", ScalarType.Int32, [(cursor, null), (null, Interval(plan, count)), (null, terms.Index(plan.Snapshots)), (null, count)]);
                var (action, step, slot) = (Entry(0), Entry(1), Entry(2));
                var going = terms.While(terms.Not(Is(action, Runtime.CheckpointCursor.Done)));
                effects = [next, going, .. Work(action, step, slot, count, memory, slots)];

                Term Entry(int index) => terms.Convert(terms.Load(cursor, terms.Index(index), next, isInside: true), ScalarType.Index);
            }

            return outer.Add(terms.Loop(axis, effects));
        }

        private ImmutableArray<Term> Work(Term action, Term step, Term slot, Term count, Dictionary<int, Buffer> memory, Dim slots)
        {
            var start = terms.Iteration();
            var form = IndexForm.Of(loop.Backward ? terms.Pure(new TermOp.OfCheck(), ScalarType.Index, loop.Length, [step, count]) : lowering.FromEnd(count, step));
            lowering.Bind(lowering.body, form, start);
            lowering.Bind(replay, form, start);
            lowering.Finish(start);
            replay.Compute();
            lowering.Advance(replay, replayed);
            var place = IndexForm.Of(terms.Pure(new TermOp.OfCheck(), ScalarType.Index, slots, [slot, terms.Length(slots)]));
            ImmutableArray<Term> store = [.. replayed.Select(r => Save(r.Input, r.Next, memory[r.Input], place, slots, start))];
            ImmutableArray<Term> restore = [.. replayed.Select(r => Recall(r.Input, r.Next, memory[r.Input], place, slots, start))];
            var other = terms.If(Is(action, (int)Runtime.CheckpointAction.Store), store, restore);
            var replaying = terms.If(Is(action, (int)Runtime.CheckpointAction.Advance), [.. replay.Effects], [other]);
            return [start, terms.If(Is(action, (int)Runtime.CheckpointAction.Reverse), [.. lowering.body.Effects], [replaying])];
        }

        private Term Save(int input, Node value, Buffer memory, IndexForm slot, Dim slots, Term start)
        {
            var shape = value.Shape.Insert(0, slots);
            return lowering.states.TryGetValue(input, out var state)
                ? terms.Store(memory, outer.Offset([slot], shape), terms.State(state))
                : outer.Loops(value.Shape, at => terms.Store(memory, outer.Offset([slot, .. at], shape), outer.Load(lowering.memories[input], value.Shape, at, start)));
        }

        private Term Recall(int input, Node value, Buffer memory, IndexForm slot, Dim slots, Term start)
        {
            var shape = value.Shape.Insert(0, slots);
            return lowering.states.TryGetValue(input, out var state)
                ? terms.Assign([state], [outer.Load(memory, shape, [slot], start)])
                : outer.Tabulate(value.Shape, lowering.memories[input], at => outer.Load(memory, shape, [slot, .. at], start));
        }

        private Term Is(Term action, int value) => terms.Pure(new TermOp.OfCompare(ComparisonKind.Equal), ScalarType.Bool, action, terms.Index(value));

        // ⌈√count⌉ where no interval is given and no number of snapshots either
        private Term Interval((int Interval, int Snapshots) plan, Term count) => plan switch
        {
            (0, 0) => terms.Convert(Ceiling(terms.Pure(new TermOp.OfCall(SquareRoot), ScalarType.Float64, terms.Convert(count, ScalarType.Float64))), ScalarType.Index),
            _ => terms.Index(plan.Interval),
        };

        private Term Ceiling(Term x) => terms.Pure(new TermOp.OfCall(RoundUp), ScalarType.Float64, x);

        // As many as the schedule says: ⌈n/k⌉ + k - 1, and for k = ⌈√n⌉ at most 2k.
        private Dim Slots((int Interval, int Snapshots) plan)
        {
            if (plan.Snapshots > 0) return plan.Snapshots;
            var length = loop.Length!;
            if (plan.Interval == 1) return length + Dim.One;
            var steps = outer.Storage.Length(length);
            if (plan.Interval > 1) return outer.Storage.Derive("slots", Plus(Plus(new Loops.Arithmetic(ArithmeticKind.Divide, steps, Number(plan.Interval)), Number(plan.Interval)), Number(1)));
            var root = new Loops.Call(RoundUp, [new Loops.Call(SquareRoot, [new Loops.Convert(steps, ScalarType.Float64)], ScalarType.Float64)], ScalarType.Float64);
            return outer.Storage.Derive("slots", new Loops.Arithmetic(ArithmeticKind.Multiply, Number(2), new Loops.Convert(root, ScalarType.Index)));
        }

        private static ScalarFunction SquareRoot { get; } = ScalarFunction.Of((Func<double, double>)Math.Sqrt);

        private static ScalarFunction RoundUp { get; } = ScalarFunction.Of((Func<double, double>)Math.Ceiling);

        private static Loops.Arithmetic Plus(Loops.Expression a, Loops.Expression b) => new(ArithmeticKind.Add, a, b);

        private static Loops.Constant Number(int value) => new(Scalar.Of((long)value), ScalarType.Index);
    }
}
