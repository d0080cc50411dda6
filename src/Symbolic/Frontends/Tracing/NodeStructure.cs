using System.Collections.Immutable;
using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>
/// Values made of nodes, as they run through loops: a node; an array, a tuple or a record of such. A record is taken apart by its
/// properties and put together by the constructor that names them.
/// </summary>
internal static class NodeStructure
{
    /// <summary>The nodes of a value, in order.</summary>
    /// <exception cref="ArgumentException">Something in it is not made of nodes.</exception>
    public static ImmutableArray<Node> Flatten<T>(string word, T value)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        Flatten(word, value, nodes);
        return nodes.ToImmutable();
    }

    /// <summary>A value of the same structure with other nodes.</summary>
    public static T Rebuild<T>(T like, ImmutableArray<Node> nodes)
    {
        var position = 0;
        return (T)Rebuild(like!, nodes, ref position);
    }

    private static void Flatten(string word, object? value, ImmutableArray<Node>.Builder nodes)
    {
        switch (value)
        {
            case null: throw new ArgumentException($"{word}: a value is null; expected a Node.");
            case Node node: nodes.Add(node); break;
            case Array array:
                foreach (var item in array) Flatten(word, item, nodes);
                break;
            case ImmutableArray<Node> array: nodes.AddRange(array); break;
            default:
                var parts = Parts(value.GetType())
                    ?? throw new ArgumentException($"{word}: a {value.GetType().Name} cannot run through a loop; expected a Node, or an array, a tuple or a record of nodes.");
                foreach (var part in parts.Members) Flatten(word, Value(part, value), nodes);
                break;
        }
    }

    private static object Rebuild(object like, ImmutableArray<Node> nodes, ref int position)
    {
        switch (like)
        {
            case Node: return nodes[position++];
            case Array array:
                var copy = Array.CreateInstance(array.GetType().GetElementType()!, array.Length);
                for (var i = 0; i < copy.Length; i++) copy.SetValue(Rebuild(array.GetValue(i)!, nodes, ref position), i);
                return copy;
            case ImmutableArray<Node> array:
                position += array.Length;
                return nodes.Slice(position - array.Length, array.Length);
            default:
                var (constructor, members) = Parts(like.GetType())!.Value;
                var arguments = new object[members.Length];
                for (var i = 0; i < arguments.Length; i++) arguments[i] = Rebuild(Value(members[i], like)!, nodes, ref position);
                return constructor.Invoke(arguments);
        }
    }

    private static (ConstructorInfo Constructor, ImmutableArray<MemberInfo> Members)? Parts(Type type)
    {
        if (type.IsPrimitive || type == typeof(string)) return null;
        foreach (var constructor in type.GetConstructors().OrderByDescending(c => c.GetParameters().Length))
        {
            var members = constructor.GetParameters().Select(p => Member(type, p)).ToList();
            if (members.Count > 0 && members.TrueForAll(m => m is not null)) return (constructor, [.. members.Select(m => m!)]);
        }

        return null;
    }

    private static MemberInfo? Member(Type type, ParameterInfo parameter)
    {
        const BindingFlags Named = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        return type.GetProperty(parameter.Name!, Named) is { } property && property.PropertyType == parameter.ParameterType ? property
            : type.GetField(parameter.Name!, Named) is { } field && field.FieldType == parameter.ParameterType ? field
            : null;
    }

    private static object? Value(MemberInfo member, object of) => member is PropertyInfo property ? property.GetValue(of) : ((FieldInfo)member).GetValue(of);
}
