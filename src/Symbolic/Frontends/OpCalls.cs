using System.Collections.Immutable;
using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>
/// Calls with arguments that are no nodes: <c>sum(x, axes: [0])</c>, <c>reshape(x, [n, 64])</c>. They are methods of <see cref="NodeMath"/> that take such,
/// or ops by name with all their attributes, as functions are printed. Both are found by reflection.
/// </summary>
internal static class OpCalls
{
    private static readonly ILookup<string, MethodInfo> methods = typeof(NodeMath)
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(m => m.ReturnType == typeof(Node) && !m.IsGenericMethod && m.GetParameters() is { Length: > 1 } parameters && (parameters[0].ParameterType == typeof(Node) || parameters[0].ParameterType == typeof(string)))
        .ToLookup(m => m.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, Type> ops = typeof(Op).Assembly.GetTypes()
        .Where(t => typeof(Op).IsAssignableFrom(t) && !t.IsAbstract && !t.IsNested && t.Namespace == typeof(Ops.Row).Namespace && Attributes.Constructor(t) is not null && Attributes.Properties(t).Length > 0 && !typeof(Ops.LeafOp).IsAssignableFrom(t))
        .ToDictionary(t => t == typeof(Ops.SizeOf) ? "size" : t == typeof(Ops.LoopOp) ? "loop" : t == typeof(Ops.BranchOp) ? "cond" : t.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is an op or a method of this name.</summary>
    public static bool Knows(string name) => ops.ContainsKey(name) || methods.Contains(name);

    /// <summary>The type of an attribute that is read as it is printed: those of ops that hold functions, but the functions themselves.</summary>
    public static Type? TypeOfAttribute(string op, string name) =>
        ops.TryGetValue(op, out var type) && Attributes.Properties(type) is var properties && properties.Any(p => IsClosed(p.PropertyType))
            ? properties.Where(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase) && !IsClosed(p.PropertyType)).Select(p => p.PropertyType).FirstOrDefault()
            : null;

    /// <summary>Whether a method takes such arguments.</summary>
    public static bool Takes(string name, IReadOnlyList<(string? Name, Term Term)> arguments) =>
        methods[name].Any(m => Bind(m.GetParameters(), [.. arguments.Select(a => a.Term)], []) is not null);

    private static bool IsClosed(Type type) => type == typeof(Function) || typeof(Ops.IClosedFunction).IsAssignableFrom(type);

    /// <summary>The node of a call, in the graph; null where no method and no op takes such arguments.</summary>
    public static Node? Find(Graph graph, string name, IReadOnlyList<(string? Name, Term Term)> arguments)
    {
        var positional = arguments.TakeWhile(a => a.Name is null).Select(a => a.Term).ToList();
        var named = arguments.Skip(positional.Count).ToList();
        if (named.Exists(a => a.Name is null)) return null;
        foreach (var method in methods[name].OrderBy(m => m.GetParameters().Length))
            if (Bind(method.GetParameters(), positional, named) is { } values) return (Node)KnownFunction.Run(method, values)!;
        return ops.TryGetValue(name, out var type) ? Build(graph, type, positional, named) : null;
    }

    /// <summary>What is wrong with a call that <see cref="Find"/> does not know.</summary>
    public static string Explain(string name, IReadOnlyList<(string? Name, Term Term)> arguments)
    {
        if (!Knows(name) || (arguments.All(a => a.Name is null) && !FunctionTable.Overloads(name).IsEmpty)) return FunctionTable.Explain(name, arguments.Count);
        var forms = methods.Contains(name) ? methods[name].Select(m => m.GetParameters()) : [Attributes.Constructor(ops[name])!.GetParameters()];
        return $"{name} does not take such arguments; expected {string.Join(" or ", forms.Select(p => $"{name}({string.Join(", ", p.Select(Written))})").Distinct())}.";
    }

    private static string Written(ParameterInfo parameter) => parameter.ParameterType == typeof(Node) ? parameter.Name!
        : parameter.ParameterType == typeof(Node[]) ? "..."
        : char.ToLowerInvariant(parameter.Name![0]) + parameter.Name.Substring(1) + ": ...";

    // Leading nodes by position, then attributes by name or position; what has a default value may be left out.
    private static object?[]? Bind(ParameterInfo[] parameters, List<Term> positional, List<(string? Name, Term Term)> named)
    {
        var values = new object?[parameters.Length];
        var used = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            var byName = named.Where(a => a.Name == parameter.Name).Select(a => a.Term).FirstOrDefault();
            if (byName is not null) used++;
            if (parameter.ParameterType == typeof(Node[]) && i <= positional.Count)
            {
                if (positional.Skip(i).Any(t => t.Function is not null)) return null;
                values[i] = positional.Skip(i).Select(t => t.Node).ToArray();
                return used == named.Count ? values : null;
            }

            if ((byName ?? positional.ElementAtOrDefault(i)) is { } term)
            {
                if (!AttributeValues.TryConvert(term, parameter.ParameterType, out values[i])) return null;
            }
            else if (parameter.HasDefaultValue)
            {
                values[i] = parameter.DefaultValue;
            }
            else
            {
                return null;
            }
        }

        return used == named.Count && positional.Count <= parameters.Length ? values : null;
    }

