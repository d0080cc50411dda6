using System.Collections.Immutable;

namespace SymDiff.Elements;

/// <summary>
/// A value at an index, in index notation: what one entry of an op's output is, in terms of entries of its inputs. The
/// language is closed: every case has its method in <see cref="IElementVisitor{TResult}"/>, so a new one breaks whoever reads it.
/// </summary>
public abstract record Element(DType DType)
{
    /// <summary>Calls the visitor's method for this case.</summary>
    public abstract TResult Accept<TResult>(IElementVisitor<TResult> visitor);

    /// <summary>A constant of the given dtype.</summary>
    public static Element Literal(double value, DType dtype) => new Literal(Scalar.Of(value, dtype), dtype);

    /// <summary>An integer used as an index.</summary>
    public static implicit operator Element(int value) => new Literal(Scalar.Of((long)value), DType.Int32);

    /// <summary>A length used as an index.</summary>
    public static implicit operator Element(Dim size) =>
        size.Constant is { } constant ? constant : new Size(size);

    /// <summary>The negated value.</summary>
    public static Element operator -(Element x) => new Negate(x);

    /// <summary>The sum.</summary>
    public static Element operator +(Element a, Element b) => new Arithmetic(ArithmeticKind.Add, a, b);

    /// <summary>The difference.</summary>
    public static Element operator -(Element a, Element b) => new Arithmetic(ArithmeticKind.Subtract, a, b);

    /// <summary>The product.</summary>
    public static Element operator *(Element a, Element b) => new Arithmetic(ArithmeticKind.Multiply, a, b);

    /// <summary>The quotient; integers are divided towards zero, by zero to zero: <see cref="Runtime.ScalarMath.Divide(int, int)"/>.</summary>
    public static Element operator /(Element a, Element b) => new Arithmetic(ArithmeticKind.Divide, a, b);

    /// <summary>The remainder, with the sign of the dividend; of an integer by zero the dividend.</summary>
    public static Element operator %(Element a, Element b) => new Arithmetic(ArithmeticKind.Remainder, a, b);

    /// <summary>Whether a is less than b.</summary>
    public static Element operator <(Element a, Element b) => new Compare(ComparisonKind.Less, a, b);

    /// <summary>Whether a is greater than b.</summary>
    public static Element operator >(Element a, Element b) => new Compare(ComparisonKind.Less, b, a);

    /// <summary>Whether a is at most b.</summary>
    public static Element operator <=(Element a, Element b) => new Compare(ComparisonKind.LessOrEqual, a, b);

    /// <summary>Whether a is at least b.</summary>
    public static Element operator >=(Element a, Element b) => new Compare(ComparisonKind.LessOrEqual, b, a);

    /// <summary>Whether both hold; the right side is not evaluated where the left is false.</summary>
    public static Element operator &(Element a, Element b) => new Logic(LogicKind.And, a, b);

    /// <summary>Whether one holds; the right side is not evaluated where the left is true.</summary>
    public static Element operator |(Element a, Element b) => new Logic(LogicKind.Or, a, b);

    /// <summary>Whether it does not hold.</summary>
    public static Element operator !(Element a) => new Not(a);

    /// <summary>Whether the two values are equal.</summary>
    public static Element Equal(Element a, Element b) => new Compare(ComparisonKind.Equal, a, b);

    /// <summary>One of two values; only the chosen one is evaluated.</summary>
    public static Element Select(Element condition, Element ifTrue, Element ifFalse) => new Select(condition, ifTrue, ifFalse);

    /// <summary>A reduction over an axis of the given length.</summary>
    public static Element Reduce(ReductionKind kind, Dim over, Func<Element, Element> body)
    {
        var axis = new Axis(over);
        return new Reduce(kind, axis, body(axis));
    }

    /// <summary>The sum over an axis: <c>Sum(k => A[i, k] * B[k, j], over: A.Shape[1])</c>.</summary>
    public static Element Sum(Func<Element, Element> body, Dim over) => Reduce(ReductionKind.Sum, over, body);
}

