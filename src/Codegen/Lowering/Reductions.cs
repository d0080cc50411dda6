using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Compare = SymDiff.Codegen.Loops.Compare;
using Expression = SymDiff.Codegen.Loops.Expression;
using Logic = SymDiff.Codegen.Loops.Logic;
using Not = SymDiff.Codegen.Loops.Not;

namespace SymDiff.Codegen.Lowering;

/// <summary>How a reduction starts and goes on, as the interpreter does it.</summary>
internal static class Reductions
{
    /// <summary>The name of the variable that holds the value so far.</summary>
    public static string Name(ReductionKind kind) => kind switch
    {
        ReductionKind.Sum => "sum",
        ReductionKind.Product => "product",
        ReductionKind.Max => "max",
        _ => "min",
    };

    /// <summary>The value of an empty reduction.</summary>
    public static Scalar Start(ReductionKind kind, ScalarType type) => kind switch
    {
        ReductionKind.Sum => Scalar.Of(0, type.DType),
        ReductionKind.Product => Scalar.Of(1, type.DType),
        ReductionKind.Max => Lowest(type),
        _ => Highest(type),
    };

    /// <summary>The value so far combined with the next.</summary>
    public static T Combine<T>(ReductionKind kind, T total, T next, IValues<T> values) => kind switch
    {
        ReductionKind.Sum => values.Arithmetic(ArithmeticKind.Add, total, next),
        ReductionKind.Product => values.Arithmetic(ArithmeticKind.Multiply, total, next),
        ReductionKind.Max when values.TypeOf(next) == ScalarType.Bool => values.Logic(LogicKind.Or, total, next),
        ReductionKind.Min when values.TypeOf(next) == ScalarType.Bool => values.Logic(LogicKind.And, total, next),
        _ => values.Select(IsBetter(kind, next, total, values), next, total),
    };

    /// <summary>Whether the next value replaces the best so far: it is strictly better, or the first NaN.</summary>
    public static T IsBetter<T>(ReductionKind kind, T next, T best, IValues<T> values)
    {
        var type = values.TypeOf(next);
        if (type == ScalarType.Bool) return kind == ReductionKind.Max ? values.Logic(LogicKind.And, next, values.Not(best)) : values.Logic(LogicKind.And, best, values.Not(next));
        var (low, high) = kind == ReductionKind.Max ? (best, next) : (next, best);
        if (!type.Element.IsFloat) return values.Compare(ComparisonKind.Less, low, high);

        // !(next <= best) holds for a NaN too, and best == best for a number.
        return values.Logic(LogicKind.And, values.Not(values.Compare(ComparisonKind.LessOrEqual, high, low)), values.Compare(ComparisonKind.Equal, best, best));
    }

    private static Scalar Lowest(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Float32 => Scalar.Of(double.NegativeInfinity),
        ScalarType.Int64 => Scalar.Of(long.MinValue),
        ScalarType.Bool => Scalar.Of(false),
        _ => Scalar.Of((long)int.MinValue),
    };

    private static Scalar Highest(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Float32 => Scalar.Of(double.PositiveInfinity),
        ScalarType.Int64 => Scalar.Of(long.MaxValue),
        ScalarType.Bool => Scalar.Of(true),
        _ => Scalar.Of((long)int.MaxValue),
    };
}

/// <summary>How values are combined in whatever represents code.</summary>
internal interface IValues<T>
{
    ScalarType TypeOf(T x);

    T Arithmetic(ArithmeticKind kind, T a, T b);

    T Compare(ComparisonKind kind, T a, T b);

    T Logic(LogicKind kind, T a, T b);

    T Not(T x);

    T Select(T condition, T ifTrue, T ifFalse);
}

/// <summary>Values as expressions of loop code.</summary>
internal sealed class ExpressionValues : IValues<Expression>
{
    private ExpressionValues()
    {
    }

    /// <summary>The one instance.</summary>
    public static ExpressionValues Instance { get; } = new();

    public ScalarType TypeOf(Expression x) => x.Type;

    public Expression Arithmetic(ArithmeticKind kind, Expression a, Expression b) => new Arithmetic(kind, a, b);

    public Expression Compare(ComparisonKind kind, Expression a, Expression b) => new Compare(kind, a, b);

    public Expression Logic(LogicKind kind, Expression a, Expression b) => new Logic(kind, a, b);

    public Expression Not(Expression x) => new Not(x);

    public Expression Select(Expression condition, Expression ifTrue, Expression ifFalse) => new Conditional(condition, ifTrue, ifFalse);
}
