using System.Collections.Immutable;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Runs several iterations of an independent loop at once around an inner reduction over vectors (unroll and jam), so that what they share is loaded once and
/// their totals stay in registers: two of the second loop around, four of the first; four of each where vectors of 512 bits have 32 registers. Vectors side by
/// side in rows that a reduction adds up go together too: it reads whole rows, one after another.
/// </summary>
internal sealed class Jam : Rewriter
{
    private static readonly List<int> Wanted = [4, 5, 6, 3, 2];   // iterations at once, where they divide a number, else the first

    private const int MostCopied = 20;   // operations besides the reduction, where vectors go together only for the order of memory

    private readonly int mostTotals;   // of 16 or 32 registers; the others hold what is combined

    private Jam(int bits) => mostTotals = bits > 256 ? 24 : 12;

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new Jam(program.VectorBits).All(program.Body) };

    /// <summary>Whether iterations of a loop will share what a contraction within another loop reads, once that is vector code.</summary>
    public static bool MayTake(For loop)
    {
        var reductions = WithinLoops(loop).Where(l => !l.Body.Any(s => s is For or If) && l.Body.Any(s => s is Assign { Local.Type.IsFloat: true } assign && Reduction.Of(assign) is not null)).ToList();
        return reductions.Count > 0 && Share(reductions, loop);
    }

    public override void Visit(For statement)
    {
        if (statement.IsParallel && Factor(statement) is > 1 and var factor)
        {
            foreach (var part in InTiles(statement, factor)) Add(part);
            return;
        }

        base.Visit(statement with { Reach = null });
    }

    private ImmutableArray<Statement> InTiles(For loop, int factor)
    {
        var parts = ImmutableArray.CreateBuilder<Statement>();
        var (main, rest) = loop is { Reach: { } reach, Step: 1 } ? InStepsBeyond(loop, reach, factor, parts) : InSteps(loop, factor);
        loop = loop with { Reach = null };
        var index = new Local(loop.Index.Name, ScalarType.Index);
        var tile = main with { Index = index, Body = All(new JammedBody(loop, index, factor).Write()) };
        if (Known(Trips(tile)) is not 0) parts.Add(tile);
        var left = Known(Trips(loop with { From = rest }));
        if (left is 0) return parts.ToImmutable();
        var remainder = (For)FreshCopy.Of([loop with { From = rest }], [])[0];
        if (left is > 1 and var count && count < factor) parts.AddRange(InTiles(remainder, (int)count));
        else parts.Add(remainder with { Body = All(remainder.Body) });
        return parts.ToImmutable();
    }

    // The last step, too, is a whole one, where it may run on so far.
    private static (For Main, Expression Left) InStepsBeyond(For loop, Expression reach, int count, ImmutableArray<Statement>.Builder parts)
    {
        var step = Number(count);
        var end = Bound("end", Least(loop.Length, Minus(reach, Number(count - 1))));
        var rest = Bound("rest", Plus(loop.From, Least(Times(Over(Plus(Minus(loop.Length, loop.From), Number(count - 1)), step), step), Times(Over(Minus(reach, loop.From), step), step))));
        return (loop with { Length = end, Reach = null, Step = count }, rest);

        Expression Bound(string name, Expression value)
        {
            if (value is Constant) return value;
            var local = new Local(name, ScalarType.Index);
            parts.Add(new Declare(local, value));
            return new Read(local);
        }
    }

    // How many iterations at once; 1 where it is no use.
    private int Factor(For loop)
    {
        var inner = loop.Body.OfType<For>().ToList();
        var reductions = inner.Where(IsReduction).ToList();
        var isOuter = reductions.Count == 0;
        if (isOuter) reductions = [.. WithinLoops(loop).Where(IsReduction)];
        if (reductions.Count == 0 || !(Share(reductions, loop) || (!isOuter && AddRows(reductions, loop)))) return 1;
        var totals = reductions.Max(Totals);
        var room = mostTotals / totals;
        if (isOuter) return Known(Trips(loop)) is { } few && few < 2 || room < 4 ? 1 : Known(Trips(loop)) == 3 ? 3 : room < 16 ? 2 : 4;
        if (room < 2) return 1;
        if (Known(Trips(loop)) is not { } trips) return Math.Min(room, 4);
        if (trips < 2) return 1;
        if (loop.Step > 1 && room > 8 && trips % 8 == 0) return 8;   // vectors side by side, which nothing else is combined with
        var possible = Wanted.FindAll(f => f <= room && f <= trips);
        return possible.Find(f => trips % f == 0) is > 0 and var exact ? exact : possible[0];
    }

    private static IEnumerable<For> WithinLoops(For loop) => loop.Body.OfType<For>().Where(l => l.IsParallel).SelectMany(l => l.Body.OfType<For>());

    private static bool IsReduction(For loop) => !loop.Body.Any(s => s is For or If) && Totals(loop) > 0;

    private static int Totals(For loop) => loop.Body.OfType<Assign>().Count(a => a.Local.Type.IsVector && Reduction.Of(a) is not null);

    // Something that is loaded in a reduction serves several iterations of the loop.
    private static bool Share(List<For> reductions, For loop)
    {
        var varying = Varying.In(loop);
        return reductions.Exists(r => LoadsOf.Statements(r.Body).Exists(load => !varying.Has(load)));
    }

    // The vectors of the loop lie side by side, those of a reduction in different rows.
    private static bool AddRows(List<For> reductions, For loop)
    {
        if (loop.Step == 1 || loop.Body.Except(reductions).Sum(OperationCount.Of) > MostCopied) return false;
        var beside = Varying.In(loop);
        return reductions.TrueForAll(reduction =>
        {
            var below = Varying.In(reduction);
            return LoadsOf.Statements(reduction.Body).TrueForAll(load => load is VectorLoad { Offset: var offset } && IsOne(beside.Stride(offset)) && below.Stride(offset) is { } row && Known(row) is not (0 or 1));
        });

        static bool IsOne(Expression? stride) => stride is not null && Known(stride) == 1;
    }

    private sealed class LoadsOf : StatementWalker
    {
        private readonly List<Expression> found = [];

        public static List<Expression> Statements(IEnumerable<Statement> statements)
        {
            var walker = new LoadsOf();
            foreach (var statement in statements) statement.Accept(walker);
            return walker.found;
        }

        protected override void Read(Expression expression)
        {
            if (expression is Load or VectorLoad) found.Add(expression);
        }
    }
}
