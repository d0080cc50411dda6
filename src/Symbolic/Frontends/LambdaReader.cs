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
    private const int DeepestLoop = 64;
    private int depth;                                               // of loops within loops
    private readonly HashSet<LambdaExpression> entered = [];         // captured lambdas that are being read
    private readonly Dictionary<Node, Node> wholeNumbers = [];   // an integer that C# declares -> the floating-point node that it is cut from

    private readonly IReadOnlyDictionary<string, Dim> equal;

    private LambdaReader(IReadOnlyDictionary<string, Dim> equal) => (captured, this.equal) = (new(graph), equal);

    public static Function Read(LambdaExpression lambda, string name) => RowsDiffer.Retry(equal => Read(lambda, name, equal), isUnstated: _ => true);

    private static Function Read(LambdaExpression lambda, string name, IReadOnlyDictionary<string, Dim> equal)
    {
        var reader = new LambdaReader(equal);
        var scope = new Scope();
        var inputs = reader.Inputs(lambda, scope);
        var value = reader.Read(scope, lambda.Body);
        return new(name, inputs, reader.Outputs(value, lambda.Body));
    }

    /// <summary>The values of expressions where the parameters of one lambda are bound.</summary>
    private sealed class Scope(Scope? outer = null)
    {
        public Dictionary<Expression, object?> Values { get; } = [];

        public Scope? Outer => outer;

        public Dictionary<Expression, (Scope Scope, LambdaExpression Lambda)> Calls { get; } = [];
    }

    /// <summary>A lambda and what its surroundings have bound.</summary>
    private sealed record Closed(Scope? Scope, LambdaExpression Lambda)
    {
        public static Closed? Of(object? value) => value as Closed ?? (value is LambdaExpression captured ? new(null, captured) : null);
    }

    private List<Node> Inputs(LambdaExpression lambda, Scope scope)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var inputs = new List<Node>();
        foreach (var parameter in lambda.Parameters)
        {
            var name = Names.Free(parameter.Name is { } given && Names.IsIdentifier(given) ? given : "x" + inputs.Count, taken);
            inputs.Add(graph.Variable(name, TypeOf(parameter, name).Substitute(equal)));
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

    // Bodies of loops are read while what surrounds them waits.
    private object? Read(Scope scope, Expression body)
    {
        var waiting = work.Count;
        work.Push((scope, body, false));
        while (work.Count > waiting)
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
    private static (Closed Lambda, IReadOnlyList<Expression> Arguments)? CalledLambda(Scope scope, Expression expression) => expression switch
    {
        InvocationExpression invocation when Closed.Of(scope.Values[invocation.Expression]) is { } closed => (closed, invocation.Arguments),
        MethodCallExpression { Method.Name: "Invoke", Object: { } on } call when Closed.Of(scope.Values[on]) is { } closed => (closed, call.Arguments),
        _ => null,
    };

    // What a lambda in a call is: read anew, with its parameters bound, in each loop that computes it.
    private Callable Closure(Closed closed) => new(closed.Lambda.Parameters.Count, arguments =>
    {
        var (scope, lambda) = (closed.Scope, closed.Lambda);
        if (depth == DeepestLoop) throw Unsupported(lambda, $"is a loop in more than {DeepestLoop.ToString(System.Globalization.CultureInfo.InvariantCulture)} others");
        var inner = new Scope(scope);
        for (var i = 0; i < arguments.Length; i++) inner.Values.Add(lambda.Parameters[i], arguments[i]);
        depth++;
        try
        {
            return Valued(Read(inner, lambda.Body), lambda.Body);
        }
        finally
        {
            depth--;
        }
    });

    // What runs through a loop is made of nodes.
    private object Valued(object? value, Expression expression) => value switch
    {
        Sequence => value,
        Symbolic tuple => new Symbolic([.. tuple.Items.Select(i => Valued(i, expression))]),
        _ => Lift(value, expression),
    };

    // A captured lambda is read in place, with its parameters bound to the arguments.
    private void Enter(Scope scope, Expression call, Closed closed, IReadOnlyList<Expression> arguments)
    {
        var lambda = closed.Lambda;
        if (!entered.Add(lambda)) throw Unsupported(call, "calls itself without end");
        var inner = new Scope(closed.Scope);
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
                ParameterExpression parameter => Parameter(scope.Outer, parameter),
                ConstantExpression constant => constant.Value,
                UnaryExpression { NodeType: ExpressionType.Quote, Operand: LambdaExpression quoted } => new Closed(scope, quoted),
                LambdaExpression lambda => new Closed(scope, lambda),
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
                DefaultExpression @default when @default.Type.IsValueType && @default.Type != typeof(void) => Activator.CreateInstance(@default.Type),
                _ => throw Unsupported(expression, "is not among what a lambda may hold"),
            };
        }
        catch (ShapeException exception) when (exception.InnerException is not ShapeException)   // the innermost expression is named
        {
            throw new ShapeException($"{exception.Message} In: {ExpressionText.Of(expression)}", exception);
        }
    }

    private static object? Parameter(Scope? scope, ParameterExpression parameter)
    {
        for (; scope is not null; scope = scope.Outer) if (scope.Values.TryGetValue(parameter, out var value)) return value;
        throw Unsupported(parameter, "is a parameter of another lambda");
    }

    private Node Lift(object? value, Expression expression) => (value is Sequence ? SequenceCalls.Array("ToArray", value) as Node : captured.Lift(value))
        ?? throw Unsupported(expression, $"is {(value is null ? "null" : "of type " + value.GetType().Name)}; expected a number, a truth or an array of numbers");

    private static string Opaque(Expression expression) => expression switch
    {
        MethodCallExpression call => $"calls {call.Method.DeclaringType?.Name}.{call.Method.Name}, whose body cannot be read; write it as an Expression<Func<...>> e and call e.Compile()(x), or as a Function g and call g.Call(x)",
        _ => $"is a {expression.NodeType} of values that depend on the inputs",
    };

    private static ArgumentException Unsupported(Expression expression, string why) =>
        new($"{ExpressionText.Of(expression)} {why}. A lambda may hold arithmetic, comparisons, &&, ||, !, ?:, Math functions, x[i], x.Length, arrays, tuples, loops as x.Sum(v => ...), and calls of captured expressions and Functions.");
}
