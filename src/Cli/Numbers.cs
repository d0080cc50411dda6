using System.Globalization;
using System.Text.Json;

namespace SymDiff.Cli;

/// <summary>Tensors in text and in JSON: arrays of arrays; NaN and the infinities are strings, as JSON has no numbers for them.</summary>
internal static class Numbers
{
    public static string Text(Tensor value) => Nested(value, 0, 0);

    public static void Write(Utf8JsonWriter json, Tensor value) => Write(json, value, 0, 0);

    /// <summary>The tensor that a JSON value spells out.</summary>
    public static Tensor Read(JsonElement json, string what)
    {
        var (lengths, entries) = (new List<int>(), new List<double>());
        for (var level = json; level.ValueKind == JsonValueKind.Array; level = level.EnumerateArray().FirstOrDefault()) lengths.Add(level.GetArrayLength());
        var isTruth = Read(json, what, [.. lengths], 0, entries);
        return Tensor.Of(isTruth ? DType.Bool : DType.Float64, entries.ToArray(), [.. lengths]);
    }

    // Whether the entries are true and false.
    private static bool Read(JsonElement json, string what, int[] lengths, int axis, List<double> entries)
    {
        if (axis < lengths.Length)
        {
            if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != lengths[axis]) throw new InputException($"{what}: the rows of an array have different lengths.");
            return json.EnumerateArray().Select(row => Read(row, what, lengths, axis + 1, entries)).ToList() is { Count: > 0 } rows && rows.TrueForAll(r => r);
        }

        entries.Add(json.ValueKind switch
        {
            JsonValueKind.Number => json.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String when json.GetString() is "NaN" => double.NaN,
            JsonValueKind.String when json.GetString() is "Infinity" => double.PositiveInfinity,
            JsonValueKind.String when json.GetString() is "-Infinity" => double.NegativeInfinity,
            JsonValueKind.Array => throw new InputException($"{what}: the rows of an array have different lengths."),
            _ => throw new InputException($"{what}: expected a number, an array of numbers, or \"NaN\", \"Infinity\", \"-Infinity\", got {json.GetRawText()}."),
        });
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static string Nested(Tensor value, int axis, int offset)
    {
        if (axis == value.Lengths.Length) return Text(value[offset], value.DType);
        var stride = value.Lengths.Skip(axis + 1).Aggregate(1, (product, length) => product * length);
        return "[" + string.Join(", ", Enumerable.Range(0, value.Lengths[axis]).Select(i => Nested(value, axis + 1, offset + i * stride))) + "]";
    }

    private static string Text(Scalar entry, DType dtype) => dtype switch
    {
        DType.Bool => entry.Truth ? "true" : "false",
        DType.Float64 => entry.Real.ToString("R", CultureInfo.InvariantCulture),
        DType.Float32 => ((float)entry.Real).ToString("R", CultureInfo.InvariantCulture),
        _ => entry.Integer.ToString(CultureInfo.InvariantCulture),
    };

    private static void Write(Utf8JsonWriter json, Tensor value, int axis, int offset)
    {
        if (axis == value.Lengths.Length)
        {
            Write(json, value[offset], value.DType);
            return;
        }

        var stride = value.Lengths.Skip(axis + 1).Aggregate(1, (product, length) => product * length);
        json.WriteStartArray();
        for (var i = 0; i < value.Lengths[axis]; i++) Write(json, value, axis + 1, offset + i * stride);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Scalar entry, DType dtype)
    {
        if (dtype == DType.Bool) json.WriteBooleanValue(entry.Truth);
        else if (!dtype.IsFloat) json.WriteNumberValue(entry.Integer);
        else if (!double.IsFinite(entry.Real)) json.WriteStringValue(entry.Real.ToString(CultureInfo.InvariantCulture));
        else if (dtype == DType.Float32) json.WriteNumberValue((float)entry.Real);
        else json.WriteNumberValue(entry.Real);
    }
}
