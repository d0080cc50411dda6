using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>
/// Forms of loops to which the rules of differentiation apply: products are carried, values of which the largest or smallest is taken are kept, and values
/// that are replayed are stored. The derivative of such a form is built among variables and then brought to the loop.
/// </summary>
internal sealed class LoopForms
{
    private readonly Node loop;
    private readonly Graph graph = new();
    private readonly ImmutableArray<Node> arguments;
    private readonly ImmutableArray<Node> outputs;   // in the other form
    private readonly Substitution back;

    private LoopForms(Node loop, Func<Node, ImmutableArray<Node>> form)
    {
        this.loop = loop;
        back = new(loop.Graph);
        arguments = [.. loop.Inputs.Select((argument, i) => Variable("x" + i, argument))];
        outputs = form(graph.Add(loop.Op, arguments));
    }

    /// <summary>Another form of the loop, or null where it is of the right form itself.</summary>
    public static LoopForms? Of(Node loop) =>
        ((LoopOp)loop.Op).Inputs.Any(i => i is LoopInput.Replayed) ? new(loop, Stored)
        : Plain(loop);

    /// <summary>The form in which products are carried and extrema are taken of rows that are kept, or null where there are none.</summary>
    public static LoopForms? Plain(Node loop) => loop.Op is LoopOp op && op.Outputs.Any(o => IsProduct(o) || IsOfRows(op, o)) ? new(loop, WithoutReductions) : null;

    /// <summary>The number of a loop's iterations, an integer.</summary>
    public static Node CountOf(Node loop)
    {
        var op = (LoopOp)loop.Op;
        return op.Counted ? loop.Inputs[loop.Inputs.Length - 1] : loop.Graph.Size(op.Length!, DType.Int32);
    }

    /// <summary>Reverse mode of the loop.</summary>
    public Pullback PullBack(Adjoint adjoint, IReadOnlyList<int> active)
    {
        var seeds = new List<Seed>();
        for (var k = 0; k < outputs.Length; k++)
            if (adjoint.Parts[k] is { } bar) seeds.Add(new(outputs[k], Variable("bar" + k, bar), adjoint.Guards[k] is { } guard ? Variable("guard" + k, guard) : null));
        var differentiable = active.Where(i => loop.Inputs[i].DType.IsFloat).ToList();
        var table = ReverseMode.BuildGrad(seeds, [.. differentiable.Select(i => arguments[i])]);
        return new(differentiable.Where(i => table[arguments[i]] is not null).Select(i => new InputAdjoint(i, Back(table[arguments[i]]!.Value)!, Back(table[arguments[i]]!.Guard))).ToList());
    }

    /// <summary>Forward mode of the loop.</summary>
    public Pushforward PushForward(ImmutableArray<Node?> xDots)
    {
        var dots = new Dictionary<Node, Node>();
        for (var i = 0; i < xDots.Length; i++) if (xDots[i] is { } dot) dots.Add(arguments[i], Variable("dot" + i, dot));
        return new([.. ForwardMode.BuildTangents(outputs, dots).Select(Back)]);
    }

    private Node Variable(string name, Node standsFor)
    {
        var variable = graph.Variable(name, standsFor.Type);
        back.Map(variable, standsFor);
        return variable;
    }

    private Node? Back(Node? node) => node is null ? null : back.Apply([node])[0];

    /// <summary>How many iterations reach the largest or smallest value, entry by entry; 1 where there is no iteration, so that shares are numbers, 0 where the value is NaN.</summary>
    public static Node Ties(Node loop, int output)
    {
        var draft = LoopDraft.Over(loop);
        var copy = new LoopCopy(loop, draft).Attach();
        draft.Sum(Wins(copy.Output(((LoopOutput.Reduced)copy.Op.Outputs[output]).Value), draft.Share(loop.Output(output))));
        var (ties, best) = (draft.Close()[0], loop.Output(output));
        return NodeMath.Select(NodeMath.Equal(best, best), NodeMath.Max(ties, ties.Literal(1)), ties);
    }

