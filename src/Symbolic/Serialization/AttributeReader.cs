using System.Reflection;
using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>Reads what <see cref="AttributeWriter"/> writes, guided by the types that constructors take.</summary>
internal static class AttributeReader
{
    /// <summary>A value of the declared type.</summary>
    public static object? Read(JsonElement json, Type declared, Nullability nullability, OpNames names, JsonPath path)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (json.ValueKind == JsonValueKind.Null) return type != declared || (!declared.IsValueType && nullability.IsNullable) ? null : throw path.Expected("a value", json);
        if (type == typeof(bool)) return json.Truth(path);
        if (type == typeof(int)) return json.Int(path);
        if (type == typeof(long)) return json.Long(path);
        if (type == typeof(double)) return TensorJson.Real(json, path);
        if (type == typeof(string)) return json.Text(path);
        if (type == typeof(DType)) return TensorJson.Dtype(json, path);
        if (type.IsEnum) return Choice(json, type, path);
        if (type == typeof(Dim)) return TensorJson.Dim(json, path);
        if (type == typeof(Shape)) return TensorJson.Shape(json, path);
        if (type == typeof(Tensor)) return TensorJson.Tensor(json, path);
        if (type == typeof(TensorType)) return TypeOf(json, path);
        if (type == typeof(Function)) return FunctionReader.Read(json, new Graph(), names, path);
        if (typeof(Ops.IClosedFunction).IsAssignableFrom(type)) return Closed(type, FunctionReader.Read(json, new Graph(), names, path), path);
        return AttributeTypes.ItemOf(type) is { } item
            ? AttributeTypes.MakeList(type, item, [.. json.Entries(path).Select((entry, i) => Read(entry, item, nullability.OfItems, names, path[i]))])
            : Record(json, type, names, path);
    }

    /// <summary>An object of a type, from the properties that its constructor takes.</summary>
    public static object Make(Type type, JsonElement? json, OpNames names, JsonPath path, params string[] others)
    {
        var constructor = Attributes.Constructor(type) ?? throw path.Fail($"{type.Name} has no public constructor that takes its properties.");
        var properties = Attributes.Properties(type);
        json?.Allow(path, [.. others, .. properties.Select(Attributes.NameOf)]);
        var arguments = new object?[properties.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = Attributes.NameOf(properties[i]);
            var value = json is { } given ? given.Required(name, path) : throw path.Fail($"the property '{name}' is missing.");
            arguments[i] = Read(value, properties[i].PropertyType, Nullability.Of(properties[i]), names, path[name]);
        }

        try
        {
            return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }
        catch (Exception exception) when (exception is ArgumentException or ShapeException)
        {
            throw path.Fail(exception.Message, exception);
        }
    }

    private static object Closed(Type type, Function function, JsonPath path)
    {
        var make = type.GetConstructor([typeof(Function)]) ?? throw path.Fail($"{type.Name} has no public constructor that takes a function.");
        return make.Invoke(BindingFlags.DoNotWrapExceptions, null, [function], null);
    }

    private static object Record(JsonElement json, Type declared, OpNames names, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw path.Expected("an object", json);
        if (json.Optional("type", path) is not { } name) return declared.IsAbstract ? throw path.Fail("the property 'type' is missing.") : Make(declared, json, names, path);
        var type = AttributeTypes.Case(declared, name.Text(path["type"])) ?? throw path["type"].Expected("a kind of " + declared.Name, name);
        return Make(type, json, names, path, "type");
    }

    private static TensorType TypeOf(JsonElement json, JsonPath path)
    {
        json.Allow(path, "dtype", "shape");
        return TensorJson.Type(json, path);
    }

    private static object Choice(JsonElement json, Type type, JsonPath path) => Enum.GetNames(type).Contains(json.Text(path), StringComparer.Ordinal)
        ? Enum.Parse(type, json.GetString()!)
        : throw path.Expected("one of " + string.Join(", ", Enum.GetNames(type)), json);
}
