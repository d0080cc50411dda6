using System.Collections.Immutable;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Cuts loops where conditions on the index change, <c>i &lt; 1</c> in a shifted read, <c>i &lt;= n - 2</c> in the derivative of one: the first and the last few iterations
/// become loops of their own, and in the one between nothing is left to choose, and its reads are to neighbours. A loop of constant
/// length is cut wherever a condition changes; where that is after few iterations, each is written out. Where a condition that chooses among statements compares
/// with an index from outside (the triangle <c>j &lt; i</c>), the loop becomes one before that index and one behind it.
/// </summary>
internal sealed class SplitRanges : Rewriter
{
    private const int MostPeeled = 8;       // iterations at one end
    private const int MostWritten = 8;      // iterations that are written out
    private const int MostRanges = 4;       // loops in place of one of constant length
    private const int LargestCopied = 600;  // operations of a body
    private const int LargestSerial = 200;  // operations of a body whose iterations are no vectors anyway

    private readonly HashSet<Local> assigned;
    private readonly Dictionary<Local, IndexSum> sums = [];   // what indices are, in terms of what they are computed from
    private readonly Dictionary<Local, IndexSum> ends = [];   // of the indices of loops around that begin with 0
    private readonly HashSet<Local> pieces = [];              // the indices of loops that were cut out of others

    private SplitRanges(LoopProgram program) => assigned = [.. program.Body.SelectMany(LocalsOf.Assigned)];

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new SplitRanges(program).All(program.Body) };

    public override void Visit(Declare statement)
    {
        if (statement is { Local.Type: ScalarType.Index, Value: { } value } && !assigned.Contains(statement.Local)) sums[statement.Local] = IndexSum.Of(value, SumOf);
        base.Visit(statement);
    }

    public override void Visit(For statement)
    {
        if (Known(statement.From) == 0 && statement.Step == 1) ends[statement.Index] = IndexSum.Of(statement.Length, SumOf);
        if (pieces.Contains(statement.Index) || Pieces(statement) is not { IsEmpty: false } all) base.Visit(statement);
        else foreach (var piece in all) piece.Accept(this);
    }

    private IndexSum? SumOf(Local local) => sums.TryGetValue(local, out var sum) ? sum : null;

    // Empty where the loop stays whole.
    private ImmutableArray<Statement> Pieces(For loop)
    {
        if (loop.Step != 1 || Known(loop.From) != 0 || loop.Body.Any(HasEnd)) return [];
        if (loop.Body.Sum(OperationCount.Of) is var operations && operations > (loop.IsParallel ? LargestCopied : LargestSerial)) return [];
        var (cuts, outside) = IndexConditions.CutsOf(loop, SumOf);
        if (cuts.IsEmpty) return [];
        if (cuts.All(c => c.Origin == CutOrigin.Outside)) return Around(loop, outside!, [.. cuts.Select(c => c.Offset).Order()]);
        cuts = cuts.RemoveAll(c => c.Origin == CutOrigin.Outside);
        return Known(loop.Length) is { } trips ? OfConstantLength(loop, (int)trips, operations, [.. cuts.Select(c => (int)c.Offset).Order()]) : WithoutEnds(loop, cuts);
    }

    // A break belongs to the loop around it.
    private static bool HasEnd(Statement statement) => statement is While || (statement is If choice && choice.Then.Concat(choice.Else).Any(HasEnd));

    private ImmutableArray<Statement> OfConstantLength(For loop, int trips, int operations, List<int> cuts)
    {
        if (trips <= MostWritten && trips * operations <= LargestCopied) return [.. Enumerable.Range(0, trips).SelectMany(i => Unrolled(loop, i))];
        if (cuts.Count >= MostRanges) return [];
        List<int> ends = [.. cuts, trips];
        return [.. ends.SelectMany((end, k) => Piece(loop, k == 0 ? 0 : ends[k - 1], end))];
    }

    private ImmutableArray<Statement> Piece(For loop, int from, int to) => to - from == 1 ? Unrolled(loop, from) : Copy(Decided(loop, new(CutOrigin.Start, from), new(CutOrigin.Start, to)));

    private ImmutableArray<Statement> Unrolled(For loop, int at) => FreshCopy.Of(Decided(loop, new(CutOrigin.Start, at), new(CutOrigin.Start, at + 1)).Body, new() { [loop.Index] = Number(at) });

    private ImmutableArray<Statement> WithoutEnds(For loop, ImmutableArray<Cut> cuts)
    {
        var first = cuts.Where(c => c.Origin == CutOrigin.Start && c.Offset <= MostPeeled).Select(c => c.Offset).Append(0).Max();
        var last = cuts.Where(c => c.Origin == CutOrigin.End && c.Offset >= -MostPeeled).Select(c => c.Offset).Append(0).Min();
        if (first == 0 && last == 0) return [];
        var pieces = ImmutableArray.CreateBuilder<Statement>();
        if (first > 0) pieces.AddRange(Copy(loop with { Length = Least(loop.Length, Number(first)), IsParallel = false }));   // too short for vectors
        pieces.AddRange(Copy(Decided(loop, new(CutOrigin.Start, first), new(CutOrigin.End, last))));
        if (last < 0) pieces.AddRange(Copy(loop with { From = Greatest(Plus(loop.Length, Number(last)), Number(first)), IsParallel = false }));
        return pieces.ToImmutable();
    }

    // Before and behind an index from outside, wherever it lies: the loops before it end, and those behind it begin, within the loop.
    private ImmutableArray<Statement> Around(For loop, IndexSum outside, ImmutableArray<long> offsets)
    {
        if (offsets.Length >= MostRanges) return [];
        var pieces = ImmutableArray.CreateBuilder<Statement>();
        var (from, start) = (Cut.Start, loop.From);
        foreach (var offset in offsets)
        {
            var place = Within(loop, outside.Plus(offset));
            if (place is not Read)
            {
                var cut = new Local("cut", ScalarType.Index);
                pieces.Add(new Declare(cut, place));
                place = new Read(cut);
            }

            Add(new(CutOrigin.Outside, offset), place);
        }

        Add(Cut.End, loop.Length);
        return pieces.ToImmutable();

        void Add(Cut to, Expression end)
        {
            pieces.AddRange(Copy(IndexConditions.Decided(loop, SumOf, from, to, outside) with { From = start, Length = end }));
            (from, start) = (to, end);
        }
    }

    // The index of a loop around as long as this one lies within it, and so does the one after.
    private Expression Within(For loop, IndexSum place)
    {
        var isWithin = place is { Parts: [(Read { Local: var index }, 1)], Number: 0 or 1 } && ends.TryGetValue(index, out var end) && end.IsSame(IndexSum.Of(loop.Length, SumOf));
        return isWithin ? place.ToExpression() : Least(Greatest(place.ToExpression(), Number(0)), loop.Length);
    }

    private For Decided(For loop, Cut from, Cut to) => IndexConditions.Decided(loop, SumOf, from, to, null) with { From = Place(loop, from), Length = Place(loop, to) };

    private static Expression Place(For loop, Cut cut) => cut.Origin == CutOrigin.End ? Plus(loop.Length, Number(cut.Offset)) : Number(cut.Offset);

    private ImmutableArray<Statement> Copy(For loop)
    {
        var copy = FreshCopy.Of([loop], []);
        pieces.Add(((For)copy[0]).Index);
        return copy;
    }

    private static Conditional Greatest(Expression a, Expression b) => new(new Compare(Elements.ComparisonKind.Less, a, b), b, a);
}
