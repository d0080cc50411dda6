using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Adds the iterations that did not fill a vector to memory apart from the others, and only where there are some: the sums over the lanes of vectors then stand side by
/// side.
/// </summary>
internal sealed class SplitRests : Rewriter
{
    private readonly IReadOnlyDictionary<Local, int> reads;
    private ImmutableArray<Statement>.Builder? block;   // in which the last loop stands
    private int at;                                     // its place there
    private HashSet<Local>? totals;                     // what it adds to, if that is all it does

    private SplitRests(LoopProgram program) => reads = ReadCount.In(program.Body);

    public static LoopProgram Apply(LoopProgram program)
    {
        var pass = new SplitRests(program);
        return program with { Body = pass.All(program.Body) };
    }

    public override void Visit(For statement)
    {
        base.Visit(statement);
        (block, at) = (Written, Written.Count - 1);
        totals = TotalsOf((For)Written[at]);
    }

    // Seen when the last of the sums goes to memory.
    public override void Visit(Accumulate statement)
    {
        base.Visit(statement);
        if (!ReferenceEquals(block, Written) || totals is not { } added || Written.Count - at - 1 != added.Count || at < added.Count) return;
        totals = null;
        Split(added);
    }

    // totals = Σ lanes ...; rest; memory += totals ...
    private void Split(HashSet<Local> added)
    {
        var (first, rest) = (at - added.Count, (For)Written[at]);
        var lanes = Written.Skip(first).Take(added.Count).OfType<Declare>().Where(d => added.Contains(d.Local) && d.Value is HorizontalReduce { Kind: ReductionKind.Sum }).ToDictionary(d => d.Local, d => d.Value!);
        var sums = Written.Skip(at + 1).OfType<Accumulate>().Where(s => s.Value is Read { Local: var total } && added.Contains(total)).ToList();
        if (lanes.Count != added.Count || sums.Select(s => ((Read)s.Value).Local).Distinct().Count() != added.Count) return;

        // What reads the sums would find the lanes in them already.
        var read = BufferUses.In([.. Written.Skip(first)]).BuffersRead.ToHashSet();
        if (sums.Exists(s => read.Contains(s.Buffer))) return;
        Written.RemoveRange(first, Written.Count - first);
        foreach (var sum in sums) Add(sum with { Value = lanes[((Read)sum.Value).Local] });
        var zeros = sums.Select(s => new Declare(((Read)s.Value).Local, new Constant(Scalar.Of(0, s.Buffer.Type.DType), s.Buffer.Type)));
        Add(new If(new Compare(ComparisonKind.Less, rest.From, rest.Length), [.. zeros, rest, .. sums], []));
    }

    // The variables that a loop only adds to, and that are read once elsewhere; null where it does anything else that is seen outside, writing to memory too.
    private HashSet<Local>? TotalsOf(For rest)
    {
        var own = new HashSet<Local>();
        var totals = new HashSet<Local>();
        foreach (var statement in rest.Body)
        {
            switch (statement)
            {
                case Declare declare: own.Add(declare.Local); break;
                case Assign assign when Reduction.Of(assign) is { Kind: ReductionKind.Sum } && reads[assign.Local] == 2 && totals.Add(assign.Local): break;
                default: return null;
            }
        }

        return totals.Overlaps(own) ? null : totals;
    }
}
