using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using SymDiff.Ops;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// A loop with replayed values: a schedule says, one piece of work after the other, when they are stored, restored and advanced, and when an
/// iteration takes place.
/// </summary>
internal sealed class CheckpointedLoop(LoopLowering lowering)
{
    private const int SnapshotsWithoutBound = 64;   // 2,144 iterations are advanced at most twice, 47,904 at most three times: C(64 + r, r)

    private readonly LoopOp loop = lowering.Loop;
    private readonly TermTable terms = lowering.Outer.Storage.Terms;
    private readonly NodeScope outer = lowering.Outer;
    private readonly List<(int Input, Node Next)> replayed = [.. lowering.NextOf<LoopInput.Replayed>(r => r.Next)];

    public Term Run()
    {
        var count = lowering.Count();
        (int Interval, int Snapshots) plan = loop is { Length: null, Checkpoint.Plan.Snapshots: 0 } ? (0, SnapshotsWithoutBound) : loop.Checkpoint.Plan;   // scratch memory is taken before the count is known
        var slots = Slots(plan);
        var memory = replayed.ToDictionary(r => r.Input, r => outer.Storage.Scratch(r.Next.DType.ScalarType, slots * r.Next.Shape.Size, MemoryPurpose.Snapshots));
        var cursor = outer.Storage.Scratch(ScalarType.Int32, Runtime.CheckpointCursor.Length(plan.Snapshots), MemoryPurpose.Cursor);
        outer.Add(terms.Fill(cursor, terms.Constant(Scalar.Of(0L), ScalarType.Int32)));
        var axis = terms.Axis(null, terms.Index(int.MaxValue));
        ImmutableArray<Term> effects;
        using (terms.Inside(axis))
        {
            var next = terms.Kernel("NextCheckpoint", ScalarType.Int32, [(cursor, null), (null, Interval(plan, count)), (null, terms.Index(plan.Snapshots)), (null, count)]);
            var (action, step, slot) = (Entry(0), Entry(1), Entry(2));
            var going = terms.While(terms.Not(Is(action, Runtime.CheckpointCursor.Done)));
            effects = [next, going, .. Work(action, step, slot, count, memory, slots)];

            Term Entry(int index) => terms.Convert(terms.Load(cursor, terms.Index(index), next), ScalarType.Index);
        }

        return outer.Add(terms.Loop(axis, effects));
    }

    private ImmutableArray<Term> Work(Term action, Term step, Term slot, Term count, Dictionary<int, Buffer> memory, Dim slots)
    {
        var start = terms.Iteration();
        var form = IndexForm.Of(loop.Backward ? terms.Checked(step, loop.Length, count) : lowering.FromEnd(count, step));
        var reverse = new LoopIteration(lowering, lowering.NextOf<LoopInput.Carried>(c => c.Next), ScopeForm.Checkpointed);
        var replay = new LoopIteration(lowering, replayed, ScopeForm.Replay);
        reverse.Bind(_ => form, start);
        replay.Bind(_ => form, start);
        reverse.Finish();
        replay.Finish();
        var place = IndexForm.Of(terms.Checked(slot, slots, terms.Length(slots)));
        ImmutableArray<Term> store = [.. replayed.Select(r => Save(r.Input, r.Next, memory[r.Input], place, slots, start))];
        ImmutableArray<Term> restore = [.. replayed.Select(r => Recall(r.Input, r.Next, memory[r.Input], place, slots, start))];
        var other = terms.If(Is(action, (int)Runtime.CheckpointAction.Store), store, restore);
        var replaying = terms.If(Is(action, (int)Runtime.CheckpointAction.Advance), [.. replay.Scope.Effects], [other]);
        return [start, terms.If(Is(action, (int)Runtime.CheckpointAction.Reverse), [.. reverse.Scope.Effects], [replaying])];
    }

    private Term Save(int input, Node value, Buffer memory, IndexForm slot, Dim slots, Term start)
    {
        var shape = value.Shape.Insert(0, slots);
        return lowering.StateOf(input) is { } state
            ? terms.Store(memory, outer.Offset([slot], shape), terms.State(state))
            : outer.Loops(value.Shape, at => terms.Store(memory, outer.Offset([slot, .. at], shape), outer.Load(lowering.MemoryOf(input), value.Shape, at, start)));
    }

    private Term Recall(int input, Node value, Buffer memory, IndexForm slot, Dim slots, Term start)
    {
        var shape = value.Shape.Insert(0, slots);
        return lowering.StateOf(input) is { } state
            ? terms.Assign([state], [outer.Load(memory, shape, [slot], start)])
            : outer.Tabulate(value.Shape, lowering.MemoryOf(input), at => outer.Load(memory, shape, [slot, .. at], start));
    }

    private Term Is(Term action, int value) => terms.Compare(ComparisonKind.Equal, action, terms.Index(value));

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
