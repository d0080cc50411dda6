using SymDiff.Elements;

namespace SymDiff.Codegen.Loops;

/// <summary>Sums and products of indices, with what is known of numbers done at once.</summary>
internal static class IndexArithmetic
{
    public static Expression Number(long value) => new Constant(Scalar.Of(value), ScalarType.Index);

    /// <summary>The number that an index is; null where it is computed.</summary>
    public static long? Known(Expression index) => index is Constant constant ? constant.Value.Integer : null;

    public static Expression Plus(Expression a, Expression b) => (Known(a), Known(b), a) switch
    {
        ({ } x, { } y, _) => Number(x + y),
        (0, _, _) => b,
        (_, 0, _) => a,
        (_, < 0 and var y, _) => Minus(a, Number(-y)),
        ({ }, _, _) => Plus(b, a),
        (_, { } y, Arithmetic { Kind: ArithmeticKind.Add, Right: Constant right } sum) => Plus(sum.Left, Number(right.Value.Integer + y)),
        (_, { } y, Arithmetic { Kind: ArithmeticKind.Subtract, Right: Constant right } difference) => Plus(difference.Left, Number(y - right.Value.Integer)),
        _ => new Arithmetic(ArithmeticKind.Add, a, b),
    };

    public static Expression Minus(Expression a, Expression b) => (Known(a), Known(b), a) switch
    {
        ({ } x, { } y, _) => Number(x - y),
        (_, 0, _) => a,
        (_, < 0 and var y, _) => Plus(a, Number(-y)),
        (_, { } y, Arithmetic { Kind: ArithmeticKind.Add, Right: Constant right } sum) => Plus(sum.Left, Number(right.Value.Integer - y)),
        (_, { } y, Arithmetic { Kind: ArithmeticKind.Subtract, Right: Constant right } difference) => Minus(difference.Left, Number(right.Value.Integer + y)),
        _ when a.Equals(b) => Number(0),
        _ => new Arithmetic(ArithmeticKind.Subtract, a, b),
    };

    public static Expression Times(Expression a, Expression b) => (Known(a), Known(b)) switch
    {
        ({ } x, { } y) => Number(x * y),
        (0, _) or (_, 0) => Number(0),
        (1, _) => b,
        (_, 1) => a,
        ({ }, _) => Times(b, a),
        _ => new Arithmetic(ArithmeticKind.Multiply, a, b),
    };

    public static Expression Over(Expression a, Expression b) => (Known(a), Known(b)) switch
    {
        ({ } x, { } y) when y != 0 => Number(x / y),
        (_, 1) => a,
        _ => new Arithmetic(ArithmeticKind.Divide, a, b),
    };

    public static Expression Least(Expression a, Expression b) =>
        (Known(a), Known(b)) is ({ } x, { } y) ? Number(Math.Min(x, y)) : a.Equals(b) ? a : new Conditional(new Compare(ComparisonKind.Less, a, b), a, b);

    /// <summary>The number of iterations of a loop; 0 or less where there are none.</summary>
    public static Expression Trips(For loop) => Over(Plus(Minus(loop.Length, loop.From), Number(loop.Step - 1)), Number(loop.Step));

    /// <summary>
    /// A loop in steps of several of its iterations at once, and the index from which on the iterations are left that do not fill such a step.
    /// </summary>
    public static (For Main, Expression Left) InSteps(For loop, int iterations)
    {
        var step = iterations * loop.Step;
        var rest = Plus(loop.From, Times(Over(Trips(loop), Number(iterations)), Number(step)));
        var end = Known(rest) is { } known && Known(loop.From) is not null ? Number(known) : Minus(loop.Length, Number(step - loop.Step));
        return (loop with { Length = end, Step = step }, rest);
    }

    /// <summary>By how much an index grows from one iteration to the next; null where that is no fixed amount.</summary>
    /// <param name="index">The index.</param>
    /// <param name="stride">What is known of variables: the amount, 0 for one that does not change, null for any other.</param>
    public static Expression? Stride(Expression index, Func<Local, Expression?> stride)
    {
        switch (index)
        {
            case Constant: return Number(0);
            case Read read: return stride(read.Local);
            case Negate negate: return Stride(negate.Operand, stride) is { } inner ? Minus(Number(0), inner) : null;
            case Arithmetic { Kind: ArithmeticKind.Add or ArithmeticKind.Subtract } sum:
                if (Stride(sum.Left, stride) is not { } left || Stride(sum.Right, stride) is not { } right) return null;
                return sum.Kind == ArithmeticKind.Add ? Plus(left, right) : Minus(left, right);
            case Arithmetic { Kind: ArithmeticKind.Multiply } product:
                if (Stride(product.Left, stride) is not { } a || Stride(product.Right, stride) is not { } b) return null;
                return Known(b) == 0 ? Times(a, product.Right) : Known(a) == 0 ? Times(b, product.Left) : null;
            default: return IsFixed(index, stride) ? Number(0) : null;
        }
    }

    private static bool IsFixed(Expression expression, Func<Local, Expression?> stride) => expression is Read read
        ? stride(read.Local) is { } amount && Known(amount) == 0
        : expression.Accept(ExpressionParts.Instance).All(p => IsFixed(p, stride));
}
