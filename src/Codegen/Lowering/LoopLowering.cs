using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using SymDiff.Ops;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// Lowers one loop: what is carried becomes variables and buffers that change at the end of an iteration, every output an effect in
/// it. A pass over the iterations is one of three: one after the other, side by side (<see cref="BatchedLoop"/>), or by a schedule of
/// checkpoints (<see cref="CheckpointedLoop"/>).
/// </summary>
internal sealed class LoopLowering
{
    private readonly TermTable terms;
    private readonly Dictionary<int, Local> states = [];      // by input: a carried scalar
    private readonly Dictionary<int, Buffer> memories = [];   // by input: a carried tensor, or a scalar that varies from lane to lane
    private readonly Dictionary<Node, Local> totals = [];     // by output: a scalar that is summed or reduced
    private readonly List<(int Index, Node Node)> outputs;

    public LoopLowering(NodeScope outer, Node node, LoopOp loop)
    {
        (Outer, Node, Loop, terms) = (outer, node, loop, outer.Storage.Terms);
        outputs = [.. outer.OutputsOf(node)];
    }

    public NodeScope Outer { get; }

    public Node Node { get; }

    public LoopOp Loop { get; }

    /// <summary>The outputs that an effect within the iterations gives.</summary>
    public IEnumerable<(LoopOutput Output, Node Node)> Delivered => outputs.Select(o => (Loop.Outputs[o.Index], o.Node)).Where(o => o.Item1 is not LoopOutput.Carried);

    /// <summary>The number of lanes that the loop runs in, as the loop around it made them.</summary>
    public Dim? Lanes => Outer.Layout.Varies(Node) ? Outer.Layout.Lanes : null;

    /// <summary>Whether iterations do not depend on each other, but for what they add up; each needs scratch memory of its own.</summary>
    public bool IsIndependent => !Loop.IsCarried && Loop.Condition is null && Delivered.All(d => d.Output is not LoopOutput.Reduced || Outer.Layout.IsScalar(d.Node));

    public void Run()
    {
        foreach (var (input, _) in NextOf<LoopInput.Carried>(c => c.Next).Concat(NextOf<LoopInput.Replayed>(r => r.Next))) Begin(input);
        foreach (var (index, output) in outputs) Begin(Loop.Outputs[index], output);
        var after = Loop.Inputs.Any(i => i is LoopInput.Replayed) ? new CheckpointedLoop(this).Run()
            : BatchedLoop.IsFor(this) ? new BatchedLoop(this).Run()
            : Outer.Add(Iterate());
        foreach (var (index, output) in outputs) End(Loop.Outputs[index], output, after);
    }

    /// <summary>The values of the body that become the next values of inputs of a kind.</summary>
    public IEnumerable<(int Input, Node Next)> NextOf<TInput>(Func<TInput, int> next)
        where TInput : LoopInput => Loop.Inputs.Select((input, i) => (Input: i, Kind: input as TInput)).Where(c => c.Kind is not null).Select(c => (c.Input, Loop.Body.Outputs[next(c.Kind!)]));

    /// <summary>The variable of a carried scalar, or of a scalar output.</summary>
    public Local? StateOf(int input) => states.TryGetValue(input, out var state) ? state : null;

    /// <summary>The buffer of a carried tensor.</summary>
    public Buffer MemoryOf(int input) => memories[input];

    /// <summary>The variable of a scalar output that is summed or reduced.</summary>
    public Local? TotalOf(Node output) => totals.TryGetValue(output, out var total) ? total : null;

    /// <summary>The iterations, one after the other.</summary>
    public Term Iterate()
    {
        var axis = MakeAxis();
        var iteration = new LoopIteration(this, NextOf<LoopInput.Carried>(c => c.Next), ScopeForm.Iterations);
        using (terms.Inside(axis))
        {
            var start = iteration.Scope.Add(terms.Iteration());
            var number = Number(axis);
            iteration.Bind(_ => number, start);
            if (Loop.Condition is { } condition) Test(iteration.Scope, condition, axis);
            iteration.Finish();
        }

        return terms.Loop(axis, [.. iteration.Scope.Effects], isIndependent: IsIndependent);
    }

    /// <summary>count - 1 - step, of which is known that it is an index.</summary>
    public Term FromEnd(Term count, Term step) =>
        terms.Pure(new TermOp.OfArithmetic(ArithmeticKind.Subtract), ScalarType.Index, Loop.Length, [terms.Arithmetic(ArithmeticKind.Subtract, count, terms.Index(1)), step]);

    /// <summary>The number of iterations.</summary>
    public Term Count()
    {
        if (!Loop.Counted) return terms.Length(Loop.Length!);
        var count = terms.Convert(Outer.Value(Node.Inputs[^1], []), ScalarType.Index);
        var limit = Loop.Length is { } length ? terms.Length(length) : terms.Index(int.MaxValue);
        var fits = terms.Logic(LogicKind.And, terms.Not(Less(count, terms.Index(0))), terms.Not(Less(limit, count)));
        Outer.Add(terms.Require(fits, $"Loop: the number of iterations is not from 0 to {Loop.Length?.ToString() ?? "2147483647"}."));
        return count;
    }

