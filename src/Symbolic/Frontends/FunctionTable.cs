using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace SymDiff.Frontends;

/// <summary>
/// The functions that texts, lambdas and files may call: the methods of <see cref="NodeMath"/> that take nodes alone, found by name,
/// case ignored, and number of arguments. A new op is in it without an entry.
/// </summary>
internal static class FunctionTable
{
    // What else the functions are called by those who write formulas.
    private static readonly Dictionary<string, string> aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ln"] = "Log",
        ["ceil"] = "Ceiling",
        ["trunc"] = "Truncate",
        ["average"] = "Mean",
    };

    private static readonly Dictionary<string, ImmutableArray<KnownFunction>> functions = typeof(NodeMath)
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Select(KnownFunction.Of)
        .OfType<KnownFunction>()
        .GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.OrderBy(f => f.Defaults).GroupBy(f => f.Arity).Select(same => same.First()).OrderBy(f => f.Arity).ToImmutableArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The function of this name and number of arguments; null where there is none.</summary>
    public static KnownFunction? Find(string name, int arity) => Overloads(name).FirstOrDefault(f => f.Arity == arity || f.Arity == KnownFunction.Any);

    /// <summary>The functions of this name, by number of arguments; none where it is unknown.</summary>
    public static ImmutableArray<KnownFunction> Overloads(string name) =>
        functions.TryGetValue(aliases.TryGetValue(name, out var full) ? full : name, out var found) ? found : [];

    /// <summary>What is wrong with a call that <see cref="Find"/> does not know, and what may have been meant.</summary>
    public static string Explain(string name, int arity)
    {
        if (Overloads(name) is [_, ..] overloads)
            return overloads[0].Arity == KnownFunction.Any ? $"{name} does not take such arguments."
                : $"{name} takes {string.Join(" or ", overloads.Select(f => f.Arity))} argument{(overloads is [{ Arity: 1 }] ? "" : "s")}, got {arity}.";
        return Spelling.Nearest(name, functions.Keys.Concat(aliases.Keys)) is { } meant
            ? $"unknown function '{name}'; did you mean {meant.ToLowerInvariant()}?"
            : $"unknown function '{name}'.";
    }
}

/// <summary>A function of nodes with its name, the number of its arguments, and how many further parameters have default values.</summary>
internal sealed class KnownFunction(string name, int arity, Func<Node[], Node> build, int defaults = 0)
{
    /// <summary>The arity of a function that takes any number of arguments.</summary>
    public const int Any = -1;

    private readonly Lazy<Node?> onDoubles = new(() => Probe(build, arity, DType.Float64));
    private readonly Lazy<Node?> onIntegers = new(() => Probe(build, arity, DType.Int32));

    public string Name => name;

    public int Arity => arity;

    public int Defaults => defaults;

    /// <summary>Whether it applies to each entry by itself, so that operands are promoted as those of an operator are.</summary>
    public bool IsElementwise => onDoubles.Value is { Op: Ops.ElementwiseOp };

    /// <summary>Whether integers may stay what they are.</summary>
    public bool AcceptsIntegers => !IsElementwise || onIntegers.Value is not null;

    public Node Of(params Node[] arguments) => build(arguments);

    /// <summary>The function that a method of nodes is; null where it takes something else that must be given.</summary>
    public static KnownFunction? Of(MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (method.ReturnType != typeof(Node) || method.IsGenericMethod || parameters.Length == 0) return null;
        var takesAll = parameters[0].ParameterType.IsAssignableFrom(typeof(Node[]));
        var nodes = takesAll ? 1 : parameters.TakeWhile(p => p.ParameterType == typeof(Node)).Count();
        var rest = parameters.Skip(nodes).ToArray();
        if (nodes == 0 || !rest.All(p => p.HasDefaultValue || p.IsDefined(typeof(ParamArrayAttribute)))) return null;
        var defaults = rest.Select(p => p.HasDefaultValue ? p.DefaultValue : Array.CreateInstance(p.ParameterType.GetElementType()!, 0)).ToArray();
        return takesAll ? new(method.Name, Any, x => Run(method, [x, .. defaults]), rest.Length) : new(method.Name, nodes, Bind(method, defaults), rest.Length);
    }

    private static Func<Node[], Node> Bind(MethodInfo method, object?[] defaults)
    {
        switch (method.GetParameters().Length)
        {
            case 1: var one = Typed<Func<Node, Node>>(method); return x => one(x[0]);
            case 2 when defaults is []: var two = Typed<Func<Node, Node, Node>>(method); return x => two(x[0], x[1]);
            case 3 when defaults is []: var three = Typed<Func<Node, Node, Node, Node>>(method); return x => three(x[0], x[1], x[2]);
            default: return x => Run(method, [.. x, .. defaults]);
        }
    }

    /// <summary>Calls a static method; what it throws is thrown as it is.</summary>
    public static Node Run(MethodInfo method, object?[] arguments)
    {
        try
        {
            return (Node)method.Invoke(null, arguments)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }

    private static T Typed<T>(MethodInfo method)
        where T : Delegate => (T)Delegate.CreateDelegate(typeof(T), method);

    // A function says itself what it accepts: it is asked once, with scalars of a graph that is thrown away.
    private static Node? Probe(Func<Node[], Node> build, int arity, DType dtype)
    {
        var scratch = new Graph();
        try
        {
            return build([.. Enumerable.Range(0, Math.Max(arity, 1)).Select(i => scratch.Variable("x" + i, Shape.Scalar, dtype))]);
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException)
        {
            return null;   // it takes other dtypes, or constants
        }
    }
}