    // slice(x, axis: 0, start: 1, length: 2, step: 1): nodes, then every attribute
    private static Node? Build(Graph graph, Type type, List<Term> positional, List<(string? Name, Term Term)> named)
    {
        var parameters = Attributes.Constructor(type)!.GetParameters();
        var attributes = named.Count > 0 ? [] : positional.Skip(positional.Count - parameters.Length).ToList();
        if (Bind(parameters, attributes, [.. named.Select(a => (parameters.FirstOrDefault(p => string.Equals(p.Name, a.Name, StringComparison.OrdinalIgnoreCase))?.Name, a.Term))]) is not { } values) return null;
        var op = (Op)Attributes.Constructor(type)!.Invoke(values);
        return graph.Add(op, [.. positional.Take(positional.Count - attributes.Count).Select(t => t.Node)]);
    }
}

/// <summary>What a term means as an attribute: a number, a length, a list of them, a truth, a dtype.</summary>
internal static class AttributeValues
{
    public static bool TryConvert(Term term, Type type, out object? value)
    {
        if (term.Attribute is [var attribute])
        {
            value = attribute;
            return attribute is null ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null : type.IsInstanceOfType(attribute);
        }

        value = term.Function is { } function ? Closed(function, type)
            : !term.Items.IsEmpty ? null
            : type == typeof(string) || term.Text is not null ? (type == typeof(string) ? term.Text : null)
            : type == typeof(Node) ? term.Node
            : type == typeof(int) ? Length(term)?.Constant
            : type == typeof(Dim) ? Length(term)
            : type == typeof(double) ? term.Node.Op is Ops.Constant { Value: { Count: 1, DType: not DType.Bool } number } ? number.ToDouble() : null
            : type == typeof(bool) ? term.Node.Op is Ops.Constant { Value: { Count: 1, DType: DType.Bool } truth } ? truth[0].Truth : null
            : type == typeof(Shape) ? Lengths(term) is { } dims ? Shape.Of(dims) : null
            : type == typeof(EquatableArray<Dim>) ? Lengths(term) is { } list ? new EquatableArray<Dim>([.. list]) : null
            : type == typeof(EquatableArray<int>) ? Integers(term) is { } integers ? new EquatableArray<int>([.. integers]) : null
            : type == typeof(int[]) ? Integers(term)?.ToArray()
            : null;
        return value is not null;
    }

    private static object? Closed(TextFunction function, Type type) => type == typeof(Function) ? function.Close("body")
        : typeof(Ops.IClosedFunction).IsAssignableFrom(type) && type.GetConstructor([typeof(Function)]) is { } make ? make.Invoke([function.Close("body")])
        : null;

    private static List<int>? Integers(Term term) => Lengths(term) is { } dims && dims.TrueForAll(d => d.Constant is not null) ? [.. dims.Select(d => d.Constant!.Value)] : null;

    private static List<Dim>? Lengths(Term term)
    {
        if (term.Entries.IsDefault) return null;
        var dims = term.Entries.Select(Length).ToList();
        return dims.TrueForAll(d => d is not null) ? [.. dims.OfType<Dim>()] : null;
    }

    // 3, -1, n, 2*n + 1
    private static Dim? Length(Term term) => term.Node.Type.IsScalar && term.Node.DType != DType.Bool ? Indexing.Polynomial(term.Node) : null;
}
