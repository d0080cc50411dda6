using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>A place between the iterations of a loop: before the one of a number, counted from the length on or from 0.</summary>
internal readonly record struct Cut(bool IsFromEnd, long Offset)
{
    /// <summary>Whether it is known to lie at another or before it.</summary>
    public bool IsUpTo(Cut other) => IsFromEnd == other.IsFromEnd && Offset <= other.Offset;

    /// <summary>Whether there may be iterations on both sides of it.</summary>
    public bool IsInside => IsFromEnd ? Offset < 0 : Offset > 0;
}

/// <summary>The conditions of a loop's body that compare the index with a number, or with the loop's length and a number.</summary>
internal sealed class IndexConditions : Rewriter
{
    private readonly Read index;
    private readonly IndexSum length;
    private readonly Func<Local, IndexSum?> outer;
    private readonly Dictionary<Local, IndexSum> sums = [];       // indices of the body
    private readonly Dictionary<Local, Expression> known = [];    // truths that are decided
    private readonly HashSet<Local> assigned;                     // of the body's variables
    private readonly HashSet<Cut> cuts = [];
    private readonly (Cut From, Cut To)? range;                   // for which they are decided

    private IndexConditions(For loop, Func<Local, IndexSum?> outer, (Cut, Cut)? range)
    {
        (this.outer, this.range, index) = (outer, range, new(loop.Index));
        length = IndexSum.Of(loop.Length, outer);
        assigned = [.. loop.Body.SelectMany(LocalsOf.Assigned)];
    }

    /// <summary>Where the truth of conditions changes from one iteration to the next.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="outer">What indices from outside are.</param>
    public static IReadOnlyCollection<Cut> CutsOf(For loop, Func<Local, IndexSum?> outer)
    {
        var conditions = new IndexConditions(loop, outer, null);
        conditions.All(loop.Body);
        return [.. conditions.cuts.Where(c => c.IsInside && (conditions.length.Known is not { } trips || c.Offset < trips))];
    }

    /// <summary>The loop with the conditions decided for the iterations between two places.</summary>
    public static For Decided(For loop, Func<Local, IndexSum?> outer, Cut from, Cut to) => loop with { Body = new IndexConditions(loop, outer, (from, to)).All(loop.Body) };

    public override void Visit(Declare statement)
    {
        if (statement.Value is { Type: ScalarType.Index } sum && !assigned.Contains(statement.Local)) sums[statement.Local] = IndexSum.Of(sum, SumOf);
        var value = statement.Value?.Accept(this);
        if (value is Constant { Type: ScalarType.Bool } && !assigned.Contains(statement.Local)) known[statement.Local] = value;
        else Add(new Declare(statement.Local, value));
    }

    public override void Visit(If statement)
    {
        var condition = statement.Condition.Accept(this);
        if (condition is not Constant truth)
        {
            Add(new If(condition, All(statement.Then), All(statement.Else)));
            return;
        }

        foreach (var inner in truth.Value.Truth ? statement.Then : statement.Else) inner.Accept(this);
    }

    public override Expression Visit(Read expression) => known.TryGetValue(expression.Local, out var truth) ? truth : expression;

    public override Expression Visit(Compare expression)
    {
        if (expression.Left.Type != ScalarType.Index || Changes(expression) is not { } changes) return base.Visit(expression);
        foreach (var (at, _, _) in changes) cuts.Add(at);
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

    private Cut? PlaceOf(IndexSum place) =>
        place.Known is { } number ? new(false, number)
        : place.Minus(length).Known is { } behind ? new(true, behind)
        : null;

    private static bool? Truth((Cut At, bool Before, bool From)[] changes, Cut from, Cut to)
    {
        bool? truth = null;
        foreach (var (at, before, after) in changes)
        {
            if (at.IsUpTo(from) || at is { IsFromEnd: false, Offset: <= 0 }) truth = after;
            else return to.IsUpTo(at) || at is { IsFromEnd: true, Offset: >= 0 } ? truth ?? before : null;
        }

        return truth;
    }

    private IndexSum? SumOf(Local local) => sums.TryGetValue(local, out var sum) ? sum : outer(local);
}
