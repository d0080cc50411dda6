using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>Reading JSON with errors that say where and what was expected.</summary>
internal static class JsonReading
{
    extension(JsonElement element)
    {
        /// <summary>The property of an object.</summary>
        public JsonElement Required(string name, JsonPath path) => element.ValueKind != JsonValueKind.Object ? throw path.Expected("an object", element)
            : element.Optional(name, path) is { } value ? value
            : throw path.Fail($"the property '{name}' is missing.");

        /// <summary>The property of an object, or null.</summary>
        public JsonElement? Optional(string name, JsonPath path) => Unicode(path, (element, name), static e => e.element.TryGetProperty(e.name, out var value) ? value : (JsonElement?)null);

        /// <summary>The entries of an array.</summary>
        public IEnumerable<JsonElement> Entries(JsonPath path) =>
            element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw path.Expected("an array", element);

        /// <summary>A string.</summary>
        public string Text(JsonPath path) => element.ValueKind == JsonValueKind.String ? Unicode(path, element, static e => e.GetString()!) : throw path.Expected("a string", element);

        /// <summary>An Int32.</summary>
        public int Int(JsonPath path) =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) ? value : throw path.Expected("a 32-bit integer", element);

        /// <summary>An Int64.</summary>
        public long Long(JsonPath path) =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value) ? value : throw path.Expected("a 64-bit integer", element);

        /// <summary>True or false.</summary>
        public bool Truth(JsonPath path) =>
            element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw path.Expected("true or false", element);

        /// <summary>Checks that an object has no properties but these, each once: a misspelt one must not be passed over.</summary>
        public void Allow(JsonPath path, params ReadOnlySpan<string> names)
        {
            if (element.ValueKind != JsonValueKind.Object) throw path.Expected("an object", element);
            var seen = 0L;
            foreach (var property in element.EnumerateObject())
            {
                var name = Unicode(path, property, static p => p.Name);
                var index = names.IndexOf(name);
                if (index < 0) throw path.Fail($"there is no property '{name}' here; expected {string.Join(", ", names.ToArray())}.");
                if ((seen & (1L << index)) != 0) throw path.Fail($"the property '{name}' stands twice.");
                seen |= 1L << index;
            }
        }
    }

    // A string is read where it is asked for; escapes may spell half of a surrogate pair.
    private static TResult Unicode<T, TResult>(JsonPath path, T json, Func<T, TResult> read)
    {
        try
        {
            return read(json);
        }
        catch (InvalidOperationException exception)
        {
            throw path.Fail("a string is not Unicode: it holds half of a surrogate pair or bytes that are no UTF-8.", exception);
        }
    }
}
