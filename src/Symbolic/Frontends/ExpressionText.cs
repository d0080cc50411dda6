using System.Linq.Expressions;

namespace SymDiff.Frontends;

/// <summary>An expression as the user wrote it, cut where it is deep or long, for messages.</summary>
internal static class ExpressionText
{
    private const int Deepest = 6;
    private const int Longest = 100;

    public static string Of(Expression expression)
    {
        var text = Of(expression, Deepest);
        return text.Length <= Longest ? text : text.Substring(0, Longest) + "...";
    }

    private static string Of(Expression? expression, int depth) => depth == 0 ? "..." : expression switch
    {
        null => "",
        ParameterExpression parameter => parameter.Name ?? "_",
        ConstantExpression { Value: string text } => "\"" + text + "\"",
        ConstantExpression { Value: { } value } => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
        ConstantExpression => "null",
        MemberExpression { Expression: ConstantExpression } captured => captured.Member.Name,
        MemberExpression member => (member.Expression is null ? member.Member.DeclaringType?.Name : Of(member.Expression, depth - 1)) + "." + member.Member.Name,
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.Quote } unary => Of(unary.Operand, depth),
        UnaryExpression { NodeType: ExpressionType.ArrayLength } length => Of(length.Operand, depth - 1) + ".Length",
        UnaryExpression unary => (Symbol(unary.NodeType) ?? unary.NodeType.ToString()) + Of(unary.Operand, depth - 1),
        BinaryExpression { NodeType: ExpressionType.ArrayIndex } index => $"{Of(index.Left, depth - 1)}[{Of(index.Right, depth - 1)}]",
        BinaryExpression binary when Symbol(binary.NodeType) is { } symbol => $"({Of(binary.Left, depth - 1)} {symbol} {Of(binary.Right, depth - 1)})",
        ConditionalExpression conditional => $"({Of(conditional.Test, depth - 1)} ? {Of(conditional.IfTrue, depth - 1)} : {Of(conditional.IfFalse, depth - 1)})",
        MethodCallExpression { Method.IsStatic: true } call when call.Method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), inherit: false) =>
            $"{Of(call.Arguments[0], depth - 1)}.{call.Method.Name}({List(call.Arguments.Skip(1), depth)})",
        MethodCallExpression { Method.IsStatic: true } call => $"{call.Method.DeclaringType?.Name}.{call.Method.Name}({List(call.Arguments, depth)})",
        MethodCallExpression call => $"{Of(call.Object, depth - 1)}.{call.Method.Name}({List(call.Arguments, depth)})",
        InvocationExpression invocation => $"{Of(invocation.Expression, depth - 1)}({List(invocation.Arguments, depth)})",
        NewArrayExpression { NodeType: ExpressionType.NewArrayBounds } array => $"new {array.Type.GetElementType()?.Name}[{List(array.Expressions, depth)}]",
        NewArrayExpression array => $"new[] {{ {List(array.Expressions, depth)} }}",
        NewExpression made => $"new {made.Type.Name}({List(made.Arguments, depth)})",
        LambdaExpression { Parameters: [var only] } lambda => $"{only.Name} => {Of(lambda.Body, depth - 1)}",
        LambdaExpression lambda => $"({List(lambda.Parameters, depth)}) => {Of(lambda.Body, depth - 1)}",
        _ => expression.NodeType + " of type " + expression.Type.Name,
    };

    private static string List(IEnumerable<Expression> expressions, int depth) => string.Join(", ", expressions.Select(e => Of(e, depth - 1)));

    private static string? Symbol(ExpressionType type) => type switch
    {
        ExpressionType.Add or ExpressionType.AddChecked or ExpressionType.UnaryPlus => "+",
        ExpressionType.Subtract or ExpressionType.SubtractChecked or ExpressionType.Negate or ExpressionType.NegateChecked => "-",
        ExpressionType.Multiply or ExpressionType.MultiplyChecked => "*",
        ExpressionType.Divide => "/",
        ExpressionType.Modulo => "%",
        ExpressionType.ExclusiveOr => "^",
        ExpressionType.And => "&",
        ExpressionType.Or => "|",
        ExpressionType.AndAlso => "&&",
        ExpressionType.OrElse => "||",
        ExpressionType.Not => "!",
        ExpressionType.OnesComplement => "~",
        ExpressionType.LeftShift => "<<",
        ExpressionType.RightShift => ">>",
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.GreaterThan => ">",
        ExpressionType.GreaterThanOrEqual => ">=",
        ExpressionType.Equal => "==",
        ExpressionType.NotEqual => "!=",
        ExpressionType.Coalesce => "??",
        _ => null,
    };
}
