using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>
/// Reads a lambda that the C# compiler left as an expression tree. The value of an expression is a node where it depends on the inputs,
/// and else what C# has for it. The tree may be deep: it is walked with a worklist.
/// </summary>
internal sealed class LambdaReader
{
    private readonly Graph graph = new();
    private readonly Captured captured;
    private readonly Stack<(Scope Scope, Expression Expression, bool Ready)> work = new();
    private readonly HashSet<LambdaExpression> entered = [];         // captured lambdas that are being read
    private readonly Dictionary<Node, Node> wholeNumbers = [];   // an integer that C# declares -> the floating-point node that it is cut from

    private LambdaReader() => captured = new(graph);

    public static Function Read(LambdaExpression lambda, string name)
    {
        var reader = new LambdaReader();
        var scope = new Scope();
        var inputs = reader.Inputs(lambda, scope);
        var value = reader.Read(scope, lambda.Body);
        return new(name, inputs, reader.Outputs(value, lambda.Body));
    }

    /// <summary>The values of expressions where the parameters of one lambda are bound.</summary>
    private sealed class Scope
    {
        public Dictionary<Expression, object?> Values { get; } = [];

        public Dictionary<Expression, (Scope Scope, LambdaExpression Lambda)> Calls { get; } = [];
    }

    private List<Node> Inputs(LambdaExpression lambda, Scope scope)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var inputs = new List<Node>();
        foreach (var parameter in lambda.Parameters)
        {
            var name = Names.Free(parameter.Name is { } given && Names.IsIdentifier(given) ? given : "x" + inputs.Count, taken);
            inputs.Add(graph.Variable(name, TypeOf(parameter, name)));
            scope.Values.Add(parameter, inputs[inputs.Count - 1]);
        }