/// <summary>A constant.</summary>
public sealed record Literal(Scalar Value, DType DType) : Element(DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The position along an axis, from 0 to its length: an output's axis or one that a reduction binds. Each is itself only.</summary>
public sealed record Axis(Dim Length) : Element(DType.Int32)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);

    /// <inheritdoc/>
    public bool Equals(Axis? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A named length as an integer.</summary>
public sealed record Size(Dim Length) : Element(DType.Int32)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>An entry of an input, by one index for each axis. An index may itself be loaded: a gather.</summary>
public sealed record Load(int Input, ImmutableArray<Element> At, DType DType) : Element(DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>What an <see cref="Arithmetic"/> computes.</summary>
public enum ArithmeticKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b; of integers towards zero, and 0 for b = 0.</summary>
    Divide,

    /// <summary>a % b, with the sign of a; of integers a for b = 0.</summary>
    Remainder,
}

/// <summary>An operation of two numbers of the same dtype.</summary>
public sealed record Arithmetic(ArithmeticKind Kind, Element Left, Element Right) : Element(Left.DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The negated number.</summary>
public sealed record Negate(Element Operand) : Element(Operand.DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>What a <see cref="Compare"/> asks.</summary>
public enum ComparisonKind
{
    /// <summary>a &lt; b; false when one is NaN.</summary>
    Less,

    /// <summary>a &lt;= b; false when one is NaN.</summary>
    LessOrEqual,

    /// <summary>a == b; false when one is NaN.</summary>
    Equal,
}

/// <summary>A comparison of two values of the same dtype.</summary>
public sealed record Compare(ComparisonKind Kind, Element Left, Element Right) : Element(DType.Bool)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>What a <see cref="Logic"/> asks.</summary>
public enum LogicKind
{
    /// <summary>Both hold.</summary>
    And,

    /// <summary>At least one holds.</summary>
    Or,
}

/// <summary>A conjunction or disjunction.</summary>
public sealed record Logic(LogicKind Kind, Element Left, Element Right) : Element(DType.Bool)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>The negated truth.</summary>
public sealed record Not(Element Operand) : Element(DType.Bool)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>
/// The value converted: a float to an integer as <see cref="Runtime.ScalarMath.ToInt32(double)"/>, other numbers as C# does, unchecked; Bool is 0 and 1,
/// and a number is true when it is not 0.
/// </summary>
public sealed record Convert(Element Operand, DType DType) : Element(DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>One of two values. The side not taken is not evaluated: it may load out of range or divide by zero.</summary>
public sealed record Select(Element Condition, Element IfTrue, Element IfFalse) : Element(IfTrue.DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A call of a scalar function; all arguments have the dtype of the result.</summary>
public sealed record Call(ScalarFunction Function, ImmutableArray<Element> Arguments) : Element(Arguments[0].DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>How a <see cref="Reduce"/> combines.</summary>
public enum ReductionKind
{
    /// <summary>The sum; 0 for an empty axis. Of Bool: whether any holds is <see cref="Max"/>.</summary>
    Sum,

    /// <summary>The product; 1 for an empty axis.</summary>
    Product,

    /// <summary>The largest value, NaN if one is; -infinity or the smallest integer for an empty axis, false for Bool.</summary>
    Max,

    /// <summary>The smallest value, NaN if one is; +infinity or the largest integer for an empty axis, true for Bool.</summary>
    Min,

    /// <summary>The first position of the largest value (of the first NaN if there is one), as Int32; an error for an empty axis.</summary>
    ArgMax,

    /// <summary>The first position of the smallest value (of the first NaN if there is one), as Int32; an error for an empty axis.</summary>
    ArgMin,
}

/// <summary>A reduction of the body over an axis, in order of the axis.</summary>
public sealed record Reduce(ReductionKind Kind, Axis Axis, Element Body)
    : Element(Kind is ReductionKind.ArgMax or ReductionKind.ArgMin ? DType.Int32 : Body.DType)
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(IElementVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>One method for each case of the element language.</summary>
/// <typeparam name="TResult">What reading an element gives.</typeparam>
public interface IElementVisitor<out TResult>
{
    /// <summary>Reads a constant.</summary>
    TResult Visit(Literal element);

    /// <summary>Reads a position along an axis.</summary>
    TResult Visit(Axis element);

    /// <summary>Reads a named length.</summary>
    TResult Visit(Size element);

    /// <summary>Reads an entry of an input.</summary>
    TResult Visit(Load element);

    /// <summary>Reads an arithmetic operation.</summary>
    TResult Visit(Arithmetic element);

    /// <summary>Reads a negation.</summary>
    TResult Visit(Negate element);

    /// <summary>Reads a comparison.</summary>
    TResult Visit(Compare element);

    /// <summary>Reads a conjunction or disjunction.</summary>
    TResult Visit(Logic element);

    /// <summary>Reads a negated truth.</summary>
    TResult Visit(Not element);

    /// <summary>Reads a conversion.</summary>
    TResult Visit(Convert element);

    /// <summary>Reads a choice.</summary>
    TResult Visit(Select element);

    /// <summary>Reads a call of a scalar function.</summary>
    TResult Visit(Call element);

    /// <summary>Reads a reduction.</summary>
    TResult Visit(Reduce element);
}
