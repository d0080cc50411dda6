using System.Linq.Expressions;
using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>Operators, conversions, indices, members, arrays and tuples of a lambda.</summary>
internal sealed partial class LambdaReader
{
    private object? Unary(UnaryExpression unary, object? operand)
    {
        if (unary.NodeType == ExpressionType.ArrayLength) return operand is Node array ? Indexing.Length(array) : (operand as Array ?? throw Unsupported(unary, "reads Length of null")).Length;
        if (unary.NodeType is ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs) return Converted(unary, operand);
        if (captured.Lift(operand) is not { } node) return Lowered(unary, [operand]);
        return unary.NodeType switch
        {
            ExpressionType.Negate => NodeMath.Negate(node),
            ExpressionType.UnaryPlus => node,
            ExpressionType.Not when node.DType == DType.Bool => NodeMath.Not(node),
            _ => throw Unsupported(unary, $"uses {unary.NodeType} on {node.Type}"),
        };
    }

    private object? Converted(UnaryExpression convert, object? operand)
    {
        var dtype = TypeNames.Find(convert.Type);
        if (dtype is { } to && convert.Method is null && captured.Lift(operand) is { } node)
        {
            if (operand is not Node && Captured.TryLower(NodeMath.Cast(node, to), convert.Type, out var constant)) return constant;
            if (convert.NodeType == ExpressionType.ConvertChecked && !to.IsFloat && node.DType != to) throw Unsupported(convert, "is converted to an integer in a checked context; put unchecked(...) around it");
            return wholeNumbers.TryGetValue(node, out var uncut) && uncut.DType == to ? uncut : NodeMath.Cast(node, to);
        }

        if (operand is Node or Symbolic or Sequence or Closed)
        {
            return convert.Type == typeof(Tensor) || convert.Type.IsAssignableFrom(convert.Operand.Type)
                ? operand
                : throw Unsupported(convert, $"converts to {convert.Type.Name}");
        }

        return Lowered(convert, [operand]);
    }

    private static readonly Dictionary<ExpressionType, Func<Node, Node, Node>> operators = new()
    {
        [ExpressionType.Add] = NodeMath.Add,
        [ExpressionType.Subtract] = NodeMath.Subtract,
        [ExpressionType.Multiply] = NodeMath.Multiply,
        [ExpressionType.Divide] = NodeMath.Divide,
        [ExpressionType.Modulo] = NodeMath.Remainder,
        [ExpressionType.Power] = (a, b) => FunctionTable.Find("Pow", 2)!.Of(a, b),
        [ExpressionType.LessThan] = NodeMath.Less,
        [ExpressionType.LessThanOrEqual] = NodeMath.LessOrEqual,
        [ExpressionType.GreaterThan] = NodeMath.Greater,
        [ExpressionType.GreaterThanOrEqual] = NodeMath.GreaterOrEqual,
        [ExpressionType.Equal] = NodeMath.Equal,
        [ExpressionType.NotEqual] = NodeMath.NotEqual,
        [ExpressionType.AndAlso] = NodeMath.And,
        [ExpressionType.OrElse] = NodeMath.Or,
    };

    private static readonly Dictionary<ExpressionType, Func<Node, Node, Node>> onTruths = new()
    {
        [ExpressionType.And] = NodeMath.And,
        [ExpressionType.Or] = NodeMath.Or,
        [ExpressionType.ExclusiveOr] = NodeMath.NotEqual,
    };

    private object? Binary(BinaryExpression binary, object? left, object? right)
    {
        if (captured.Lift(left) is not { } a || captured.Lift(right) is not { } b || binary.Method is { DeclaringType: var owner } && owner != typeof(Math))
            return Lowered(binary, [left, right]);
        return operators.TryGetValue(binary.NodeType, out var build) || (a.DType == DType.Bool && onTruths.TryGetValue(binary.NodeType, out build))
            ? build(a, b)
            : throw Unsupported(binary, $"uses {binary.NodeType} on {a.Type} and {b.Type}{(binary.NodeType == ExpressionType.ExclusiveOr ? "; a power is Math.Pow" : "")}");
    }

    private object? Conditional(ConditionalExpression conditional, object? test, object? ifTrue, object? ifFalse) => test is bool known
        ? known ? ifTrue : ifFalse
        : NodeMath.Select(Lift(test, conditional.Test), Lift(ifTrue, conditional.IfTrue), Lift(ifFalse, conditional.IfFalse));

    private object? Index(Expression index, object? array, object?[] at)
    {
        if (array is not Node && at.All(i => i is not Node node || Captured.IsConstant(node)))
        {
            var position = at.Select(i => Captured.TryLower(i, typeof(int), out var lowered) ? (int)lowered! : 0).ToArray();
            return array is Array entries ? Run(index, () => entries.GetValue(position)) : Lowered(index, [array, .. at]);
        }

        return Indexing.At(Lift(array, index), [.. at.Select(i => Lift(i, index))]);
    }

    private object? Member(MemberExpression member, object? on) => (on, member.Member) switch
    {
        (Node array, { Name: "Length" }) => Indexing.Length(array),
        (Node array, { Name: "Rank" }) => array.Type.Rank,
        (Symbolic tuple, { Name: var name }) when name.StartsWith("Item", StringComparison.Ordinal) => tuple.Items[int.Parse(name.Substring(4), System.Globalization.CultureInfo.InvariantCulture) - 1],
        (Node or Symbolic, _) => throw Unsupported(member, $"reads the member {member.Member.Name}"),
        (Sequence, _) => throw Unsupported(member, $"reads the member {member.Member.Name} of a sequence; write ToArray() before it"),
        (null, _) when member.Expression is not null => throw Unsupported(member, $"reads {member.Member.Name} of null"),
        (_, FieldInfo field) => field.GetValue(on),
        _ => Run(member, () => ((PropertyInfo)member.Member).GetValue(on)),
    };

    private object? Array(NewArrayExpression array, object?[] items)
    {
        if (items.All(i => i is not (Node or Symbolic)))
        {
            var made = System.Array.CreateInstance(array.Type.GetElementType()!, items.Length);
            for (var i = 0; i < items.Length; i++) made.SetValue(items[i], i);
            return made;
        }

        return TypeNames.Find(array.Type.GetElementType()!) is null
            ? new Symbolic([.. items])
            : Arrays.Of([.. items.Select((item, i) => Lift(item, array.Expressions[i]))]);
    }

    private object? New(NewExpression made, object?[] arguments) =>
        made.Type.IsGenericType && made.Type.FullName is { } name && (name.StartsWith("System.ValueTuple`", StringComparison.Ordinal) || name.StartsWith("System.Tuple`", StringComparison.Ordinal))
            ? new Symbolic([.. arguments])
            : Lowered(made, arguments);
}
