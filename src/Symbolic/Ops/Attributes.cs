using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace SymDiff;

/// <summary>The attributes of ops: what the public constructor of their record takes, found again in its properties.</summary>
internal static class Attributes
{
    private static readonly ConcurrentDictionary<Type, (ConstructorInfo? Constructor, ImmutableArray<PropertyInfo> Properties)> known = new();

    /// <summary>The names and values of an op's attributes, in the order of the constructor.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(Op op) => Properties(op.GetType()).Select(p => (NameOf(p), (object?)p.GetValue(op)));

    /// <summary>The closed functions among the attributes of an op, with the attributes that hold them.</summary>
    public static IEnumerable<(object Holder, Function Function)> Bodies(Op op)
    {
        foreach (var (_, value) in Of(op))
        {
            if (value is Function function) yield return (function, function);
            else if (value is Ops.IClosedFunction closed) yield return (closed, closed.Function);
        }
    }

    /// <summary>The properties that the constructor sets, in its order; none where there is no such constructor.</summary>
    public static ImmutableArray<PropertyInfo> Properties(Type type) => known.GetOrAdd(type, Find).Properties;

    /// <summary>The public constructor whose every parameter has its property, the one with the most parameters.</summary>
    public static ConstructorInfo? Constructor(Type type) => known.GetOrAdd(type, Find).Constructor;

    /// <summary>The name of an attribute, as a parameter is written.</summary>
    public static string NameOf(PropertyInfo property) => char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);

    private static (ConstructorInfo? Constructor, ImmutableArray<PropertyInfo> Properties) Find(Type type)
    {
        var constructor = type.GetConstructors()
            .Where(c => c.GetParameters().All(p => Property(type, p) is not null))
            .OrderByDescending(c => c.GetParameters().Length)
            .FirstOrDefault();
        return (constructor, constructor is null ? [] : [.. constructor.GetParameters().Select(p => Property(type, p)!)]);
    }

    private static PropertyInfo? Property(Type type, ParameterInfo parameter) =>
        type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property && property.PropertyType == parameter.ParameterType
            ? property
            : null;
}
