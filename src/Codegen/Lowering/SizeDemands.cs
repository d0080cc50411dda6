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
/// or <c>y[i]</c> for each i below the length of x, is within its axes, where sizes alone decide whether it is read too.
/// </summary>
internal sealed class SizeDemands
{
    private readonly Function function;
    private readonly TermTable terms;
    private readonly Placement placement;
    private readonly List<(ImmutableArray<Expression> Where, Dim Slack, Require Demand)> found = [];

    private SizeDemands(Function function, TermTable terms, Placement placement) => (this.function, this.terms, this.placement) = (function, terms, placement);

    /// <summary>The demands of a function's program.</summary>
    /// <param name="function">The function.</param>
    /// <param name="scope">Its nodes.</param>
    /// <param name="placement">Where its terms are computed.</param>
    public static ImmutableArray<Require> Of(Function function, NodeScope scope, Placement placement)
    {
        var demands = new SizeDemands(function, scope.Storage.Terms, placement);
        foreach (var inner in scope.Storage.Scopes)
        {
            if (demands.PathTo(inner) is not { } where) continue;
            foreach (var length in inner.PostOrder.SelectMany(n => n.Types).SelectMany(t => t.Shape).Distinct()) demands.AskForLength(where, length);
        }

        foreach (var buffer in scope.Storage.Workspace.Keys) demands.AskForLength([], buffer.Length);
        demands.Read();
        return [.. demands.found.Select(f => f.Demand)];
    }

    private void AskForLength(ImmutableArray<Expression> where, Dim length)
    {
        if (length.IsLength || !IsOfSizes(length)) return;
        Expression holds = IsNotNegative(length);
        if ((int)length.Denominator is > 1 and var denominator) holds = new Logic(LogicKind.And, new Compare(ComparisonKind.Equal, IndexOf(length * (Dim)denominator), Times(IndexOf(length), Number(denominator))), holds);
        var demand = Demand(where, holds, $"The sizes do not fit: the length {length} must be a whole number of 0 or more.");
        if (!found.Exists(f => f.Demand.Message == demand.Message && f.Where.All(where.Contains))) found.Add((where, length, demand));
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
                    case LoadTerm load: AskForEntry(load, region); break;
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
        if (load.IsTotal || PathTo(region) is not var (where, trips)) return;
        foreach (var (index, length) in load.Doubtful)
        {
            if (index.Range(LengthOf) is not var (least, greatest)) continue;
            var name = load.Buffer.Role == BufferRole.Input ? $"'{load.Buffer.Name}'" : "a value";
            Ask(where, trips, least, IsNotNegative(least), $"The sizes do not fit: {name} is read at the index {least} of an axis of length {length}; expected 0 or more.");
            Ask(where, trips, length - Dim.One - greatest, new Compare(ComparisonKind.Less, IndexOf(greatest), IndexOf(length)), $"The sizes do not fit: {name} is read up to the index {greatest} of an axis of length {length}; expected a length of {greatest + Dim.One} or more.");
        }
    }

    // The condition is that the slack is 0 or more, said as a reader would.
    private void Ask(ImmutableArray<Expression> where, IReadOnlyList<Dim> trips, Dim slack, Expression holds, string message)
    {
        if (!IsOfSizes(slack) || slack.IsAtLeast(Dim.Zero) || trips.Any(t => slack.IsAtLeast(t - Dim.One))) return;
        if (found.Exists(f => slack.IsAtLeast(f.Slack) && f.Where.All(where.Contains))) return;
        found.RemoveAll(f => f.Slack.IsMultipleOf(1) && f.Slack.IsAtLeast(slack) && where.All(f.Where.Contains));
        if (slack.IsNegativeConstant) holds = new Loops.Constant(Scalar.Of(false), ScalarType.Bool);
        found.Add((where, slack, Demand(where, holds, message)));
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

    // What decides that a region is reached, and the lengths of the loops around it; null where data decide.
    private (ImmutableArray<Expression> Where, IReadOnlyList<Dim> Trips)? PathTo(Region region)
    {
        var (where, trips) = (new List<Expression>(), new List<Dim>());
        for (; region.Parent is { } parent; region = parent)
        {
            if (region.Axis is { } axis)
            {
                if (axis.Start is not null || region.Terms.Exists(t => t is WhileTerm) || OfSizes(axis.LengthTerm) is not { } length) return null;
                if (LengthOf(axis) is { } trip) trips.Add(trip);
                if (length is not Loops.Constant) where.Add(new Compare(ComparisonKind.Less, Number(0), length));
            }
            else
            {
                if (OfSizes(region.Owner!.Operands[0]) is not { } condition) return null;
                where.Add(ReferenceEquals(placement.BranchesOf(region.Owner).IfTrue, region) ? condition : Negated(condition));
            }
        }

        return ([.. where.Distinct()], trips);
    }

    private static Expression Negated(Expression condition) => condition switch
    {
        Compare { Kind: ComparisonKind.Less } less => new Compare(ComparisonKind.LessOrEqual, less.Right, less.Left),
        Compare { Kind: ComparisonKind.LessOrEqual } less => new Compare(ComparisonKind.Less, less.Right, less.Left),
        _ => new Not(condition),
    };

    // The length below which a term takes all values.
    private Dim? LengthOf(Term term) => term switch
    {
        AxisTerm { Start: null } axis when (axis.OtherLimit ?? axis.Limit) is { } length && ReferenceEquals(terms.Length(length), axis.LengthTerm) => length,
        SelectTerm { Limit: { } limit } => limit,   // where blocks of iterations begin
        _ => null,
    };

    // A truth or index that is made of sizes and numbers; null for any other.
    private static Expression? OfSizes(Term term) => term switch
    {
        ConstantTerm constant => new Loops.Constant(constant.Value, constant.Type),
        LocalTerm { Type: ScalarType.Index } local => new Read(local.Local),
        PureTerm { Op: TermOp.OfCompare or TermOp.OfArithmetic or TermOp.OfNot or TermOp.OfLogic } pure when pure.Operands.Select(OfSizes).ToList() is var operands && !operands.Contains(null) =>
            pure.Op.Build([.. operands.Select(o => o!)], pure.Type),
        _ => null,
    };

    private bool IsOfSizes(Dim length) => length.Names.All(function.Sizes.Contains);

    private Compare IsNotNegative(Dim length) => new(ComparisonKind.LessOrEqual, Number(0), IndexOf(length));

    private Expression IndexOf(Dim length) => Lengths.Expression(length, terms.Size);
}
