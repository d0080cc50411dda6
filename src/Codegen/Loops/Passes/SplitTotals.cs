using System.Collections.Immutable;
using SymDiff.Codegen.Lowering;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Gives a reduction over vectors several independent totals, which its steps go to in turn: one after the other they would wait for each other. They are
/// combined in their order behind the loop.
/// </summary>
internal sealed class SplitTotals : Rewriter
{
    private const int Wanted = 4;          // totals that are under way at once
    private const int LongestBody = 64;    // operations of the steps together

    private SplitTotals()
    {
    }

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new SplitTotals().All(program.Body) };

    public override void Visit(For statement)
    {
        var totals = Totals(statement);
        var count = totals.Count == 0 ? 1 : Count(statement, totals.Count);
        if (count < 2)
        {
            base.Visit(statement);
            return;
        }

        var (main, rest) = InSteps(statement, count);
        var all = totals.Select(t => (Reduction: t, Locals: Introduce(t, count))).ToList();
        Add(Steps(main, statement, all));
        foreach (var (reduction, locals) in all)
        {
            foreach (var other in locals.Skip(1))
                Add(new Assign(reduction.Total, Reductions.Combine(reduction.Kind, new Read(reduction.Total), new Read(other), ExpressionValues.Instance)));
        }

        if (Known(Trips(statement with { From = rest })) is not 0) Add(FreshCopy.Of([statement with { From = rest }], [])[0]);
    }

    private static List<Reduction> Totals(For loop)
    {
        if (loop.Body.Any(s => s is not (Declare or Assign or Store or StoreRows or Accumulate))) return [];
        var inside = new HashSet<Local>(loop.Body.OfType<Declare>().Select(d => d.Local));
        var outer = loop.Body.OfType<Assign>().Where(a => !inside.Contains(a.Local)).ToList();
        var found = outer.Select(Reduction.Of).OfType<Reduction>().Where(r => r.Total.Type.IsVector).ToList();
        return found.Count == outer.Count && found.Select(r => r.Total).Distinct().Count() == found.Count ? found : [];
    }

    private static int Count(For loop, int totals)
    {
        var count = (Wanted + totals - 1) / totals;
        while (count > 1 && count * loop.Body.Sum(OperationCount.Of) > LongestBody) count /= 2;
        return Known(Trips(loop)) is { } trips ? (int)Math.Min(count, trips) : count;
    }

    private List<Local> Introduce(Reduction reduction, int count)
    {
        var locals = new List<Local> { reduction.Total };
        for (var i = 1; i < count; i++)
        {
            locals.Add(new(reduction.Total.Name, reduction.Total.Type));
            Add(new Declare(locals[i], Reduction.Neutral(reduction.Kind, new Read(reduction.Total))));
        }

        return locals;
    }

    private static For Steps(For main, For loop, List<(Reduction Reduction, List<Local> Locals)> totals)
    {
        var index = new Local(loop.Index.Name, ScalarType.Index);
        var body = ImmutableArray.CreateBuilder<Statement>();
        for (var i = 0; i < totals[0].Locals.Count; i++)
        {
            var values = totals.ToDictionary(t => t.Reduction.Total, t => (Expression)new Read(t.Locals[i]));
            values[loop.Index] = Plus(new Read(index), Number(i * loop.Step));
            body.AddRange(FreshCopy.Of(loop.Body, values));
        }

        return main with { Index = index, Body = body.ToImmutable() };
    }
}