    /// <summary>1 where a value is the best, 0 elsewhere.</summary>
    public static Node Wins(Node value, Node best) => NodeMath.Cast(NodeMath.Equal(value, best), value.DType);

    /// <summary>Values that are replayed against the direction of the loop, stored by a loop of their own.</summary>
    /// <exception cref="DifferentiationException">The number of iterations has no bound.</exception>
    private static ImmutableArray<Node> Stored(Node loop)
    {
        var op = (LoopOp)loop.Op;
        if (op.Length is null)
            throw new DifferentiationException("Loop: the derivative of the derivative of a loop without bound, both in reverse mode, needs a bound: give While one, or use forward mode over reverse mode.");
        var states = LoopDraft.Over(loop);
        states.Backward = !op.Backward;
        var run = new LoopCopy(loop, states);
        var replayed = Enumerable.Range(0, op.Inputs.Count).Where(i => op.Inputs[i] is LoopInput.Replayed).ToList();
        for (var i = 0; i < op.Inputs.Count; i++)
        {
            if (op.Inputs[i] is LoopInput.Replayed next)
            {
                states.Carry(run.Parameters[i], loop.Inputs[i]);
                states.Next(run.Parameters[i], run.Output(next.Next));
            }
            else if (op.Inputs[i] is not LoopInput.Carried)
            {
                run.Attach(i);
            }
        }

        foreach (var i in replayed) states.Stack(run.Parameters[i]);
        var stacks = states.Close();
        return Rebuilt(loop, (draft, copy, i) =>
        {
            if (op.Inputs[i] is not LoopInput.Replayed) return false;
            draft.Slice(copy.Parameters[i], stacks[replayed.IndexOf(i)]);
            return true;
        }, (draft, copy, output) => copy.Exit(output));
    }

    // p = Πᵢ xᵢ as a carried value: its derivative needs no division. y = max over the rows x: computed once, so that a row equals y or does not, however it is rounded.
    private static ImmutableArray<Node> WithoutReductions(Node loop)
    {
        var op = (LoopOp)loop.Op;
        var closed = Rebuilt(loop, (draft, copy, i) => false, (draft, copy, output) =>
        {
            if (IsOfRows(op, output)) return draft.Stack(copy.Output(((LoopOutput.Reduced)output).Value));
            if (!IsProduct(output)) return copy.Exit(output);
            var factor = copy.Output(((LoopOutput.Reduced)output).Value);
            var product = draft.Carry(NodeMath.BroadcastTo(loop.Graph.Constant(1, factor.DType), factor.Shape));
            draft.Next(product, product * factor);
            return draft.Final(product);
        });
        return [.. closed.Select((node, k) => !IsOfRows(op, op.Outputs[k]) ? node : ((LoopOutput.Reduced)op.Outputs[k]).Kind == ReductionKind.Max ? NodeMath.Max(node, [0]) : NodeMath.Min(node, [0]))];
    }

    // The largest or smallest of rows, all of which there are.
    private static bool IsOfRows(LoopOp op, LoopOutput output) =>
        output is LoopOutput.Reduced { Kind: ReductionKind.Max or ReductionKind.Min, Value: var value } && op is { Length: not null, Condition: null, Counted: false } && op.Body.Outputs[value].DType.IsFloat;

    private static bool IsProduct(LoopOutput output) => output is LoopOutput.Reduced { Kind: ReductionKind.Product };

    private static ImmutableArray<Node> Rebuilt(Node loop, Func<LoopDraft, LoopCopy, int, bool> attach, Func<LoopDraft, LoopCopy, LoopOutput, int> exit)
    {
        var draft = LoopDraft.Over(loop);
        var copy = new LoopCopy(loop, draft);
        for (var i = 0; i < copy.Parameters.Length; i++) if (!attach(draft, copy, i)) copy.Attach(i);
        if (copy.Op.Condition is { } condition) draft.Condition = copy.Output(condition);
        foreach (var output in copy.Op.Outputs) exit(draft, copy, output);
        return draft.Close();
    }
}
