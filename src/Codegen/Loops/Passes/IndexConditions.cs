using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>What the place of a cut is counted from.</summary>
internal enum CutOrigin
{
    Start,
    End,

    /// <summary>An index from outside of the loop, which may lie within it or not.</summary>
    Outside,
}

/// <summary>A place between the iterations of a loop: before the one of a number, counted from an origin on.</summary>
internal readonly record struct Cut(CutOrigin Origin, long Offset)
{
    public static Cut Start => default;

    public static Cut End => new(CutOrigin.End, 0);

    /// <summary>Whether it is known to lie at another or before it.</summary>
    public bool IsUpTo(Cut other) => Origin == other.Origin && Offset <= other.Offset;

    /// <summary>Whether there may be iterations on both sides of it.</summary>
    public bool IsInside => Origin switch { CutOrigin.Start => Offset > 0, CutOrigin.End => Offset < 0, _ => true };
}

/// <summary>Where the conditions of a loop's body change.</summary>
/// <param name="Cuts">The places.</param>
/// <param name="Outside">The index that those from outside are counted from; null where there are none.</param>
internal sealed record CutPlaces(ImmutableArray<Cut> Cuts, IndexSum? Outside);

/// <summary>
/// The conditions of a loop's body that compare the index with a number, with the loop's length and a number, or, where they choose among statements, with an index
/// from outside and a number.
/// </summary>
internal sealed class IndexConditions : Rewriter
{
    private readonly Read index;
    private readonly IndexSum length;
    private readonly Func<Local, IndexSum?> outer;
    private readonly Dictionary<Local, IndexSum> sums = [];       // indices of the body
    private readonly Dictionary<Local, Expression> known = [];    // truths that are decided
    private readonly HashSet<Local> assigned;                     // of the body's variables
    private readonly HashSet<Local> inside;                       // what differs from one iteration to the next
    private readonly HashSet<Cut> cuts = [];
    private readonly (Cut From, Cut To)? range;                   // for which they are decided
    private readonly HashSet<Local> chosen = [];                  // variables that are declared where a decided choice gives them their value
    private IndexSum? outside;                                    // the one index from outside
    private bool choosesStatements;

    private IndexConditions(For loop, Func<Local, IndexSum?> outer, (Cut, Cut)? range, IndexSum? outside)
    {
        (this.outer, this.range, this.outside, index) = (outer, range, outside, new(loop.Index));
        length = IndexSum.Of(loop.Length, outer);
        assigned = [.. loop.Body.SelectMany(LocalsOf.Assigned)];
        inside = [.. LocalsOf.Inside(loop), .. assigned];
    }

    /// <summary>Where the truth of conditions changes from one iteration to the next.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="outer">What indices from outside are.</param>
    public static CutPlaces CutsOf(For loop, Func<Local, IndexSum?> outer)
    {
        var conditions = new IndexConditions(loop, outer, null, null);
        conditions.All(loop.Body);
        return new([.. conditions.cuts.Where(c => c.IsInside && (conditions.length.Known is not { } trips || c.Offset < trips))], conditions.outside);
    }

    /// <summary>The loop with the conditions decided for the iterations between two places.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="outer">What indices from outside are.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The second.</param>
    /// <param name="outside">The index that places from outside are counted from.</param>
    public static For Decided(For loop, Func<Local, IndexSum?> outer, Cut from, Cut to, IndexSum? outside) =>
        loop with { Body = new IndexConditions(loop, outer, (from, to), outside).All(loop.Body) };

    public override void Visit(Declare statement)
    {
        if (statement.Value is { Type: ScalarType.Index } sum && !assigned.Contains(statement.Local)) sums[statement.Local] = IndexSum.Of(sum, SumOf);
        var value = statement.Value?.Accept(this);
        if (value is Constant { Type: ScalarType.Bool } && !assigned.Contains(statement.Local)) known[statement.Local] = value;
        else Add(new Declare(statement.Local, value));
    }

    public override void Visit(If statement)
    {
        choosesStatements = true;
        var condition = statement.Condition.Accept(this);
        choosesStatements = false;
        if (condition is not Constant truth)
        {
            Add(new If(condition, All(statement.Then), All(statement.Else)));
            return;
        }

        var branch = truth.Value.Truth ? statement.Then : statement.Else;
        if (Written.Count > 0 && Written[^1] is Declare { Value: null, Local: var local } && branch.FirstOrDefault(s => LocalsOf.Assigned(s).Contains(local)) is Assign)
        {
            Written.RemoveAt(Written.Count - 1);   // the variable has its value from the beginning
            chosen.Add(local);
        }

        foreach (var inner in branch) inner.Accept(this);
    }

