using System.Reflection;

namespace SymDiff.Frontends;

/// <summary>
/// Reads attributes as they are printed, guided by their type: <c>[Carried(0), Sliced]</c>, <c>2*n</c>, <c>none</c>, <c>every(3)</c>.
/// </summary>
internal static class AttributeParser
{
    private static readonly MethodInfo list = typeof(AttributeParser).GetMethod(nameof(List), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static object? Read(Cursor cursor, Type type)
    {
        if (cursor.Current.IsName("none") && cursor.Take() is var _) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Dim)) return LengthParser.Read(cursor);
        if (type == typeof(int)) return Integer(cursor);
        if (type == typeof(bool)) return cursor.ExpectName("true or false") is var truth && truth.Text is "true" or "false" ? truth.Text == "true" : throw cursor.Fail($"expected true or false, got {truth}.", truth.Start);
        if (type.IsEnum) return Choice(cursor, type);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(EquatableArray<>)) return Record(cursor, type);
        var item = type.GetGenericArguments()[0];
        return list.MakeGenericMethod(item).Invoke(null, [Entries(cursor, item, "[", "]")]);
    }

    private static List<object?> Entries(Cursor cursor, Type item, string open, string close)
    {
        var entries = new List<object?>();
        cursor.Expect(open, "before the entries");
        if (cursor.Accept(close)) return entries;
        do entries.Add(Read(cursor, item));
        while (cursor.Accept(","));
        cursor.Expect(close, "after the entries");
        return entries;
    }

    private static EquatableArray<T> List<T>(List<object?> entries) => new([.. entries.Cast<T>()]);

    private static int Integer(Cursor cursor) => cursor.Accept("-") ? -LengthParser.Integer(cursor, "an integer") : LengthParser.Integer(cursor, "an integer");

    private static object Choice(Cursor cursor, Type type)
    {
        var name = cursor.ExpectName("one of " + string.Join(", ", Enum.GetNames(type)));
        return Enum.GetNames(type).Contains(name.Text) ? Enum.Parse(type, name.Text) : throw cursor.Fail($"expected one of {string.Join(", ", Enum.GetNames(type))}, got {name}.", name.Start);
    }

    // A case of the type, Carried(0), or a member that makes one, every(3)
    private static object Record(Cursor cursor, Type type)
    {
        var name = cursor.ExpectName("a kind of " + type.Name);
        if (type.GetProperties(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(p => p.PropertyType == type && Is(p.Name, name)) is { } property) return property.GetValue(null)!;
        var method = (MethodBase?)type.GetMethods(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(m => m.ReturnType == type && Is(m.Name, name))
            ?? type.GetNestedTypes().Where(t => type.IsAssignableFrom(t) && Is(t.Name, name)).Select(Attributes.Constructor).FirstOrDefault()
            ?? throw cursor.Fail($"unknown kind of {type.Name}, {name}.", name.Start);
        var arguments = new List<object?>();
        foreach (var parameter in method.GetParameters())
        {
            cursor.Expect(arguments.Count == 0 ? "(" : ",", $"before {parameter.Name} of {name.Text}");
            arguments.Add(Read(cursor, parameter.ParameterType));
        }

        if (arguments.Count > 0) cursor.Expect(")", $"after {name.Text}");
        return cursor.Build(name, () => Made(method, [.. arguments]));
    }

    private static bool Is(string member, Token name) => string.Equals(member, name.Text, StringComparison.OrdinalIgnoreCase);

    private static object Made(MethodBase method, object?[] arguments)
    {
        try
        {
            return method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(null, arguments)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException inner)
        {
            throw new ArgumentException(inner.Message, inner);
        }
    }
}
