using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace SymDiff;

/// <summary>The attributes of ops: what the public constructor of their record takes, found again in its properties.</summary>
internal static class Attributes
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<PropertyInfo>> known = new();

    /// <summary>The names and values of an op's attributes, in the order of the constructor.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(Op op) =>
        known.GetOrAdd(op.GetType(), Properties).Select(p => (char.ToLowerInvariant(p.Name[0]) + p.Name.Substring(1), (object?)p.GetValue(op)));

    private static ImmutableArray<PropertyInfo> Properties(Type type) => Constructor(type) is { } constructor
        ? [.. constructor.GetParameters().Select(p => Property(type, p)!)]
        : [];

    /// <summary>The public constructor whose every parameter has its property, the one with the most parameters.</summary>
    internal static ConstructorInfo? Constructor(Type type) => type.GetConstructors()
        .Where(c => c.GetParameters().All(p => Property(type, p) is not null))
        .OrderByDescending(c => c.GetParameters().Length)
        .FirstOrDefault();

    private static PropertyInfo? Property(Type type, ParameterInfo parameter) =>
        type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property && property.PropertyType == parameter.ParameterType
            ? property
            : null;
}
