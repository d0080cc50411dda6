using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>
/// Reverse mode of a loop: a loop over the same iterations in the other direction. What was shared is summed, what was sliced is
/// stacked, what was gathered is scatter-added, and what was carried is carried back: the adjoint of the last value enters first.
/// </summary>
internal sealed class LoopReverse
{
    private readonly Node loop;
    private readonly LoopOp op;
    private readonly Adjoint adjoint;                            // of the outputs
    private readonly HashSet<int> asked;                         // the inputs that are differentiated by
    private readonly HashSet<int> active;                        // these, and carries that depend on them
    private readonly LoopDraft draft;
    private readonly LoopCopy copy;                              // what the loop computes, in the draft
    private readonly List<Seed> seeds = [];                      // of what the outputs are made of
    private readonly Dictionary<int, Carry> carries = [];        // by input: the adjoint that is carried back
    private readonly GradTable table;

    private LoopReverse(Node loop, Adjoint adjoint, IEnumerable<int> asked)
    {
        (this.loop, op, this.adjoint) = (loop, (LoopOp)loop.Op, adjoint);
        this.asked = [.. asked];
        active = Active();
        draft = LoopDraft.Over(loop);
        draft.Backward = !op.Backward;
        copy = new(loop, draft);
        table = Differentiate();
    }

    /// <summary>What the adjoints of the outputs contribute to the active inputs.</summary>
    public static Pullback Of(Node loop, Adjoint adjoint, IReadOnlyList<int> active) =>
        LoopForms.Of(loop) is { } form ? form.PullBack(adjoint, active) : new LoopReverse(loop, adjoint, active).Run();

    // An input is active where it is asked for; a carried one also where its next value is computed from an active one.
    private HashSet<int> Active()
    {
        var found = new HashSet<int>(asked.Where(i => i < op.Inputs.Count && op.Parameter(i).DType.IsFloat));
        for (; ; )
        {
            var reached = Traversal.Descendants(op.Body.Nodes, found.Select(op.Parameter));
            var more = Carried().Where(i => !found.Contains(i) && op.Parameter(i).DType.IsFloat && reached.Contains(op.Body.Outputs[NextOf(i)])).ToList();
            if (more.Count == 0) return found;
            found.UnionWith(more);
        }
    }

    private IEnumerable<int> Carried() => Enumerable.Range(0, op.Inputs.Count).Where(i => op.Inputs[i] is LoopInput.Carried);

    private int NextOf(int input) => ((LoopInput.Carried)op.Inputs[input]).Next;

    // A carry has an adjoint when its last value has one, or when the body finds one given those of the other carries: the least fixed point.
    private GradTable Differentiate()
    {
        for (var k = 0; k < op.Outputs.Count; k++) if (adjoint.Parts[k] is { } bar) Start(k, bar, adjoint.Guards[k]);
        for (; ; )
        {
            var found = ReverseMode.BuildGrad([.. seeds, .. carries.Select(c => new Seed(copy.Output(NextOf(c.Key)), c.Value.Bar, c.Value.Guard))], [.. active.OrderBy(i => i).Select(i => copy.Parameters[i])]);
            var more = Carried().Where(i => active.Contains(i) && !carries.ContainsKey(i) && found[copy.Parameters[i]] is not null).ToList();
            var guarded = carries.Where(c => c.Value.Guard is null && found[copy.Parameters[c.Key]]?.Guard is not null).Select(c => c.Key).ToList();
            if (more.Count == 0 && guarded.Count == 0) return found;
            foreach (var input in more) carries.Add(input, new(draft.Carry(Gradient.Zero(loop.Inputs[input])), found[copy.Parameters[input]]!.Guard is null ? null : Guard(input, Truth(false))));
            foreach (var input in guarded) carries[input] = carries[input] with { Guard = Guard(input, Truth(true)) };
        }
    }

    // Where the adjoint may be other than zero is carried with it: at first nowhere, where it enters as a structural zero.
    private Node Guard(int input, Node initial) => draft.Carry(NodeMath.BroadcastTo(initial, loop.Inputs[input].Shape));

