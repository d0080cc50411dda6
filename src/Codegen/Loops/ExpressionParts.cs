namespace SymDiff.Codegen.Loops;

/// <summary>The expressions directly inside of an expression.</summary>
public sealed class ExpressionParts : IExpressionVisitor<Expression[]>
{
    private ExpressionParts()
    {
    }

    /// <summary>The one instance.</summary>
    public static ExpressionParts Instance { get; } = new();

    /// <inheritdoc/>
    public Expression[] Visit(Constant expression) => [];

    /// <inheritdoc/>
    public Expression[] Visit(Read expression) => [];

    /// <inheritdoc/>
    public Expression[] Visit(Load expression) => [expression.Offset];

    /// <inheritdoc/>
    public Expression[] Visit(Arithmetic expression) => [expression.Left, expression.Right];

    /// <inheritdoc/>
    public Expression[] Visit(Negate expression) => [expression.Operand];

    /// <inheritdoc/>
    public Expression[] Visit(Compare expression) => [expression.Left, expression.Right];

    /// <inheritdoc/>
    public Expression[] Visit(Logic expression) => [expression.Left, expression.Right];

    /// <inheritdoc/>
    public Expression[] Visit(Not expression) => [expression.Operand];

    /// <inheritdoc/>
    public Expression[] Visit(Convert expression) => [expression.Operand];

    /// <inheritdoc/>
    public Expression[] Visit(Conditional expression) => [expression.Condition, expression.IfTrue, expression.IfFalse];

    /// <inheritdoc/>
    public Expression[] Visit(Call expression) => [.. expression.Arguments];

    /// <inheritdoc/>
    public Expression[] Visit(CheckedIndex expression) => [expression.Index, expression.Length];

    /// <inheritdoc/>
    public Expression[] Visit(MultiplyAdd expression) => [expression.A, expression.B, expression.C];

    /// <inheritdoc/>
    public Expression[] Visit(VectorLoad expression) => [expression.Offset];

    /// <inheritdoc/>
    public Expression[] Visit(Splat expression) => [expression.Operand];

    /// <inheritdoc/>
    public Expression[] Visit(Lanes expression) => [.. expression.Scalars];

    /// <inheritdoc/>
    public Expression[] Visit(Lane expression) => [expression.Vector];

    /// <inheritdoc/>
    public Expression[] Visit(HorizontalReduce expression) => [expression.Vector];

    /// <inheritdoc/>
    public Expression[] Visit(HorizontalSums expression) => [.. expression.Vectors];
}