        return inputs;
    }

    private static TensorType TypeOf(ParameterExpression parameter, string name)
    {
        var entries = parameter.Type.IsArray ? parameter.Type.GetElementType()! : parameter.Type;
        return TypeNames.Find(entries) is { } dtype
            ? Indexing.ArrayType(dtype, name, parameter.Type.IsArray ? parameter.Type.GetArrayRank() : 0)
            : throw new ArgumentException($"The parameter '{name}' is of type {parameter.Type.Name}; expected double, float, int, long, bool or an array of them.");
    }

    private IEnumerable<(string, Node)> Outputs(object? value, Expression body) => value is Symbolic tuple
        ? tuple.Items.Select((item, i) => ("value" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), Lift(item, body)))
        : [("value", Lift(value, body))];

    private object? Read(Scope scope, Expression body)
    {
        work.Push((scope, body, false));
        while (work.Count > 0)
        {
            var (at, expression, ready) = work.Pop();
            if (!at.Values.ContainsKey(expression)) Visit(at, expression, ready);
        }

        return scope.Values[body];
    }

    private void Visit(Scope scope, Expression expression, bool ready)
    {
        if (!ready)
        {
            work.Push((scope, expression, true));
            foreach (var part in Enumerable.Reverse(Parts(expression))) work.Push((scope, part, false));
        }
        else if (scope.Calls.TryGetValue(expression, out var call))
        {
            scope.Values[expression] = call.Scope.Values[call.Lambda.Body];
            entered.Remove(call.Lambda);
        }
        else if (CalledLambda(scope, expression) is ({ } lambda, { } arguments))
        {
            Enter(scope, expression, lambda, arguments);
        }
        else
        {
            scope.Values[expression] = Value(scope, expression);
        }
    }

    // e.Compile()(x) and e.Compile().Invoke(x)
    private static (LambdaExpression Lambda, IReadOnlyList<Expression> Arguments)? CalledLambda(Scope scope, Expression expression) => expression switch
    {
        InvocationExpression invocation when scope.Values[invocation.Expression] is LambdaExpression lambda => (lambda, invocation.Arguments),
        MethodCallExpression { Method.Name: "Invoke", Object: { } on } call when scope.Values[on] is LambdaExpression lambda => (lambda, call.Arguments),
        _ => null,
    };

    // A captured lambda is read in place, with its parameters bound to the arguments.
    private void Enter(Scope scope, Expression call, LambdaExpression lambda, IReadOnlyList<Expression> arguments)
    {
        if (!entered.Add(lambda)) throw Unsupported(call, "calls itself without end");
        var inner = new Scope();
        for (var i = 0; i < lambda.Parameters.Count; i++) inner.Values.Add(lambda.Parameters[i], scope.Values[arguments[i]]);
        scope.Calls.Add(call, (inner, lambda));
        work.Push((scope, call, true));
        work.Push((inner, lambda.Body, false));
    }

    private static ImmutableArray<Expression> Parts(Expression expression) => expression switch
    {
        UnaryExpression { NodeType: ExpressionType.Quote } => [],
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        ConditionalExpression conditional => [conditional.Test, conditional.IfTrue, conditional.IfFalse],
        MethodCallExpression { Object: { } on } call => [on, .. call.Arguments],
        MethodCallExpression call => [.. call.Arguments],
        MemberExpression { Expression: { } on } => [on],
        NewArrayExpression array => [.. array.Expressions],
        NewExpression made => [.. made.Arguments],
        InvocationExpression invocation => [invocation.Expression, .. invocation.Arguments],
        IndexExpression { Object: { } on } index => [on, .. index.Arguments],
        _ => [],
    };

    private object? Value(Scope scope, Expression expression)
    {
        object? Of(Expression part) => scope.Values[part];
        object?[] All(IEnumerable<Expression> parts) => [.. parts.Select(Of)];
        try
        {
            return expression switch
            {
                ParameterExpression parameter => throw Unsupported(parameter, "is a parameter of another lambda"),
                ConstantExpression constant => constant.Value,
                UnaryExpression { NodeType: ExpressionType.Quote, Operand: var quoted } => quoted,
                LambdaExpression lambda => lambda,
                UnaryExpression unary => Unary(unary, Of(unary.Operand)),
                BinaryExpression { NodeType: ExpressionType.ArrayIndex } index => Index(index, Of(index.Left), [Of(index.Right)]),
                BinaryExpression binary => Binary(binary, Of(binary.Left), Of(binary.Right)),
                ConditionalExpression conditional => Conditional(conditional, Of(conditional.Test), Of(conditional.IfTrue), Of(conditional.IfFalse)),
                MemberExpression member => Member(member, member.Expression is null ? null : Of(member.Expression)),
                MethodCallExpression call => Call(call, call.Object is null ? null : Of(call.Object), All(call.Arguments)),
                InvocationExpression invocation => Invoke(invocation, Of(invocation.Expression), All(invocation.Arguments)),
                IndexExpression index => Index(index, Of(index.Object!), All(index.Arguments)),
                NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array => Array(array, All(array.Expressions)),
                NewArrayExpression array => Lowered(array, All(array.Expressions)),
                NewExpression made => New(made, All(made.Arguments)),
                DefaultExpression @default when @default.Type.IsValueType => Activator.CreateInstance(@default.Type),
                _ => throw Unsupported(expression, "is not among what a lambda may hold"),
            };
        }
        catch (ShapeException exception)
        {
            throw new ShapeException($"{exception.Message} In: {ExpressionText.Of(expression)}", exception);
        }
    }

    private object? Unary(UnaryExpression unary, object? operand)
    {
        if (unary.NodeType == ExpressionType.ArrayLength) return operand is Node array ? Indexing.Length(array) : ((Array)operand!).Length;
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

        if (operand is Node or Symbolic)
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
            return array is Array entries ? entries.GetValue(position) : Lowered(index, [array, .. at]);
        }

        return Indexing.At(Lift(array, index), [.. at.Select(i => Lift(i, index))]);
    }

    private object? Member(MemberExpression member, object? on) => (on, member.Member) switch
    {
        (Node array, { Name: "Length" }) => Indexing.Length(array),
        (Node array, { Name: "Rank" }) => array.Type.Rank,
        (Symbolic tuple, { Name: var name }) when name.StartsWith("Item", StringComparison.Ordinal) => tuple.Items[int.Parse(name.Substring(4), System.Globalization.CultureInfo.InvariantCulture) - 1],
        (Node or Symbolic, _) => throw Unsupported(member, $"reads the member {member.Member.Name}"),
        (null, _) when member.Expression is not null => throw Unsupported(member, $"reads {member.Member.Name} of null"),
        (_, FieldInfo field) => field.GetValue(on),
        _ => Run(member, () => ((PropertyInfo)member.Member).GetValue(on)),
    };

    private object? Call(MethodCallExpression call, object? on, object?[] arguments)
    {
        var method = call.Method;
        if (on is LambdaExpression && method.Name == nameof(LambdaExpression.Compile)) return on;
        if (on is Function function && method.Name == nameof(Function.Call)) return Called(call, function, arguments);
        if (on is Delegate && method.Name == "Invoke") return Invoke(call, on, arguments);
        if (on is Node array && method.Name == "Get") return Index(call, array, arguments);
        if (on is Node lengths && method.Name == nameof(System.Array.GetLength) && Captured.TryLower(arguments[0], typeof(int), out var axis)) return graph.Size(lengths.Shape[lengths.Shape.Axis((int)axis!, "GetLength")], DType.Int32);
        if (method.IsStatic && method.Name == "Create" && (method.DeclaringType == typeof(ValueTuple) || method.DeclaringType == typeof(Tuple))) return new Symbolic([.. arguments]);
        return Known(method, call, arguments, call.Type) ?? Lowered(call, call.Object is null ? arguments : [on, .. arguments]);
    }

    // Functions of NodeMath by name and arity: those of Math, MathF and ScalarMath, and of Enumerable over whole arrays.
    private Node? Known(MethodInfo method, Expression call, object?[] arguments, Type type)
    {
        if (!IsKnownOwner(method.DeclaringType) || (method.DeclaringType == typeof(Enumerable) && !arguments.Any(a => a is Node))) return null;
        if (FunctionTable.Find(method.Name, arguments.Length) is not { } known)
        {
            return arguments.Any(a => a is Node node && !Captured.IsConstant(node))
                ? throw Unsupported(call, "is not known: " + FunctionTable.Explain(method.Name, arguments.Length).TrimEnd('.'))
                : null;
        }

        if (!arguments.All(a => captured.Lift(a) is not null)) return null;
        Node[] nodes = [.. arguments.Select(a => captured.Lift(a)!)];
        if (!known.AcceptsIntegers) nodes = [.. nodes.Select(n => n.DType.IsInteger ? NodeMath.Cast(n, DType.Float64) : n)];
        return Declared(known.Of(nodes), type);
    }

    private static bool IsKnownOwner(Type? type) =>
        type == typeof(Math) || type == typeof(SymDiff.Runtime.ScalarMath) || type == typeof(Enumerable) || type?.FullName == "System.MathF";

    // C# declares some results as integers, such as that of Math.Sign: a conversion back to double takes the node itself.
    private Node Declared(Node node, Type type)
    {
        if (TypeNames.Find(type) is not { } dtype || node.DType == dtype) return node;
        var cut = NodeMath.Cast(node, dtype);
        if (!dtype.IsFloat && node.DType.IsFloat) wholeNumbers[cut] = node;
        return cut;
    }

    private object? Invoke(Expression call, object? target, object?[] arguments) => target switch
    {
        Delegate { Target: null, Method: var method } when Known(method, call, arguments, call.Type) is { } known => known,
        Delegate when arguments.All(a => a is not (Node or Symbolic)) => Lowered(call, [target, .. arguments]),
        _ => throw Unsupported(call, "calls a delegate, whose body cannot be read; capture an Expression<Func<...>> e and write e.Compile()(x), or a Function g and write g.Call(x)"),
    };

    private Node Called(MethodCallExpression call, Function function, object?[] arguments)
    {
        var given = arguments is [Symbolic several] ? [.. several.Items] : arguments is [Array tensors] ? tensors.Cast<object?>().ToArray() : arguments;
        Node[] nodes = [.. given.Select(a => Lift(a, call))];
        if (nodes.Length == function.Inputs.Length)
            nodes = [.. nodes.Select((n, i) => n.DType == DType.Bool || function.Inputs[i].DType == DType.Bool ? n : NodeMath.Cast(n, function.Inputs[i].DType))];
        var outputs = nodes.Length == 0 && function.Inputs.Length == 0 ? new Substitution(graph).Apply(function.Outputs) : function.Call(nodes);
        return outputs is [{ Type.IsScalar: true } only]
            ? NodeMath.Cast(only, DType.Float64)
            : throw Unsupported(call, $"calls {function}; expected a function of one scalar output");
    }

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

    private Node Lift(object? value, Expression expression) => captured.Lift(value)
        ?? throw Unsupported(expression, $"is {(value is null ? "null" : "of type " + value.GetType().Name)}; expected a number, a truth or an array of numbers");

    // What depends on no input is left to C#: the expression is evaluated once, now, with its parts as constants.
    private static object? Lowered(Expression expression, object?[] parts)
    {
        var original = Parts(expression);
        var constants = new List<Expression>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Captured.TryLower(parts[i], original[i].Type, out var value)) throw Unsupported(expression, Opaque(expression));
            constants.Add(Expression.Constant(value, original[i].Type));
        }

        return Run(expression, () => Expression.Lambda<Func<object?>>(Expression.Convert(With(expression, constants), typeof(object))).Compile(preferInterpretation: true)());
    }

    private static Expression With(Expression expression, List<Expression> parts) => expression switch
    {
        UnaryExpression unary => unary.Update(parts[0]),
        BinaryExpression binary => binary.Update(parts[0], binary.Conversion, parts[1]),
        MethodCallExpression { Object: null } call => call.Update(null, parts),
        MethodCallExpression call => call.Update(parts[0], parts.Skip(1)),
        NewExpression made => made.Update(parts),
        NewArrayExpression array => array.Update(parts),
        InvocationExpression invocation => invocation.Update(parts[0], parts.Skip(1)),
        IndexExpression index => index.Update(parts[0], parts.Skip(1)),
        _ => expression,
    };

    private static object? Run(Expression expression, Func<object?> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (Exception exception)
        {
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            throw new ArgumentException($"{ExpressionText.Of(expression)} failed when its value was taken: {cause.Message}", cause);
        }
    }

    private static string Opaque(Expression expression) => expression switch
    {
        MethodCallExpression call => $"calls {call.Method.DeclaringType?.Name}.{call.Method.Name}, whose body cannot be read; write it as an Expression<Func<...>> e and call e.Compile()(x), or as a Function g and call g.Call(x)",
        _ => $"is a {expression.NodeType} of values that depend on the inputs",
    };

    private static ArgumentException Unsupported(Expression expression, string why) =>
        new($"{ExpressionText.Of(expression)} {why}. A lambda may hold arithmetic, comparisons, &&, ||, !, ?:, Math functions, x[i], x.Length, arrays, tuples, and calls of captured expressions and Functions.");
}
