using System.Collections.Immutable;
using SymDiff;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops;

/// <summary>
/// A value in loop code, free of effects. The language is closed: every case has its method in <see cref="IExpressionVisitor{TResult}"/>, so
/// that a new one breaks every emitter at compile time.
/// </summary>
public abstract record Expression(ScalarType Type)
{
    /// <summary>Calls the visitor's method for this case.</summary>
    public abstract TResult Accept<TResult>(IExpressionVisitor<TResult> visitor);
}

/// <summary>A number or a truth.</summary>
public sealed record Constant(Scalar Value, ScalarType Type) : Expression(Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The value of a variable.</summary>
public sealed record Read(Local Local) : Expression(Local.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>An entry of a buffer.</summary>
public sealed record Load(Buffer Buffer, Expression Offset) : Expression(Buffer.Type)
{
    /// <summary>False where the offset may lie outside of the buffer when the value is not needed: such a load is not executed ahead of its condition.</summary>
    public bool IsInside { get; init; } = true;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>An operation of two numbers of one type.</summary>
public sealed record Arithmetic(ArithmeticKind Kind, Expression Left, Expression Right) : Expression(Left.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The negated number.</summary>
public sealed record Negate(Expression Operand) : Expression(Operand.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A comparison of two values of one type: a truth, or a mask for vectors.</summary>
public sealed record Compare(ComparisonKind Kind, Expression Left, Expression Right) : Expression(Left.Type.IsVector ? Left.Type.Mask : ScalarType.Bool)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A conjunction or disjunction that leaves out its right side where the left decides; of masks, bit by bit.</summary>
public sealed record Logic(LogicKind Kind, Expression Left, Expression Right) : Expression(Left.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The negated truth or mask.</summary>
public sealed record Not(Expression Operand) : Expression(Operand.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The value converted as C# converts it, unchecked; a truth is 0 or 1, and a number is true when it is not 0.</summary>
public sealed record Convert(Expression Operand, ScalarType Type) : Expression(Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>One of two values; the other is not evaluated. Under a mask both are, and each lane has its own.</summary>
public sealed record Conditional(Expression Condition, Expression IfTrue, Expression IfFalse) : Expression(IfTrue.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A call of a scalar function in the overload for the type; for a vector type, of its twin in <c>SymDiff.Runtime.VectorMath</c> or <c>VectorMath512</c>.</summary>
public sealed record Call(ScalarFunction Function, ImmutableArray<Expression> Arguments, ScalarType Type) : Expression(Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>An index that comes from data, checked to be from 0 to below the length.</summary>
public sealed record CheckedIndex(Expression Index, Expression Length) : Expression(ScalarType.Index)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>a·b + c, rounded once.</summary>
public sealed record MultiplyAdd(Expression A, Expression B, Expression C) : Expression(C.Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>Contiguous entries of a buffer, one in each lane.</summary>
public sealed record VectorLoad(Buffer Buffer, Expression Offset, ScalarType Type) : Expression(Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>One scalar in every lane; a truth as a mask.</summary>
public sealed record Splat(Expression Operand, ScalarType Type) : Expression(Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A vector made of scalars, or a mask of truths, in the order of the lanes.</summary>
public sealed record Lanes(ImmutableArray<Expression> Scalars, ScalarType Type) : Expression(Type)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The scalar in one lane of a vector, or the truth in one lane of a mask.</summary>
public sealed record Lane(Expression Vector, int Number) : Expression(Vector.Type.Element)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>
/// The lanes of a vector combined: lane i with lane i + n/2, and so on with what is left, (v0 ∘ v2) ∘ (v1 ∘ v3) for four. The kinds are sum, product, max
/// and min, the last two with the first NaN as the result.
/// </summary>
public sealed record HorizontalReduce(ReductionKind Kind, Expression Vector) : Expression(Vector.Type.Element)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>Four vectors of doubles, each one's lanes summed, of eight lanes the upper to the lower first, as (v0 + v1) + (v2 + v3): the sum of vector k in lane k.</summary>
public sealed record HorizontalSums(ImmutableArray<Expression> Vectors) : Expression(ScalarType.Float64x4)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IExpressionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>One method for each case of the expressions of loop code.</summary>
/// <typeparam name="TResult">What reading an expression gives.</typeparam>
public interface IExpressionVisitor<out TResult>
{
    /// <summary>Reads a number or truth.</summary>
    TResult Visit(Constant expression);

    /// <summary>Reads a variable.</summary>
    TResult Visit(Read expression);

    /// <summary>Reads an entry of a buffer.</summary>
    TResult Visit(Load expression);

    /// <summary>Reads an arithmetic operation.</summary>
    TResult Visit(Arithmetic expression);

    /// <summary>Reads a negation.</summary>
    TResult Visit(Negate expression);

    /// <summary>Reads a comparison.</summary>
    TResult Visit(Compare expression);

    /// <summary>Reads a conjunction or disjunction.</summary>
    TResult Visit(Logic expression);

    /// <summary>Reads a negated truth.</summary>
    TResult Visit(Not expression);

    /// <summary>Reads a conversion.</summary>
    TResult Visit(Convert expression);

    /// <summary>Reads a choice.</summary>
    TResult Visit(Conditional expression);

    /// <summary>Reads a call.</summary>
    TResult Visit(Call expression);

    /// <summary>Reads a checked index.</summary>
    TResult Visit(CheckedIndex expression);

    /// <summary>Reads a fused multiplication and addition.</summary>
    TResult Visit(MultiplyAdd expression);

    /// <summary>Reads contiguous entries of a buffer.</summary>
    TResult Visit(VectorLoad expression);

    /// <summary>Reads a scalar in every lane.</summary>
    TResult Visit(Splat expression);

    /// <summary>Reads a vector made of scalars.</summary>
    TResult Visit(Lanes expression);

    /// <summary>Reads one lane.</summary>
    TResult Visit(Lane expression);

    /// <summary>Reads the lanes of a vector combined.</summary>
    TResult Visit(HorizontalReduce expression);

    /// <summary>Reads the sums of several vectors.</summary>
    TResult Visit(HorizontalSums expression);
}
