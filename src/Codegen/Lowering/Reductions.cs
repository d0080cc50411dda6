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
    public static Expression Combine(ReductionKind kind, Expression total, Expression next) => kind switch
    {
        ReductionKind.Sum => new Arithmetic(ArithmeticKind.Add, total, next),
        ReductionKind.Product => new Arithmetic(ArithmeticKind.Multiply, total, next),
        ReductionKind.Max when next.Type == ScalarType.Bool => new Logic(LogicKind.Or, total, next),
        ReductionKind.Min when next.Type == ScalarType.Bool => new Logic(LogicKind.And, total, next),
        _ => new Conditional(IsBetter(kind, next, total), next, total),
    };

    /// <summary>Whether the next value replaces the best so far: it is strictly better, or the first NaN.</summary>
    public static Expression IsBetter(ReductionKind kind, Expression next, Expression best)
    {
        if (next.Type == ScalarType.Bool) return kind == ReductionKind.Max ? new Logic(LogicKind.And, next, new Not(best)) : new Logic(LogicKind.And, best, new Not(next));
        var (low, high) = kind == ReductionKind.Max ? (best, next) : (next, best);
        if (!next.Type.IsFloat) return new Compare(ComparisonKind.Less, low, high);

        // !(next <= best) holds for a NaN too, and best == best for a number.
        var (a, b) = kind == ReductionKind.Max ? (next, best) : (best, next);
        return new Logic(LogicKind.And, new Not(new Compare(ComparisonKind.LessOrEqual, a, b)), new Compare(ComparisonKind.Equal, best, best));
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
