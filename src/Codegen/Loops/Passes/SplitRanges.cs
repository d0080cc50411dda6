using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Takes the first few iterations of a loop out of it where conditions on the index hold for them alone, <c>i &lt; 1</c> in a shifted read: in the loop that
/// remains nothing is left to choose, and its reads are to neighbours.
/// </summary>
internal sealed class SplitRanges : Rewriter
{
    private const int MostPeeled = 8;   // iterations

    private SplitRanges()
    {
    }

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new SplitRanges().All(program.Body) };

    public override void Visit(For statement)
    {
        if (statement is not { IsParallel: true, Step: 1 } || Known(statement.From) != 0 || IndexConditions.LastChange(statement) is not (> 0 and <= MostPeeled and var first))
        {
            base.Visit(statement);
            return;
        }

        var isShort = new Compare(ComparisonKind.Less, statement.Length, Number(first));
        Add(FreshCopy.Of([statement with { Length = new Conditional(isShort, statement.Length, Number(first)), IsParallel = false }], [])[0]);   // too short for vectors
        Add(IndexConditions.Decided(statement, first));
    }
}

/// <summary>The conditions of a loop's body that compare the index with a number.</summary>
internal sealed class IndexConditions : Rewriter
{
    private readonly Dictionary<Local, (bool IsIndex, long Plus)> affine = [];   // index + number, or a number
    private readonly Dictionary<Local, Expression> known = [];                   // truths that are decided
    private readonly long from;                                                  // the first index of the range for which they are decided
    private long lastChange;

    private IndexConditions(For loop, long from)
    {
        this.from = from;
        affine[loop.Index] = (true, 0);
    }

    /// <summary>The first index from which on no such condition changes; 0 where there is none.</summary>
    public static long LastChange(For loop)
    {
        var conditions = new IndexConditions(loop, long.MaxValue);
        conditions.All(loop.Body);
        return conditions.lastChange;
    }

    /// <summary>The loop from an index on, with the conditions decided for it.</summary>
    public static For Decided(For loop, long from) => loop with { From = Number(from), Body = new IndexConditions(loop, from).All(loop.Body) };

    public override void Visit(Declare statement)
    {
        if (statement.Value is { Type: ScalarType.Index } index && Affine(index) is { } form) affine[statement.Local] = form;
        var value = statement.Value?.Accept(this);
        if (value is Constant { Type: ScalarType.Bool }) known[statement.Local] = value;
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
        if (expression.Kind != ComparisonKind.Equal && expression.Left.Type == ScalarType.Index && Change(expression) is var (at, isTrueFrom))
        {
            lastChange = Math.Max(lastChange, at);
            if (from != long.MaxValue) return new Constant(Scalar.Of(isTrueFrom), ScalarType.Bool);
        }

        return base.Visit(expression);
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

    // From which index on a comparison has its last truth.
    private (long At, bool IsTrue)? Change(Compare compare)
    {
        var strict = compare.Kind == ComparisonKind.Less ? 0 : 1;
        return (Affine(compare.Left), Affine(compare.Right)) switch
        {
            ((true, var plus), (false, var number)) => (number - plus + strict, false),       // i + plus < number
            ((false, var number), (true, var plus)) => (number - plus + 1 - strict, true),    // number < i + plus
            _ => null,
        };
    }

    private (bool IsIndex, long Plus)? Affine(Expression index) => index switch
    {
        Constant constant => (false, constant.Value.Integer),
        Read read => affine.TryGetValue(read.Local, out var form) ? form : null,
        Arithmetic { Kind: ArithmeticKind.Add } sum when Affine(sum.Left) is { } a && Affine(sum.Right) is { } b && !(a.IsIndex && b.IsIndex) => (a.IsIndex || b.IsIndex, a.Plus + b.Plus),
        Arithmetic { Kind: ArithmeticKind.Subtract } difference when Affine(difference.Left) is { } a && Affine(difference.Right) is (false, var number) => (a.IsIndex, a.Plus - number),
        _ => null,
    };
}
