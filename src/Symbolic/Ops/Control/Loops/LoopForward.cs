using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>Forward mode of a loop: the same loop with the tangents of its inputs as inputs of the same kinds, and those of its outputs as outputs.</summary>
internal sealed class LoopForward
{
    private readonly Node loop;
    private readonly LoopOp op;
    private readonly LoopDraft draft;
    private readonly LoopCopy copy;
    private readonly Dictionary<int, Node> dots = [];   // by input: the tangent's parameter

    private LoopForward(Node loop, ImmutableArray<Node?> xDots)
    {
        (this.loop, op) = (loop, (LoopOp)loop.Op);
        draft = LoopDraft.Over(loop);
        copy = new LoopCopy(loop, draft).Attach();
        for (var input = 0; input < op.Inputs.Count; input++) if (xDots[input] is { } dot) dots.Add(input, Enter(input, dot));
    }

    /// <summary>The tangents of the outputs from those of the inputs.</summary>
    public static Pushforward Of(Node loop, ImmutableArray<Node?> xDots)
    {
        if (LoopForms.Plain(loop) is { } form) return form.PushForward(xDots);
        var plain = new LoopForward(loop, xDots).Run(reduced: false);
        return ((LoopOp)loop.Op).Outputs.Any(o => o is LoopOutput.Reduced) ? plain.Or(new LoopForward(loop, xDots).Run(reduced: true)) : plain;
    }

    // A tangent runs as its input does; a row that is the same in every iteration is shared.
    private Node Enter(int input, Node dot) => op.Inputs[input] switch
    {
        LoopInput.Shared => draft.Share(dot),
        LoopInput.Sliced => draft.SliceOrShare(dot, op.Parameter(input).Shape),
        LoopInput.Gathered gathered => draft.Gather(dot, copy.Output(gathered.Index)),
        LoopInput.Carried => draft.Carry(dot),
        _ => draft.Replay(draft.Parameter(dot.Type), dot),
    };

    private int? NextOf(int input) => op.Inputs[input] switch
    {
        LoopInput.Carried carried => carried.Next,
        LoopInput.Replayed replayed => replayed.Next,
        _ => null,
    };

    private Pushforward Run(bool reduced)
    {
        var table = Differentiate();
        foreach (var input in dots.Keys)
            if (NextOf(input) is { } next) draft.Next(dots[input], Tangent(table, next) ?? Gradient.Zero(copy.Parameters[input]));
        if (!reduced) foreach (var output in op.Outputs) copy.Exit(output);
        var exits = op.Outputs.Select((o, k) => o is LoopOutput.Reduced == reduced ? Exit(o, k, table) : null).ToList();
        if (exits.All(e => e is null)) return new([.. exits.Select(_ => (Node?)null)]);
        var closed = draft.Close();
        // the loop that also computes the tangents replaces the original, unless the tangents read the original's outputs
        var whole = closed[0].Op is Output ? closed[0].Inputs[0] : closed[0];
        var augmented = reduced || Traversal.PostOrder(whole.Inputs, n => n.Id > loop.Id).Contains(loop) ? null : whole;
        return new([.. exits.Select((e, k) => e is null ? null : reduced ? WhereRun(closed[e.Value] / LoopForms.Ties(loop, k)) : closed[e.Value])], augmented);
    }

    // Of no rows nobody has a share of the derivative.
    private Node WhereRun(Node dot)
    {
        if (op is { Counted: false, Length: { IsConstant: true, Value: > 0 } } or { Condition: not null }) return dot;
        return NodeMath.Select(LoopForms.CountOf(loop) > 0, dot, dot.Literal(0));
    }

    // A carried value has a tangent when its first value has one, or when the body finds one given those of the others: the least fixed point.
    private Dictionary<int, Node> Differentiate()
    {
        var positions = Enumerable.Range(0, op.Body.Outputs.Length).Where(p => op.Body.Outputs[p].DType.IsFloat).ToList();
        for (; ; )
        {
            var found = ForwardMode.BuildTangents([.. positions.Select(copy.Output)], dots.ToDictionary(d => copy.Parameters[d.Key], d => d.Value));
            var table = positions.Zip(found, (p, t) => (p, t)).Where(p => p.t is not null).ToDictionary(p => p.p, p => p.t!);
            var more = Enumerable.Range(0, op.Inputs.Count).Where(i => NextOf(i) is { } next && !dots.ContainsKey(i) && table.ContainsKey(next)).ToList();
            if (more.Count == 0) return table;
            foreach (var input in more) dots.Add(input, Enter(input, Gradient.Zero(loop.Inputs[input])));
        }
    }

    private static Node? Tangent(IReadOnlyDictionary<int, Node> table, int position) => table.TryGetValue(position, out var tangent) ? tangent : null;

    private int? Exit(LoopOutput output, int number, IReadOnlyDictionary<int, Node> table) => output switch
    {
        LoopOutput.Summed summed when Tangent(table, summed.Value) is { } dot => draft.Sum(dot),
        LoopOutput.Stacked stacked when Tangent(table, stacked.Value) is { } dot => draft.Stack(dot),
        LoopOutput.ScatterAdded scattered when Tangent(table, scattered.Value) is { } dot => draft.Scatter(copy.Output(scattered.Index), dot, scattered.Rows),
        LoopOutput.Carried carried when dots.TryGetValue(carried.Input, out var dot) => draft.Final(dot),
        // ẏ = Σᵢ ẋᵢ·[xᵢ = y] / #{i : xᵢ = y}
        LoopOutput.Reduced extremum when Tangent(table, extremum.Value) is { } dot =>
            draft.Sum(LoopForms.Wins(copy.Output(extremum.Value), draft.Share(loop.Output(number))) * dot),
        _ => null,
    };
}
