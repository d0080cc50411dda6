using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>
/// Types and constants in JSON, constants by their bits: finite numbers in shortest form, infinities as strings, a NaN with its payload in hexadecimal
/// where it is not the usual one.
/// </summary>
internal static class TensorJson
{
    private const string PayloadPrefix = "NaN:";
    private static readonly long usualNaN = BitConverter.DoubleToInt64Bits(double.NaN);

    public static void Write(Utf8JsonWriter json, TensorType type)
    {
        json.WriteString("dtype", type.DType.Symbol);
        if (type.IsScalar) return;
        json.WritePropertyName("shape");
        Write(json, type.Shape);
    }

    public static void Write(Utf8JsonWriter json, Shape shape)
    {
        json.WriteStartArray();
        foreach (var dim in shape) Write(json, dim);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, Dim dim)
    {
        if (dim.IsConstant && int.TryParse(dim.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _)) json.WriteNumberValue(dim.Value);
        else json.WriteStringValue(dim.ToString());
    }

    public static void Write(Utf8JsonWriter json, Tensor tensor)
    {
        json.WriteStartObject();
        Write(json, tensor.Type);
        json.WriteStartArray("values");
        foreach (var entry in tensor.Entries) Write(json, entry, tensor.DType);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        if (double.IsFinite(value)) json.WriteRawValue(bits == long.MinValue ? "-0.0" : value.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        else if (double.IsInfinity(value)) json.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        else json.WriteStringValue(bits == usualNaN ? "NaN" : PayloadPrefix + bits.ToString("x16", CultureInfo.InvariantCulture));
    }

    public static TensorType Type(JsonElement element, JsonPath path) => new(
        Dtype(element.Required("dtype", path), path["dtype"]),
        element.Optional("shape", path) is { } shape ? Shape(shape, path["shape"]) : SymDiff.Shape.Scalar);

    public static DType Dtype(JsonElement element, JsonPath path)
    {
        var symbol = element.Text(path);
        foreach (var dtype in Enum.GetValues<DType>())
            if (dtype.Symbol == symbol) return dtype;
        throw path.Expected("one of " + string.Join(", ", Enum.GetValues<DType>().Select(d => d.Symbol)), element);
    }

    public static Shape Shape(JsonElement element, JsonPath path) => SymDiff.Shape.Of(element.Entries(path).Select((entry, i) => Dim(entry, path[i])).ToList());

    public static Dim Dim(JsonElement element, JsonPath path)
    {
        if (element.ValueKind == JsonValueKind.Number) return element.Int(path) is >= 0 and var length ? length : throw path.Expected("a length", element);
        if (element.ValueKind != JsonValueKind.String) throw path.Expected("a length or a polynomial in sizes", element);
        try
        {
            return SymDiff.Dim.Parse(element.Text(path));
        }
        catch (FormatException exception)
        {
            throw path.Fail(exception.Message, exception);
        }
    }

    public static Tensor Tensor(JsonElement element, JsonPath path)
    {
        element.Allow(path, "dtype", "shape", "values");
        var type = Type(element, path);
        if (!type.Shape.IsConstant) throw path["shape"].Fail($"a constant has constant lengths, got {type.Shape}.");
        var values = path["values"];
        Scalar[] entries = [.. element.Required("values", path).Entries(values).Select((entry, i) => Entry(entry, type.DType, values[i]))];
        var count = type.Shape.Size;
        return entries.Length == count.Value
            ? new(type.DType, [.. type.Shape.Select(d => d.Value)], entries)
            : throw values.Fail($"a constant of type {type} has {count} entries, got {entries.Length.ToString(CultureInfo.InvariantCulture)}.");
    }

    public static double Real(JsonElement element, JsonPath path)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)) return value;
        if (element.ValueKind != JsonValueKind.String) throw path.Expected("a number", element);
        var text = element.Text(path);
        return text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ when text.StartsWith(PayloadPrefix, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(PayloadPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                && double.IsNaN(BitConverter.Int64BitsToDouble(bits)) => BitConverter.Int64BitsToDouble(bits),
            _ => throw path.Expected("a number, \"NaN\", \"Infinity\" or \"-Infinity\"", element),
        };
    }

    private static void Write(Utf8JsonWriter json, Scalar entry, DType dtype)
    {
        if (dtype.IsFloat) Write(json, entry.Real);
        else if (dtype == DType.Bool) json.WriteBooleanValue(entry.Truth);
        else json.WriteNumberValue(entry.Integer);
    }

    private static Scalar Entry(JsonElement element, DType dtype, JsonPath path) => dtype switch
    {
        DType.Float64 => Scalar.Of(Real(element, path)),
        DType.Float32 => Single(element, path),
        DType.Int32 => Scalar.Of((long)element.Int(path)),
        DType.Int64 => Scalar.Of(element.Long(path)),
        _ => Scalar.Of(element.Truth(path)),
    };

    private static Scalar Single(JsonElement element, JsonPath path)
    {
        var value = Real(element, path);
        return double.IsNaN(value) || (float)value == value ? Scalar.Of(value) : throw path.Expected("a number of single precision", element);
    }
}
