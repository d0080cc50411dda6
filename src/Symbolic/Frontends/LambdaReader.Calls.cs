using System.Linq.Expressions;
using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>Calls in a lambda: of known functions, of captured functions, and of what only C# can call.</summary>
internal sealed partial class LambdaReader
{
    private object? Call(MethodCallExpression call, object? on, object?[] arguments)
    {
        var method = call.Method;
        if (on is Closed or LambdaExpression && method.Name == nameof(LambdaExpression.Compile)) return on;
        if (on is Function function && method.Name == nameof(Function.Call)) return Called(call, function, arguments);
        if (on is Delegate && method.Name == "Invoke") return Invoke(call, on, arguments);
        if (on is Node array && method.Name == "Get") return Index(call, array, arguments);
        if (on is Node lengths && method.Name == nameof(System.Array.GetLength) && Captured.TryLower(arguments[0], typeof(int), out var axis)) return graph.Size(lengths.Shape[lengths.Shape.Axis((int)axis!, "GetLength")], DType.Int32);
        if (method.IsStatic && method.Name == "Create" && (method.DeclaringType == typeof(ValueTuple) || method.DeclaringType == typeof(Tuple))) return new Symbolic([.. arguments]);
        if (method.DeclaringType == typeof(Enumerable) && IsOfSequences(method.Name, arguments)) return SequenceCalls.Call(graph, method.Name, [.. arguments.Select((a, i) => Argument(a, call.Arguments[i]))]);
        return Known(method, call, arguments, call.Type) ?? Lowered(call, call.Object is null ? arguments : [on, .. arguments]);
    }

    // Ranges always, others of what is a sequence or takes a function of the lambda's.
    private static bool IsOfSequences(string name, object?[] arguments) => SequenceCalls.Knows(name)
        && (name is nameof(Enumerable.Range) or nameof(Enumerable.Repeat) || arguments.Any(a => a is Sequence or Closed or LambdaExpression)
            || (arguments.Any(a => a is Node node && !Captured.IsConstant(node)) && FunctionTable.Find(name, arguments.Length) is null));

    private object Argument(object? value, Expression expression) => value switch
    {
        Closed or LambdaExpression => Closure(Closed.Of(value)!),
        Delegate { Target: null, Method: var method } when typeof(Delegate).IsAssignableFrom(expression.Type) && FunctionTable.Find(method.Name, method.GetParameters().Length) is not null =>
            new Callable(method.GetParameters().Length, x => Known(method, expression, x, method.ReturnType)!),
        Delegate => throw Unsupported(expression, "is a delegate, whose body cannot be read; write it in place, or capture an Expression<Func<...>> e and write e.Compile()"),
        System.Collections.IEnumerable and not System.Array => Valued(Values(value), expression),
        _ => Valued(value, expression),
    };

    // a captured list, as an array
    private static object? Values(object list)
    {
        var item = list.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        if (item is null || TypeNames.Find(item) is null) return list;
        object?[] entries = [.. ((System.Collections.IEnumerable)list).Cast<object?>()];
        var array = System.Array.CreateInstance(item, entries.Length);
        for (var i = 0; i < entries.Length; i++) array.SetValue(entries[i], i);
        return array;
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
}
