using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;
using Compare = SymDiff.Codegen.Loops.Compare;
using Expression = SymDiff.Codegen.Loops.Expression;
using Logic = SymDiff.Codegen.Loops.Logic;
using Not = SymDiff.Codegen.Loops.Not;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// What a program asks of its sizes: that its lengths are whole numbers of 0 or more, and that what it reads at indices that sizes alone decide, as <c>x[n - 1]</c>
/// or <c>y[i]</c> for each i below the length of x, is within its axes. It is asked when the function is called where sizes alone decide that it is read; before a
/// loop where data decide whether that is reached, or how long it runs; what neither can prove is checked where it is read.
/// </summary>
internal sealed class SizeDemands
{
    private readonly Function function;
    private readonly TermTable terms;
    private readonly Placement placement;
    private readonly IndexFacts facts;
    private readonly List<Found> atEntry = [];
    private readonly Dictionary<Term, List<Found>> before = [];   // by loop
    private readonly HashSet<LoadTerm> unproven = [];

    private SizeDemands(Function function, TermTable terms, Placement placement) =>
        (this.function, this.terms, this.placement, facts) = (function, terms, placement, new(terms, placement));

    /// <summary>What is asked when the function is called.</summary>
    public ImmutableArray<Require> AtEntry => [.. atEntry.Select(f => Demand(f.Where, f.Holds, f.Message))];

    /// <summary>Entries whose indices no demand proves to be within their axes.</summary>
    public IReadOnlyCollection<LoadTerm> Unproven => unproven;

    /// <summary>The demands of a function's program.</summary>
    /// <param name="function">The function.</param>
    /// <param name="scope">Its nodes.</param>
    /// <param name="placement">Where its terms are computed.</param>
    public static SizeDemands Of(Function function, NodeScope scope, Placement placement)
    {
        var demands = new SizeDemands(function, scope.Storage.Terms, placement);
        foreach (var inner in scope.Storage.Scopes)
        {
            if (demands.PathTo(inner) is not { } where) continue;
            foreach (var length in inner.PostOrder.SelectMany(n => n.Types).SelectMany(t => t.Shape).Distinct()) demands.AskForLength(where, length);
        }

        foreach (var buffer in scope.Storage.Workspace.Keys) demands.AskForLength([], buffer.Length);
        demands.Read();
        return demands;
    }

    /// <summary>What is asked before a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="expression">What the terms before it are in code.</param>
    public IEnumerable<Require> Before(Term loop, Func<Term, Expression> expression)
    {
        if (!before.TryGetValue(loop, out var demands)) return [];
        var length = placement.LoopOf(loop).Axis!.LengthTerm;
        ImmutableArray<Expression> runs = Lengths.OfSizes(length) is null ? [new Compare(ComparisonKind.Less, Number(0), expression(length))] : [];
        return demands.Select(f => Demand([.. runs, .. f.Where], f.Holds, f.Message));
    }

    private void AskForLength(ImmutableArray<Expression> where, Dim length)
    {
        if (length.IsLength || !IsOfSizes(length)) return;
        Expression holds = IsNotNegative(length);
        if ((int)length.Denominator is > 1 and var denominator) holds = new Logic(LogicKind.And, new Compare(ComparisonKind.Equal, IndexOf(length * (Dim)denominator), Times(IndexOf(length), Number(denominator))), holds);
        var message = $"The sizes do not fit: the length {length} must be a whole number of 0 or more.";
        if (!atEntry.Exists(f => f.Message == message && f.Where.All(where.Contains))) atEntry.Add(new(where, length, holds, message));
    }

    private void Read()
    {
        var regions = new Stack<Region>([placement.Root]);
        while (regions.Count > 0)
        {
            var region = regions.Pop();
            foreach (var term in region.Terms)
            {
                switch (term)
                {
                    case LoadTerm { IsTotal: false } load: AskForEntry(load, region); break;
                    case ReduceTerm or LoopTerm: regions.Push(placement.LoopOf(term)); break;
                    case SelectTerm or IfTerm:
                        var (ifTrue, ifFalse) = placement.BranchesOf(term);
                        regions.Push(ifFalse);
                        regions.Push(ifTrue);
                        break;
                }
            }
        }
    }