    private void Begin(int input)
    {
        var initial = Node.Inputs[input];
        if (initial.Type.IsScalar && Lanes is null)
        {
            states[input] = new("state", initial.DType.ScalarType);
            Outer.Add(terms.Declare(states[input], Outer.Value(initial, [])));
            return;
        }

        var extent = Lanes is null ? initial.Shape : Outer.Layout.Extent(initial.Shape);
        var memory = outputs.Find(o => Loop.Outputs[o.Index] is LoopOutput.Carried carried && carried.Input == input).Node is { } final
            ? Outer.HomeOf(final)
            : Outer.Storage.Scratch(initial.DType.ScalarType, extent.Size, MemoryPurpose.Carried);
        memories[input] = memory;
        Outer.Add(Lanes is null
            ? Outer.Tabulate(extent, memory, at => Outer.Value(initial, at, null))
            : Outer.TabulateLanes(initial.Shape, memory, (at, lane) => Outer.Value(initial, at, lane)));
    }

    private void Begin(LoopOutput output, Node value)
    {
        if (output is LoopOutput.Carried) return;
        var isPartial = Loop.Condition is not null || Loop.Counted;   // rows that no iteration reaches
        if (output is LoopOutput.Stacked && (!isPartial || Outer.IsReadByRows(value, IsCount)))
        {
            Outer.HomeOf(value);
            return;
        }

        var start = Start(output, value.DType.ScalarType);
        if (!Outer.Layout.IsScalar(value))
        {
            Outer.Add(terms.Fill(Outer.HomeOf(value), start));
            return;
        }

        totals[value] = new(Reductions.Name(KindOf(output)), value.DType.ScalarType);
        Outer.Add(terms.Declare(totals[value], start));
    }

    private bool IsCount(Node number) =>
        (Loop.Counted && ReferenceEquals(number, Node.Inputs[^1])) || outputs.Exists(o => ReferenceEquals(o.Node, number) && Loop.IsCount(o.Index, Node.Inputs));

    /// <summary>How an output combines the values of the iterations.</summary>
    public static ReductionKind KindOf(LoopOutput output) => output is LoopOutput.Reduced reduced ? reduced.Kind : ReductionKind.Sum;

    /// <summary>What an output is before the first iteration.</summary>
    public Term Start(LoopOutput output, ScalarType type) => terms.Constant(Reductions.Start(KindOf(output), type), type);

    // Forward the number of the iteration is the axis; backward it is count - 1 - axis.
    private AxisTerm MakeAxis()
    {
        if (Loop.Condition is not null)
        {
            // One more round than the bound, in which only the condition is asked.
            return Loop.Length is { } bound ? terms.Axis(bound + Dim.One, terms.Length(bound + Dim.One)) : terms.Axis(null, terms.Index(int.MaxValue));
        }

        return Loop.Counted ? terms.Axis(Loop.Length, Count()) : terms.Axis(Loop.Length!);
    }

    private IndexForm Number(AxisTerm axis)
    {
        if (!Loop.Backward) return IndexForm.Of(axis);
        return Loop.Counted ? IndexForm.Of(FromEnd(axis.LengthTerm, axis)) : IndexForm.Of(Loop.Length! - Dim.One) - IndexForm.Of(axis);
    }

    // What the condition needs comes before it, all else behind it.
    private void Test(NodeScope scope, int condition, AxisTerm axis)
    {
        scope.Add(terms.While(scope.Value(Loop.Body.Outputs[condition], [])));
        if (Loop.Length is { } bound)
            scope.Add(terms.Require(Less(axis, terms.Length(bound)), $"Loop: the condition still holds after {bound} iterations, which is the bound. Raise the bound, or check that the loop converges."));
    }

    private void End(LoopOutput output, Node result, Term after)
    {
        if (output is LoopOutput.Carried { Input: var input })
        {
            if (states.TryGetValue(input, out var state)) Final(result, state);
            else if (ReferenceEquals(Outer.HomeOf(result), memories[input])) Outer.Store(result, memories[input], after);
            else Outer.Store(result, Outer.HomeOf(result), Outer.Add(terms.Copy(Outer.HomeOf(result), memories[input])));
        }
        else if (totals.TryGetValue(result, out var total))
        {
            Final(result, total);
        }
        else
        {
            Outer.Store(result, Outer.HomeOf(result), after);
        }
    }

    private void Final(Node result, Local local)
    {
        var value = terms.State(local);
        Outer.Bind(result, _ => value);
    }

    private Term Less(Term a, Term b) => terms.Compare(ComparisonKind.Less, a, b);
}
