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

    private SplitRests(LoopProgram program) => reads = ReadCount.In(program.Body);

    public static LoopProgram Apply(LoopProgram program)
    {
        var pass = new SplitRests(program);
        return program with { Body = pass.All(program.Body) };
    }

    // Seen when the last of the sums goes to memory: totals = Σ lanes ...; rest; memory += totals ...
    public override void Visit(Accumulate statement)
    {
        base.Visit(statement);
        var count = 0;
        while (count < Written.Count && Written[^(count + 1)] is Accumulate { Value: Read }) count++;
        if (count == Written.Count || Written[^(count + 1)] is not For rest || TotalsOf(rest) is not { } totals || totals.Count != count) return;
        var sums = Written.Skip(Written.Count - count).Cast<Accumulate>().ToList();
        if (!totals.SetEquals(sums.Select(s => ((Read)s.Value).Local))) return;
        var first = Written.Count - count - 1 - count;
        if (first < 0) return;
        var lanes = Written.Skip(first).Take(count).OfType<Declare>().Where(d => totals.Contains(d.Local) && d.Value is HorizontalReduce { Kind: ReductionKind.Sum }).ToDictionary(d => d.Local, d => d.Value!);
        if (lanes.Count != count) return;
        Written.RemoveRange(first, Written.Count - first);
        foreach (var sum in sums) Add(sum with { Value = lanes[((Read)sum.Value).Local] });
        var zeros = sums.Select(s => new Declare(((Read)s.Value).Local, new Constant(Scalar.Of(0, s.Buffer.Type.DType), s.Buffer.Type)));
        Add(new If(new Compare(ComparisonKind.Less, rest.From, rest.Length), [.. zeros, rest, .. sums], []));
    }

    // The variables that a loop only adds to, and that are read once behind it; null where it does anything else that is seen outside.
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