    private void AskForEntry(LoadTerm load, Region region)
    {
        var doubtful = load.Doubtful.Where(d => !facts.IsWithin(d.Index, d.Length, region)).ToList();
        if (doubtful.Count == 0) return;
        var path = PathTo(region);
        if (!doubtful.TrueForAll(d => IsDecided(d.Index, d.Length, path)))
        {
            unproven.Add(load);
            return;
        }

        foreach (var (index, length) in doubtful)
        {
            var (least, greatest) = RangeOf(index, path!)!.Value;
            var name = load.Buffer.Role == BufferRole.Input ? $"'{load.Buffer.Name}'" : "a value";
            Ask(path!, least, IsNotNegative(least), $"The sizes do not fit: {name} is read at the index {least} of an axis of length {length}; expected 0 or more.");
            Ask(path!, length - Dim.One - greatest, new Compare(ComparisonKind.Less, IndexOf(greatest), IndexOf(length)), $"The sizes do not fit: {name} is read up to the index {greatest} of an axis of length {length}; expected a length of {greatest + Dim.One} or more.");
        }
    }

    // Whether sizes say at the place of a demand if an index is within its axis.
    private bool IsDecided(IndexForm index, Dim length, Path? path) =>
        path is not null && RangeOf(index, path) is var (least, greatest) && IsOfSizes(least) && IsOfSizes(length - Dim.One - greatest);

    // The least and the greatest value, where only loops on the way change it.
    private static (Dim Least, Dim Greatest)? RangeOf(IndexForm index, Path path) => index.Range(term => term switch
    {
        AxisTerm axis => path.Ranges.TryGetValue(axis, out var range) ? range : null,
        SelectTerm { Limit: { } limit } when term.Axes.All(path.Whole.Contains) => (Dim.Zero, limit - Dim.One),   // where blocks of iterations begin
        _ => null,
    });

    // The condition is that the slack is 0 or more, said as a reader would.
    private void Ask(Path path, Dim slack, Expression holds, string message)
    {
        var where = path.Where;
        if (slack.IsAtLeast(Dim.Zero) || path.Trips.Any(t => slack.IsAtLeast(t - Dim.One))) return;
        if (atEntry.Exists(f => slack.IsAtLeast(f.Slack) && f.Where.All(where.Contains))) return;
        var found = path.Loop is null ? atEntry : before.TryGetValue(path.Loop, out var known) ? known : before[path.Loop] = [];
        if (found.Exists(f => slack.IsAtLeast(f.Slack) && f.Where.All(where.Contains))) return;
        found.RemoveAll(f => f.Slack.IsMultipleOf(1) && f.Slack.IsAtLeast(slack) && where.All(f.Where.Contains));
        if (slack.IsNegativeConstant) holds = new Loops.Constant(Scalar.Of(false), ScalarType.Bool);
        found.Add(new(where, slack, holds, message));
    }

    private static Require Demand(ImmutableArray<Expression> where, Expression holds, string message) =>
        new(where.Aggregate(holds, (otherwise, condition) => new Logic(LogicKind.Or, Negated(condition), otherwise)), message);

    // What decides that a body is reached; null where data decide.
    private ImmutableArray<Expression>? PathTo(NodeScope scope)
    {
        var where = ImmutableArray.CreateBuilder<Expression>();
        for (; scope.Place is { } place; scope = place.Outer)
        {
            if (place.Node.Op is not Ops.LoopOp { Condition: null, Counted: false, Length: { } length } || !IsOfSizes(length)) return null;
            where.Add(new Compare(ComparisonKind.Less, Number(0), IndexOf(length)));
        }

        return where.ToImmutable();
    }

