using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>
/// Reads a lambda that the C# compiler left as an expression tree. The value of an expression is a node where it depends on the inputs,
/// and else what C# has for it. The tree may be deep: it is walked with a worklist.
/// </summary>
internal sealed partial class LambdaReader
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

    private Node Lift(object? value, Expression expression) => captured.Lift(value)
        ?? throw Unsupported(expression, $"is {(value is null ? "null" : "of type " + value.GetType().Name)}; expected a number, a truth or an array of numbers");

    private static string Opaque(Expression expression) => expression switch
    {
        MethodCallExpression call => $"calls {call.Method.DeclaringType?.Name}.{call.Method.Name}, whose body cannot be read; write it as an Expression<Func<...>> e and call e.Compile()(x), or as a Function g and call g.Call(x)",
        _ => $"is a {expression.NodeType} of values that depend on the inputs",
    };

    private static ArgumentException Unsupported(Expression expression, string why) =>
        new($"{ExpressionText.Of(expression)} {why}. A lambda may hold arithmetic, comparisons, &&, ||, !, ?:, Math functions, x[i], x.Length, arrays, tuples, and calls of captured expressions and Functions.");
}