    private Node Truth(bool value) => loop.Graph.Constant(value ? 1 : 0, DType.Bool);

    private void Start(int output, Node bar, Node? guard)
    {
        switch (op.Outputs[output])
        {
            case LoopOutput.Summed summed: seeds.Add(new(copy.Output(summed.Value), draft.Share(bar), Shared(guard))); break;
            case LoopOutput.Stacked stacked:
                var value = copy.Output(stacked.Value);
                seeds.Add(new(value, draft.SliceOrShare(bar, value.Shape), guard is null ? null : draft.SliceOrShare(guard, value.Shape)));
                break;
            case LoopOutput.ScatterAdded scattered:
                var index = copy.Output(scattered.Index);
                seeds.Add(new(copy.Output(scattered.Value), draft.Gather(bar, index), guard is null ? null : draft.Gather(NodeMath.BroadcastTo(guard, bar.Shape), index)));
                break;
            case LoopOutput.Reduced reduced: seeds.Add(new(copy.Output(reduced.Value), Winners(output, reduced, bar), Shared(guard))); break;
            case LoopOutput.Carried carried when active.Contains(carried.Input):
                carries.Add(carried.Input, new(draft.Carry(bar), guard is null ? null : Guard(carried.Input, guard)));
                break;
        }
    }

    private Node? Shared(Node? guard) => guard is null ? null : draft.Share(guard);

    // x̄ᵢ = ȳ·[xᵢ = y] / #{i : xᵢ = y}
    private Node Winners(int output, LoopOutput.Reduced reduced, Node bar)
    {
        var ties = LoopForms.Ties(loop, output);
        return draft.Share(bar / ties) * LoopForms.Wins(copy.Output(reduced.Value), draft.Share(loop.Output(output)));
    }

    private Pullback Run()
    {
        var exits = new List<(int Input, int Value, int? Guard)>();
        for (var input = 0; input < op.Inputs.Count; input++)
        {
            if (op.Inputs[input] is LoopInput.Carried) CloseCarry(input, exits);
            else
            {
                copy.Attach(input);
                if (asked.Contains(input) && table[copy.Parameters[input]] is { } bar) Contribute(input, bar, exits);
            }
        }

        if (exits.Count == 0) return new([]);
        var augmented = Provide();
        var closed = draft.Close();
        return new(exits.Select(e => new InputAdjoint(e.Input, closed[e.Value], e.Guard is { } guard ? AsTruth(closed[guard]) : null)).ToList(), augmented);
    }

    private void CloseCarry(int input, List<(int, int, int?)> exits)
    {
        if (!carries.TryGetValue(input, out var carry)) return;
        var found = table[copy.Parameters[input]];
        draft.Next(carry.Bar, found?.Value ?? Gradient.Zero(copy.Parameters[input]));
        if (carry.Guard is { } guard)
            draft.Next(guard, NodeMath.BroadcastTo(found is null ? draft.Graph.Constant(0, DType.Bool) : found.Guard ?? draft.Graph.Constant(1, DType.Bool), guard.Shape));
        if (asked.Contains(input)) exits.Add((input, draft.Final(carry.Bar), carry.Guard is null ? null : draft.Final(carry.Guard)));
    }

    private void Contribute(int input, Adjoint bar, List<(int, int, int?)> exits)
    {
        var guard = bar.Guard is null ? null : NodeMath.BroadcastTo(bar.Guard, copy.Parameters[input].Shape);
        exits.Add(op.Inputs[input] switch
        {
            LoopInput.Shared => (input, draft.Sum(bar.Value), guard is null ? null : draft.Reduce(ReductionKind.Max, guard)),
            LoopInput.Sliced => (input, draft.Stack(bar.Value), guard is null ? null : draft.Stack(guard)),
            LoopInput.Gathered gathered => Scatter(input, copy.Output(gathered.Index), bar.Value, guard),
            _ => throw new InvalidOperationException($"{op.Inputs[input]} has no adjoint."),
        });
    }

