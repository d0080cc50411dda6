using System.Globalization;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Call = SymDiff.Codegen.Loops.Call;
using Compare = SymDiff.Codegen.Loops.Compare;
using Convert = SymDiff.Codegen.Loops.Convert;
using Expression = SymDiff.Codegen.Loops.Expression;
using Load = SymDiff.Codegen.Loops.Load;
using Logic = SymDiff.Codegen.Loops.Logic;
using Negate = SymDiff.Codegen.Loops.Negate;
using Not = SymDiff.Codegen.Loops.Not;

namespace SymDiff.Codegen.Emit;

/// <summary>C# text and how tightly its outermost operator binds.</summary>
internal readonly record struct Code(string Text, int Precedence)
{
    public const int Conditional = 1;
    public const int Or = 2;
    public const int And = 3;
    public const int Equality = 4;
    public const int Relational = 5;
    public const int Additive = 6;
    public const int Multiplicative = 7;
    public const int Unary = 8;
    public const int Primary = 9;

    /// <summary>The text, in parentheses when it binds less than needed.</summary>
    public string At(int precedence) => Precedence >= precedence ? Text : "(" + Text + ")";
}

/// <summary>
/// Writes expressions of loop code as C#: entries of buffers as elements of spans and arrays, or, raw, as memory behind a reference with indices of the
/// size of an address.
/// </summary>
internal sealed class ExpressionWriter(Func<Local, string> local, Func<Buffer, string> buffer, bool isRaw) : IExpressionVisitor<Code>
{
    public string Write(Expression expression, int precedence = 0) => expression.Accept(this).At(precedence);

    public Code Visit(Constant expression) => Literal(expression.Value, expression.Type);

    public Code Visit(Read expression) => new(local(expression.Local), Code.Primary);

    public Code Visit(Load expression) => new(Entry(expression.Buffer, expression.Offset), Code.Primary);

    /// <summary>An entry of a buffer, to be read or written.</summary>
    public string Entry(Buffer memory, Expression offset) =>
        isRaw ? $"Unsafe.Add(ref {buffer(memory)}, {Write(offset)})" : $"{buffer(memory)}[{Write(offset)}]";

    /// <summary>An index where the framework takes an int.</summary>
    public string Int(Expression index) => isRaw && index is not Constant ? $"(int){Write(index, Code.Unary)}" : Write(index);

    public Code Visit(VectorLoad expression) => new($"{VectorClass(expression.Type)}.LoadUnsafe({Place(expression.Buffer, expression.Offset)})", Code.Primary);

    /// <summary>The place of contiguous entries, as the methods of vectors take it.</summary>
    public string Place(Buffer memory, Expression offset) =>
        offset is Constant { Value.Integer: < 0 } ? $"ref {Entry(memory, offset)}"
        : $"ref {buffer(memory)}" + (offset is Constant { Value.Integer: 0 } ? "" : $", (nuint){Write(offset, Code.Unary)}");

    public Code Visit(Arithmetic expression) => expression.Kind switch
    {
        ArithmeticKind.Add => Infix("+", Code.Additive, expression.Left, expression.Right),
        ArithmeticKind.Subtract => Infix("-", Code.Additive, expression.Left, expression.Right),
        ArithmeticKind.Multiply => Infix("*", Code.Multiplicative, expression.Left, expression.Right),
        ArithmeticKind.Divide => Infix("/", Code.Multiplicative, expression.Left, expression.Right),
        _ => Infix("%", Code.Multiplicative, expression.Left, expression.Right),
    };

    public Code Visit(Negate expression)
    {
        var operand = Write(expression.Operand, Code.Unary);
        return new(operand[0] == '-' ? $"-({operand})" : "-" + operand, Code.Unary);
    }