    // From the start of the program, or else from before the outermost loop from which sizes decide that the region is reached, whose length data may decide; null where
    // there is none.
    private Path? PathTo(Region region)
    {
        var (path, next) = ((Path?)null, new Path(null, [], [], ImmutableDictionary<AxisTerm, (Dim, Dim)>.Empty, []));
        var bounds = new List<IndexForm>();   // of axes further out
        for (; region.Parent is { } parent; region = parent)
        {
            if (region.Axis is not { } axis)
            {
                var isTrue = ReferenceEquals(placement.BranchesOf(region.Owner!).IfTrue, region);
                if (Lengths.OfSizes(region.Owner!.Operands[0]) is { } condition) next = next.Under(isTrue ? condition : Negated(condition));
                else if (facts.Of(region.Owner.Operands[0], isTrue) is (var forms, true) && forms.All(f => f.OfOneAxis is { Remaining: var rest } && IsOfSizes(rest))) bounds.AddRange(forms);
                else return path;
                continue;
            }

            if (axis.Start is not null || region.Terms.Exists(t => t is WhileTerm)) return path;
            if (Lengths.OfSizes(axis.LengthTerm) is not { } length) return bounds.Count == 0 ? next with { Loop = region.Owner } : path;
            if (RangeOf(axis, bounds) is { } range) next = next with { Trips = next.Trips.Add(range.Greatest - range.Least + Dim.One), Ranges = next.Ranges.Add(axis, range) };
            if (length is not Loops.Constant) next = next.Under(new Compare(ComparisonKind.Less, Number(0), length));
            if (bounds.RemoveAll(b => ReferenceEquals(b.OfOneAxis!.Value.Axis, axis)) > 0)
            {
                if (!next.Ranges.TryGetValue(axis, out range)) return path;
                next = next.Under(new Compare(ComparisonKind.LessOrEqual, IndexOf(range.Least), IndexOf(range.Greatest)));
            }
            else
            {
                next = next with { Whole = next.Whole.Add(axis) };
            }

            if (bounds.Count == 0) path = next with { Loop = region.Owner };
        }

        return next;
    }

    // The least and the greatest index of a loop that bounds let pass, where it is known which bound is the closest.
    private (Dim Least, Dim Greatest)? RangeOf(AxisTerm axis, List<IndexForm> bounds)
    {
        if ((axis.OtherLimit ?? axis.Limit) is not { } length || !ReferenceEquals(terms.Length(length), axis.LengthTerm)) return null;
        var (least, greatest) = (Dim.Zero, length - Dim.One);
        foreach (var (_, isSubtracted, rest) in bounds.Select(b => b.OfOneAxis!.Value).Where(b => ReferenceEquals(b.Axis, axis)))
        {
            if (isSubtracted && greatest.IsAtLeast(rest)) greatest = rest;
            else if (!isSubtracted && (Dim.Zero - rest).IsAtLeast(least)) least = Dim.Zero - rest;
            else if (!(isSubtracted ? rest.IsAtLeast(greatest) : least.IsAtLeast(Dim.Zero - rest))) return null;
        }

        return (least, greatest);
    }

    private static Expression Negated(Expression condition) => condition switch
    {
        Compare { Kind: ComparisonKind.Less } less => new Compare(ComparisonKind.LessOrEqual, less.Right, less.Left),
        Compare { Kind: ComparisonKind.LessOrEqual } less => new Compare(ComparisonKind.Less, less.Right, less.Left),
        _ => new Not(condition),
    };

    private bool IsOfSizes(Dim length) => length.Names.All(function.Sizes.Contains);

    private Compare IsNotNegative(Dim length) => new(ComparisonKind.LessOrEqual, Number(0), IndexOf(length));

    private Expression IndexOf(Dim length) => Lengths.Expression(length, terms.Size);

    // A demand and what decides that it is made; the slack is 0 or more where it is met.
    private sealed record Found(ImmutableArray<Expression> Where, Dim Slack, Expression Holds, string Message);

    // From before a loop, or the start of the program, to a region: the conditions of sizes on the way, the numbers of iterations, which indices pass, and where all do.
    private sealed record Path(Term? Loop, ImmutableArray<Expression> Where, ImmutableArray<Dim> Trips, ImmutableDictionary<AxisTerm, (Dim Least, Dim Greatest)> Ranges, ImmutableHashSet<AxisTerm> Whole)
    {
        public Path Under(Expression condition) => Where.Contains(condition) ? this : this with { Where = Where.Add(condition) };
    }
}