    private (int, int, int?) Scatter(int input, Node index, Node value, Node? guard)
    {
        var rows = loop.Inputs[input].Shape[0];
        return (input, draft.Scatter(index, value, rows), guard is null ? null : draft.Scatter(index, NodeMath.Cast(guard, DType.Int32), rows));
    }

    // Where a row was added to, the sum of truths is their number.
    private static Node AsTruth(Node guard) => guard.DType == DType.Bool ? guard : NodeMath.NotEqual(guard, guard.Literal(0));

    // The carried values as they entered each iteration, and what is expensive in an iteration, come from the forward loop.
    private Node? Provide()
    {
        var replays = op.Checkpoint != Checkpoint.All || op.Length is null;
        ImmutableArray<Node> wanted = replays ? [] : Wanted();
        if (replays) Replay();
        if (wanted.IsEmpty && op.Condition is null) return null;
        var forward = LoopDraft.Over(loop);
        var original = new LoopCopy(loop, forward).Attach();
        foreach (var output in op.Outputs) original.Exit(output);
        var image = copy.To(original);
        var slots = image.Apply(wanted).Select(forward.Stack).ToList();
        var count = op.Condition is null ? -1 : Counter(forward);
        var values = forward.Close();
        if (count >= 0) draft.Count = values[count];
        var map = new Dictionary<Node, Node>();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (copy.Parameters.Contains(wanted[i])) draft.Slice(wanted[i], values[slots[i]]);
            else map.Add(wanted[i], draft.Slice(values[slots[i]]));
        }

        draft.Replace(map);
        return values[0].Op is Output ? values[0].Inputs[0] : values[0];
    }

    private static int Counter(LoopDraft forward)
    {
        var counter = forward.Carry(forward.Outside.Constant(0, DType.Int32));
        forward.Next(counter, forward.Index + 1);
        return forward.Final(counter);
    }

    private void Replay()
    {
        foreach (var input in Carried())
        {
            draft.Replay(copy.Parameters[input], loop.Inputs[input]);
            draft.Next(copy.Parameters[input], copy.Output(NextOf(input)));
        }
    }

    // What the reverse body reads of the forward one: carried values, and in a loop that carries also results that cost more to compute than to keep. Those of an inner
    // loop that computes more there than here are kept too, unless that takes more memory than the carried values.
    private ImmutableArray<Node> Wanted()
    {
        if (!op.IsCarried) return [];
        var (order, sources) = (draft.Read(_ => true), copy.Sources());
        var varying = Traversal.Descendants(order, op.Inputs.Select((input, i) => (input, i)).Where(p => p.input is not LoopInput.Shared).Select(p => copy.Parameters[p.i]));
        var parameters = new HashSet<Node>(copy.Parameters) { draft.Index };
        var ofAdjoints = Traversal.Descendants(order, order.Where(n => n.Op is Variable && !parameters.Contains(n)));
        var carried = new HashSet<Node>(Carried().Select(i => copy.Parameters[i]));
        return [.. draft.Read(n => !IsWanted(n)).Where(IsWanted)];

        bool IsWanted(Node node) => carried.Contains(node) || (!node.IsTuple && varying.Contains(node) && (sources.ContainsKey(node) ? Costs.IsExpensive(node) : IsOfInnerLoop(node)));

        bool IsOfInnerLoop(Node node) => (node.Op is Output ? node.Inputs[0] : node).Op is LoopOp && !ofAdjoints.Contains(node) && carried.Any(c => Contains(c.Shape, node.Shape));
    }

    // Whether each axis of a shape is one of the axes of another.
    private static bool Contains(Shape shape, Shape part)
    {
        var axes = shape.ToList();
        return part.All(axes.Remove);
    }

    /// <summary>The adjoint of a carried input on its way back, and where it may be other than zero.</summary>
    private sealed record Carry(Node Bar, Node? Guard);
}