    public Code Visit(Compare expression) => expression.Kind switch
    {
        ComparisonKind.Less when expression.Type.IsMask => Method(VectorClass(expression.Type) + ".LessThan", expression.Left, expression.Right),
        ComparisonKind.LessOrEqual when expression.Type.IsMask => Method(VectorClass(expression.Type) + ".LessThanOrEqual", expression.Left, expression.Right),
        _ when expression.Type.IsMask => Method(VectorClass(expression.Type) + ".Equals", expression.Left, expression.Right),
        ComparisonKind.Less when expression.Left is Constant => Infix(">", Code.Relational, expression.Right, expression.Left),
        ComparisonKind.Less => Infix("<", Code.Relational, expression.Left, expression.Right),
        ComparisonKind.LessOrEqual when expression.Left is Constant => Infix(">=", Code.Relational, expression.Right, expression.Left),
        ComparisonKind.LessOrEqual => Infix("<=", Code.Relational, expression.Left, expression.Right),
        _ when IsSame(expression) => new($"!{IsNaN(expression.Left)}", Code.Unary),
        _ => Infix("==", Code.Equality, expression.Left, expression.Right),
    };

    public Code Visit(Logic expression) =>
        expression.Type.IsMask ? new($"{Write(expression.Left, Code.Unary)} {(expression.Kind == LogicKind.And ? "&" : "|")} {Write(expression.Right, Code.Unary)}", Code.And)
        : expression.Kind == LogicKind.And
        ? Infix("&&", Code.And, expression.Left, expression.Right)
        : Infix("||", Code.Or, expression.Left, expression.Right);

    public Code Visit(Not expression) =>
        expression.Type.IsMask ? new("~" + Write(expression.Operand, Code.Unary), Code.Unary)
        : expression.Operand is Compare { Kind: ComparisonKind.Equal } equal
        ? IsSame(equal) ? new(IsNaN(equal.Left), Code.Primary) : Infix("!=", Code.Equality, equal.Left, equal.Right)
        : new("!" + Write(expression.Operand, Code.Unary), Code.Unary);

    public Code Visit(Convert expression)
    {
        var (from, to) = (expression.Operand.Type, expression.Type);
        if (from == to || (from.Type == to.Type && (!isRaw || to == ScalarType.Index))) return expression.Operand.Accept(this);
        if (from == ScalarType.Bool) return new($"{Write(expression.Operand, Code.Or)} ? {Literal(Scalar.Of(1, to.DType), to).Text} : {Literal(Scalar.Of(0, to.DType), to).Text}", Code.Conditional);
        if (to == ScalarType.Bool) return new($"{Write(expression.Operand, Code.Equality)} != 0", Code.Equality);
        if (from == ScalarType.Int64 && to == ScalarType.Index) return new($"Arguments.Index({Write(expression.Operand)})", Code.Primary);
        return new($"({to.DType.Keyword}){Write(expression.Operand, Code.Unary)}", Code.Unary);
    }

    public Code Visit(Conditional expression) => expression.Condition.Type.IsMask ? Method(VectorClass(expression.Type) + ".ConditionalSelect", expression.Condition, expression.IfTrue, expression.IfFalse) : new(
        $"{Write(expression.Condition, Code.Or)} ? {Write(expression.IfTrue, Code.Or)} : {Write(expression.IfFalse, Code.Conditional)}",
        Code.Conditional);

    public Code Visit(Call expression)
    {
        if (expression.Type.IsVector) return Method($"{(expression.Type.VectorBits == 512 ? "VectorMath512" : "VectorMath")}.{expression.Function.Method.Name}", [.. expression.Arguments]);
        var method = expression.Function.Overload(expression.Type.DType)
            ?? throw new CodeGenerationException($"{expression.Function} has no overload for {expression.Type.DType.Symbol}.");
        return new($"{MethodNames.Of(method)}({string.Join(", ", expression.Arguments.Select(a => Write(a)))})", Code.Primary);
    }

    public Code Visit(CheckedIndex expression) => new($"Arguments.CheckIndex({Int(expression.Index)}, {Int(expression.Length)})", Code.Primary);

    public Code Visit(MultiplyAdd expression) => expression switch
    {
        { Type.IsVector: true, A: Negate { Operand: var a } } => Method("VectorLanes.NegatedMultiplyAdd", a, expression.B, expression.C),
        { Type.IsVector: true, C: Negate { Operand: var c } } => Method("VectorLanes.MultiplySubtract", expression.A, expression.B, c),
        _ => Method(expression.Type switch { ScalarType.Float64 => "Math", ScalarType.Float32 => "MathF", _ => VectorClass(expression.Type) } + ".FusedMultiplyAdd", expression.A, expression.B, expression.C),
    };

