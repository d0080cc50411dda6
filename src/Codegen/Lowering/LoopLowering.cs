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
    private readonly Dictionary<int, Local> states = [];      // by input: a carried scalar
    private readonly Dictionary<int, Buffer> memories = [];   // by input: a carried tensor
    private readonly Dictionary<Node, Local> totals = [];     // by output: a scalar that is summed or reduced
    private AxisTerm axis = null!;                            // set before the body is lowered
    private IndexForm number = null!;

    public LoopLowering(NodeScope outer, Node node, LoopOp loop)
    {
        (this.outer, this.node, this.loop, terms) = (outer, node, loop, outer.Storage.Terms);
        body = new(outer.Storage, [.. Carried().Select(c => loop.Body.Outputs[c.Next])], Consumed());
    }

    public void Run()
    {
        if (loop.Inputs.Any(i => i is LoopInput.Replayed))
            throw new CodeGenerationException($"A loop whose derivative recomputes carried values ({loop.Checkpoint}) cannot be compiled yet; use Checkpoint.All, or evaluate it with the interpreter.");
        foreach (var (input, _) in Carried()) Begin(input);
        foreach (var (index, output) in outer.OutputsOf(node)) Begin(loop.Outputs[index], output);
        MakeAxis();
        LoopTermOf(out var after);
        foreach (var (index, output) in outer.OutputsOf(node)) End(loop.Outputs[index], output, after);
    }

    private IEnumerable<(int Input, int Next)> Carried() =>
        loop.Inputs.Select((input, i) => (Input: i, Kind: input as LoopInput.Carried)).Where(c => c.Kind is not null).Select(c => (c.Input, c.Kind!.Next));

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
    private void MakeAxis()
    {
        if (loop.Condition is not null)
        {
            // One more round than the bound, in which only the condition is asked.
            axis = loop.Length is { } bound ? terms.Axis(bound + Dim.One, terms.Length(bound + Dim.One)) : terms.Axis(null, terms.Index(int.MaxValue));
            number = IndexForm.Of(axis);
            return;
        }

        if (!loop.Counted)
        {
            axis = terms.Axis(loop.Length!);
            number = loop.Backward ? IndexForm.Of(loop.Length! - Dim.One) - IndexForm.Of(axis) : IndexForm.Of(axis);
            return;
        }

        var count = terms.Convert(outer.Value(node.Inputs[^1], []), ScalarType.Index);
        var limit = loop.Length is { } length ? terms.Length(length) : terms.Index(int.MaxValue);
        var fits = terms.Logic(LogicKind.And, terms.Not(Less(count, terms.Index(0))), terms.Not(Less(limit, count)));
        outer.Add(terms.Require(fits, $"Loop: the number of iterations is not from 0 to {loop.Length?.ToString() ?? "2147483647"}."));
        axis = terms.Axis(loop.Length, count);
        number = IndexForm.Of(axis);
        if (loop.Backward) number = IndexForm.Of(terms.Pure(new TermOp.OfArithmetic(ArithmeticKind.Subtract), ScalarType.Index, loop.Length, [terms.Arithmetic(ArithmeticKind.Subtract, count, terms.Index(1)), axis]));
    }

    private void LoopTermOf(out Term after)
    {
        using (terms.Inside(axis))
        {
            var start = body.Add(terms.Iteration());
            Bind(start);
            if (loop.Condition is { } condition) Test(condition);
            body.Compute();
            foreach (var (index, output) in outer.OutputsOf(node)) Deliver(loop.Outputs[index], output, start);
            Advance();
        }

        after = outer.Add(terms.Loop(axis, [.. body.Effects]));
    }

    private void Bind(Term start)
    {
        body.Bind(loop.Index, number);
        for (var i = 0; i < loop.Inputs.Count; i++)
        {
            var (parameter, argument) = (loop.Parameter(i), node.Inputs[i]);
            switch (loop.Inputs[i])
            {
                case LoopInput.Shared: body.Bind(parameter, at => outer.Value(argument, at)); break;
                case LoopInput.Sliced: body.Bind(parameter, at => outer.Value(argument, [number, .. at])); break;
                case LoopInput.Gathered gathered:
                    body.Bind(parameter, at => outer.Value(argument, [body.Bounded(body.Index(loop.Body.Outputs[gathered.Index]), argument.Shape[0]), .. at]));
                    break;
                case LoopInput.Carried when states.TryGetValue(i, out var state):
                    var read = terms.State(state);
                    body.Bind(parameter, _ => read);
                    break;
                case LoopInput.Carried:
                    var memory = memories[i];
                    body.Bind(parameter, at => body.Load(memory, parameter.Shape, at, start));
                    break;
            }
        }
    }

    // What the condition needs comes before it, all else behind it.
    private void Test(int condition)
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
    private void Advance()
    {
        var scalars = states.OrderBy(s => s.Key).ToList();
        if (scalars.Count > 0)
            body.Add(terms.Assign([.. scalars.Select(s => s.Value)], [.. scalars.Select(s => body.Value(NextOf(s.Key), []))]));
        foreach (var (input, memory) in memories.OrderBy(m => m.Key).Select(m => (m.Key, m.Value)))
            if (!ReferenceEquals(NextOf(input), loop.Parameter(input))) body.Add(terms.Copy(memory, body.BufferOf(NextOf(input))!));
    }

    private Node NextOf(int input) => loop.Body.Outputs[((LoopInput.Carried)loop.Inputs[input]).Next];

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
}
