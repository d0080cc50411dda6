using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// The iterations that are left by a loop over vectors: where there are as many as lanes, the last ones once more as one vector, if that leaves what the vector
/// before has done as it is; else one by one.
/// </summary>
internal sealed class LastVector
{
    private const int LongestRepeated = 150;   // operations of a body that is worth writing a third time

    private readonly For loop;
    private readonly For main;
    private readonly Expression rest;
    private readonly ScalarType vector;
    private readonly IReadOnlyDictionary<Local, Local> totals;
    private readonly bool callsFunctions;
    private readonly bool runsAgain;
    private readonly bool updates;   // whether it writes what it reads: nothing in lanes that are done may be written again

    /// <param name="loop">The loop.</param>
    /// <param name="main">The loop over vectors.</param>
    /// <param name="rest">The index of the first iteration that is left.</param>
    /// <param name="vector">The type of vectors.</param>
    /// <param name="totals">By variable that the loop combines values in: the vector that stands for it in the loop over vectors.</param>
    /// <param name="callsFunctions">Whether that calls functions of vectors.</param>
    public LastVector(For loop, For main, Expression rest, ScalarType vector, IReadOnlyDictionary<Local, Local> totals, bool callsFunctions)
    {
        (this.loop, this.main, this.rest, this.vector, this.totals, this.callsFunctions) = (loop, main, rest, vector, totals, callsFunctions);
        var written = loop.Body.SelectMany(Written).ToList();
        updates = BufferUses.In([.. loop.Body]).BuffersRead.Intersect(written.OfType<Store>().Select(s => s.Buffer)).Any();
        runsAgain = !IsComplete && IsWorthIt && written.TrueForAll(w => w is Store) && (!updates || (loop.IsParallel && main.Body.All(IsUpdatedInVectors)));
    }

    /// <summary>The vector where it is part of totals: it stands before their lanes are combined.</summary>
    public ImmutableArray<Statement> OfTotals => runsAgain && totals.Count > 0 ? IfLong(Again(), []) : [];

    /// <summary>What else is left; it stands behind the totals.</summary>
    public ImmutableArray<Statement> Left
    {
        get
        {
            if (IsComplete) return [];
            var oneByOne = InSmallerVectors(FreshCopy.Of([loop with { From = rest }], []));
            if (!runsAgain) return oneByOne;
            if (totals.Count == 0) return IfLong(Again(), oneByOne);
            return IsLengthKnown ? [] : [new If(IsLong, [], oneByOne)];
        }
    }

    private bool IsComplete => Known(Minus(loop.Length, rest)) is 0;

    private bool IsLengthKnown => Known(Minus(loop.Length, loop.From)) is not null;

    private Compare IsLong => new(ComparisonKind.LessOrEqual, Number(vector.LaneCount), Minus(loop.Length, loop.From));

    // A sum that calls no functions is as fast one by one.
    private bool IsWorthIt => loop.Body.Sum(OperationCount.Of) <= LongestRepeated && (totals.Count == 0 || (callsFunctions && totals.Keys.All(IsStepOfBody)));

    private bool IsStepOfBody(Local total) => loop.Body.Any(s => s is Assign assign && ReferenceEquals(assign.Local, total));

    // Whether lanes can keep what is in memory: a whole vector is written, whatever the iteration.
    private bool IsUpdatedInVectors(Statement statement) => statement is Store { Value.Type: var type } ? type == vector : statement is Declare or Assign;

    private static IEnumerable<Statement> Written(Statement statement) => statement switch
    {
        Store or Accumulate => [statement],
        If choice => choice.Then.Concat(choice.Else).SelectMany(Written),
        For inner => inner.Body.SelectMany(Written),
        _ => [],
    };

    // Up to seven iterations that call functions are worth a vector of four.
    private ImmutableArray<Statement> InSmallerVectors(ImmutableArray<Statement> oneByOne) =>
        vector.VectorBits > 256 && callsFunctions && !loop.Body.Any(LoopVectoriser.HasLoop) && loop.Body.Sum(OperationCount.Of) <= LongestRepeated
            ? LoopVectoriser.Apply((For)oneByOne[0], 256) ?? oneByOne
            : oneByOne;

    // What the vector before had is left out of totals, and is not written again where it has changed what it reads.
    private ImmutableArray<Statement> Again()
    {
        var last = new Local(main.Index.Name, ScalarType.Index);
        var start = new Declare(last, Minus(loop.Length, Number(vector.LaneCount)));
        if (totals.Count == 0 && !updates) return [start, .. FreshCopy.Of(main.Body, new() { [main.Index] = new Read(last) })];
        var isNew = new Local("v", vector.Mask);
        var numbers = new Lanes([.. Enumerable.Range(0, vector.LaneCount).Select(k => new Constant(Scalar.Of((double)k), vector.Element))], vector);
        var had = new Splat(new Convert(Minus(rest, new Read(last)), vector.Element), vector);
        var ofLanes = totals.Values.ToHashSet();
        ImmutableArray<Statement> steps =
        [
            .. main.Body.Select(s => s switch
            {
                Assign { Local: var local } step when ofLanes.Contains(local) => step with { Value = new Conditional(new Read(isNew), step.Value, new Read(local)) },
                Store store when updates => store with { Value = new Conditional(new Read(isNew), store.Value, new VectorLoad(store.Buffer, store.Offset, vector)) },
                _ => s,
            }),
        ];
        return [start, new Declare(isNew, new Compare(ComparisonKind.LessOrEqual, had, numbers)), .. FreshCopy.Of(steps, new() { [main.Index] = new Read(last) })];
    }

    private ImmutableArray<Statement> IfLong(ImmutableArray<Statement> again, ImmutableArray<Statement> otherwise) =>
        IsLengthKnown ? again : [new If(IsLong, [new If(new Compare(ComparisonKind.Less, rest, loop.Length), again, [])], otherwise)];
}