    public Code Visit(Splat expression) =>
        expression.Type.IsMask ? Method("VectorLanes." + expression.Type, expression.Operand)
        : expression.Operand is Constant { Value.Real: 0 } zero && !double.IsNegative(zero.Value.Real) ? new($"{Keyword(expression.Type, isRaw)}.Zero", Code.Primary)
        : Method(VectorClass(expression.Type) + ".Create", expression.Operand);

    public Code Visit(Lanes expression) => Method(expression.Type.IsMask ? "VectorLanes." + expression.Type : VectorClass(expression.Type) + ".Create", [.. expression.Scalars]);

    public Code Visit(Lane expression) => expression.Vector.Type.IsMask
        ? new($"VectorLanes.IsSet({Write(expression.Vector)}, {Number(expression.Number)})", Code.Primary)
        : new($"{Write(expression.Vector, Code.Primary)}.GetElement({Number(expression.Number)})", Code.Primary);

    public Code Visit(HorizontalReduce expression) => Method("VectorLanes." + expression.Kind, expression.Vector);

    public Code Visit(HorizontalSums expression) => Method("VectorLanes.Sums", [.. expression.Vectors]);

    /// <summary>The name of a type.</summary>
    public static string Keyword(ScalarType type, bool isRaw) => type switch
    {
        ScalarType.Index when isRaw => "nint",
        _ when type.IsVector => $"{VectorClass(type)}<{type.DType.Keyword}>",
        _ when type.IsMask => Keyword(type.Masked, isRaw),
        _ => type.DType.Keyword,
    };

    /// <summary>The framework's class with the operations of a vector or mask.</summary>
    public static string VectorClass(ScalarType type) => type.VectorBits == 512 ? "Vector512" : "Vector256";

    /// <summary>A number or truth as a C# literal that gives back its bits.</summary>
    public static Code Literal(Scalar value, ScalarType type) => type switch
    {
        ScalarType.Bool => new(value.Truth ? "true" : "false", Code.Primary),
        ScalarType.Float64 => Real(value.Real, value.Real.ToString("R", CultureInfo.InvariantCulture), "double", ""),
        ScalarType.Float32 => Real(value.Real, ((float)value.Real).ToString("R", CultureInfo.InvariantCulture), "float", "f"),
        ScalarType.Int64 => Integer(value.Integer, value.Integer == long.MinValue ? "long.MinValue" : null, "L"),
        _ => Integer(value.Integer, value.Integer == int.MinValue ? "int.MinValue" : null, ""),
    };

    private static Code Real(double value, string digits, string keyword, string suffix)
    {
        if (double.IsNaN(value)) return new(keyword + ".NaN", Code.Primary);
        if (double.IsInfinity(value)) return new(keyword + (value > 0 ? ".PositiveInfinity" : ".NegativeInfinity"), Code.Primary);
        if (digits.IndexOfAny(['.', 'E']) < 0) digits += ".0";
        return Signed(digits + suffix);
    }

    private static Code Integer(long value, string? name, string suffix) =>
        name is not null ? new(name, Code.Primary) : Signed(value.ToString(CultureInfo.InvariantCulture) + suffix);

    private static Code Signed(string digits) => new(digits, digits[0] == '-' ? Code.Unary : Code.Primary);

    // x == x asks whether x is a number; the compiler warns about that spelling.
    private static bool IsSame(Compare compare) =>
        compare.Left.Type.IsFloat && (ReferenceEquals(compare.Left, compare.Right) || (compare is { Left: Read { Local: var left }, Right: Read { Local: var right } } && ReferenceEquals(left, right)));

    private string IsNaN(Expression number) => $"{number.Type.DType.Keyword}.IsNaN({Write(number)})";

    private Code Method(string name, params ReadOnlySpan<Expression> arguments)
    {
        var texts = new List<string>();
        foreach (var argument in arguments) texts.Add(Write(argument));
        return new($"{name}({string.Join(", ", texts)})", Code.Primary);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Operators of one precedence group to the left; rounding forbids to group otherwise.
    private Code Infix(string symbol, int precedence, Expression left, Expression right) =>
        new($"{Write(left, precedence)} {symbol} {Write(right, precedence + 1)}", precedence);
}
