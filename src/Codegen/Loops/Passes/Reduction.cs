using SymDiff.Codegen.Lowering;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>A variable that a loop combines with one value after the other: <c>sum = sum + x</c>.</summary>
internal sealed record Reduction(ReductionKind Kind, Local Total, Expression Next)
{
    /// <summary>How often a step reads the total.</summary>
    public int ReadsOfTotal => Kind is ReductionKind.Max or ReductionKind.Min ? 4 : 1;   // !(next <= total) && total == total ? next : total

    /// <summary>The reduction that an assignment is a step of; null where it is none.</summary>
    public static Reduction? Of(Assign step)
    {
        var total = new Read(step.Local);
        var found = step.Value switch
        {
            Arithmetic { Kind: ArithmeticKind.Add } sum when sum.Left.Equals(total) => new Reduction(ReductionKind.Sum, step.Local, sum.Right),
            Arithmetic { Kind: ArithmeticKind.Add } sum when sum.Right.Equals(total) => new(ReductionKind.Sum, step.Local, sum.Left),
            Arithmetic { Kind: ArithmeticKind.Multiply } product when product.Left.Equals(total) => new(ReductionKind.Product, step.Local, product.Right),
            Arithmetic { Kind: ArithmeticKind.Multiply } product when product.Right.Equals(total) => new(ReductionKind.Product, step.Local, product.Left),
            Conditional choice when choice.IfFalse.Equals(total) && choice.Condition.Equals(Reductions.IsBetter(ReductionKind.Max, choice.IfTrue, total, ExpressionValues.Instance)) => new(ReductionKind.Max, step.Local, choice.IfTrue),
            Conditional choice when choice.IfFalse.Equals(total) && choice.Condition.Equals(Reductions.IsBetter(ReductionKind.Min, choice.IfTrue, total, ExpressionValues.Instance)) => new(ReductionKind.Min, step.Local, choice.IfTrue),
            _ => null,
        };
        return found is not null && step.Local.Type.Element.IsFloat && !Reads(found.Next, step.Local) ? found : null;
    }

    /// <summary>What a reduction begins with in every lane but the first: nothing, so that the total is counted once.</summary>
    public static Expression Neutral(ReductionKind kind, Expression total)
    {
        if (kind is ReductionKind.Max or ReductionKind.Min) return total;
        var start = new Constant(Reductions.Start(kind, total.Type.Element), total.Type.Element);
        return total.Type.IsVector ? new Splat(start, total.Type) : start;
    }

    /// <summary>How often a variable is read in an expression.</summary>
    public static int Count(Expression expression, Local local) =>
        expression is Read read ? (ReferenceEquals(read.Local, local) ? 1 : 0) : expression.Accept(ExpressionParts.Instance).Sum(p => Count(p, local));

    private static bool Reads(Expression expression, Local local) => Count(expression, local) > 0;
}
