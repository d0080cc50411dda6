using System.Collections;
using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>Attributes of ops as JSON: numbers, types, tensors, closed functions, lists, and records of those, by what their constructors take.</summary>
internal static class AttributeWriter
{
    /// <summary>A value that is declared as a type; where that is a base, the object says which case it is.</summary>
    public static void Write(Utf8JsonWriter json, object? value, Type declared, Op op)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: TensorJson.Write(json, number); break;
            case string text: json.WriteStringValue(text); break;
            case DType dtype: json.WriteStringValue(dtype.Symbol); break;
            case Enum choice: json.WriteStringValue(choice.ToString()); break;
            case Dim dim: TensorJson.Write(json, dim); break;
            case Shape shape: TensorJson.Write(json, shape); break;
            case Tensor tensor: TensorJson.Write(json, tensor); break;
            case TensorType type: WriteObject(json, () => TensorJson.Write(json, type)); break;
            case Function function: FunctionWriter.Write(json, function); break;
            case Ops.IClosedFunction closed: FunctionWriter.Write(json, closed.Function); break;
            case IEnumerable items when AttributeTypes.ItemOf(value.GetType()) is { } item: WriteList(json, items, item, op); break;
            default: WriteRecord(json, value, declared, op); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, Action properties)
    {
        json.WriteStartObject();
        properties();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable items, Type item, Op op)
    {
        json.WriteStartArray();
        foreach (var entry in items) Write(json, entry, item, op);
        json.WriteEndArray();
    }

    private static void WriteRecord(Utf8JsonWriter json, object value, Type declared, Op op)
    {
        var type = value.GetType();
        if (Attributes.Constructor(type) is not { } constructor)
            throw new NotSupportedException($"Function.ToJson: the op {op.Name} has an attribute of type {type.Name}, which is none that is saved: expected numbers, strings, types, tensors, functions, lists, or records whose constructor takes such.");
        WriteObject(json, () =>
        {
            if (type != declared) json.WriteString("type", type.Name);
            foreach (var property in Attributes.Properties(type))
            {
                json.WritePropertyName(Attributes.NameOf(property));
                Write(json, property.GetValue(value), property.PropertyType, op);
            }
        });
    }
}
