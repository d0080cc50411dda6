using System.Collections.Immutable;
using System.Reflection;

namespace SymDiff.Serialization;

/// <summary>What types of attributes are made of.</summary>
internal static class AttributeTypes
{
    private static readonly Type[] lists = [typeof(EquatableArray<>), typeof(ImmutableArray<>), typeof(IReadOnlyList<>), typeof(IEnumerable<>)];

    /// <summary>The type of a list's entries; null for a type that is no list.</summary>
    public static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && lists.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>A list of the given type.</summary>
    public static object MakeList(Type type, Type item, IReadOnlyList<object?> entries)
    {
        var array = Array.CreateInstance(item, entries.Count);
        for (var i = 0; i < entries.Count; i++) array.SetValue(entries[i], i);
        if (type.IsAssignableFrom(array.GetType())) return array;
        var immutable = create.MakeGenericMethod(item).Invoke(null, [array])!;
        return type.IsInstanceOfType(immutable) ? immutable : Activator.CreateInstance(type, immutable)!;
    }

    /// <summary>The case of a base type with this name, among the types nested in it and those of its assembly.</summary>
    public static Type? Case(Type declared, string name) => declared.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
        .Concat(declared.Assembly.GetTypes())
        .FirstOrDefault(t => t.Name == name && !t.IsAbstract && declared.IsAssignableFrom(t));

    private static readonly MethodInfo create = typeof(ImmutableArray).GetMethods()
        .Single(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true, Name: "items" }]);
}