    public override void Visit(Assign statement)
    {
        if (chosen.Remove(statement.Local)) Add(new Declare(statement.Local, statement.Value.Accept(this)));
        else base.Visit(statement);
    }

    public override Expression Visit(Read expression) => known.TryGetValue(expression.Local, out var truth) ? truth : expression;

    public override Expression Visit(Compare expression)
    {
        if (expression.Left.Type != ScalarType.Index || Changes(expression) is not { } changes) return base.Visit(expression);
        cuts.UnionWith(changes.Select(c => c.At).Where(at => at.Origin != CutOrigin.Outside || choosesStatements));
        return range is var (from, to) && Truth(changes, from, to) is { } truth ? new Constant(Scalar.Of(truth), ScalarType.Bool) : base.Visit(expression);
    }

    public override Expression Visit(Conditional expression) => expression.Condition.Accept(this) is Constant truth
        ? (truth.Value.Truth ? expression.IfTrue : expression.IfFalse).Accept(this)
        : base.Visit(expression);

    public override Expression Visit(Not expression) => expression.Operand.Accept(this) is Constant truth ? new Constant(Scalar.Of(!truth.Value.Truth), ScalarType.Bool) : base.Visit(expression);

    public override Expression Visit(Logic expression)
    {
        var (left, right) = (expression.Left.Accept(this), expression.Right.Accept(this));
        if (left is Constant a) return a.Value.Truth == (expression.Kind == LogicKind.And) ? right : left;
        return right is Constant b && b.Value.Truth == (expression.Kind == LogicKind.And) ? left : new Logic(expression.Kind, left, right);
    }

    // Where a comparison changes, with its truth before and from there on; null where that is not known.
    private (Cut At, bool Before, bool From)[]? Changes(Compare compare)
    {
        var difference = IndexSum.Of(compare.Left, SumOf).Minus(IndexSum.Of(compare.Right, SumOf));
        var coefficient = difference.CoefficientOf(index);
        if (coefficient is not (1 or -1)) return null;
        var zero = difference.Split(p => p.Equals(index)).Others.Times(-coefficient);   // the index at which both sides are equal
        return (compare.Kind, coefficient, PlaceOf(zero)) switch
        {
            (_, _, null) => null,
            (ComparisonKind.Less, 1, { } at) => [(at, true, false)],
            (ComparisonKind.LessOrEqual, 1, { } at) => [(Next(at), true, false)],
            (ComparisonKind.Less, _, { } at) => [(Next(at), false, true)],
            (ComparisonKind.LessOrEqual, _, { } at) => [(at, false, true)],
            (_, _, { } at) => [(at, false, true), (Next(at), true, false)],
        };
    }

    private static Cut Next(Cut cut) => cut with { Offset = cut.Offset + 1 };

    private Cut? PlaceOf(IndexSum place)
    {
        if (place.Known is { } number) return new(CutOrigin.Start, number);
        if (place.Minus(length).Known is { } behind) return new(CutOrigin.End, behind);
        if (range is null && choosesStatements && outside is null && place.Parts.All(p => IsOutside(p.Atom))) outside = place.Plus(-place.Number);
        return outside is not null && place.Minus(outside).Known is { } distance ? new(CutOrigin.Outside, distance) : null;
    }

    private bool IsOutside(Expression index) => index switch
    {
        Read read => !inside.Contains(read.Local),
        Arithmetic { Kind: not (ArithmeticKind.Divide or ArithmeticKind.Remainder) } => index.Accept(ExpressionParts.Instance).All(IsOutside),
        _ => index is Constant,
    };

    private static bool? Truth((Cut At, bool Before, bool From)[] changes, Cut from, Cut to)
    {
        bool? truth = null;
        foreach (var (at, before, after) in changes)
        {
            if (at.IsUpTo(from) || at is { Origin: CutOrigin.Start, Offset: <= 0 }) truth = after;
            else return to.IsUpTo(at) || at is { Origin: CutOrigin.End, Offset: >= 0 } ? truth ?? before : null;
        }

        return truth;
    }

    private IndexSum? SumOf(Local local) => sums.TryGetValue(local, out var sum) ? sum : outer(local);
}
