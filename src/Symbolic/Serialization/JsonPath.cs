using System.Globalization;
using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>A place in a JSON text, for messages: <c>nodes[3].attributes.axes[0]</c>.</summary>
internal sealed class JsonPath
{
    private readonly JsonPath? parent;
    private readonly string? property;
    private readonly int index;

    private JsonPath(JsonPath? parent, string? property, int index) => (this.parent, this.property, this.index) = (parent, property, index);

    /// <summary>The whole text.</summary>
    public static JsonPath Root { get; } = new(null, null, 0);

    public JsonPath this[string name] => new(this, name, 0);

    public JsonPath this[int position] => new(this, null, position);

    /// <summary>The error of this place.</summary>
    public FormatException Fail(string problem, Exception? inner = null) => new($"Function.FromJson: {this}: {problem}", inner);

    /// <summary>The error that a value here is of another kind.</summary>
    public FormatException Expected(string what, JsonElement found) => Fail($"expected {what}, got {Describe(found)}.");

    public override string ToString()
    {
        if (parent is null) return "the text";
        var segments = new List<string>();
        for (var path = this; path.parent is not null; path = path.parent)
            segments.Add(path.property is { } name ? "." + name : "[" + path.index.ToString(CultureInfo.InvariantCulture) + "]");
        segments.Reverse();
        return string.Concat(segments).TrimStart('.');
    }

    private static string Describe(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ when found.GetRawText() is { Length: > 40 } text => text.Substring(0, 37) + "...",
        _ => found.GetRawText(),
    };
}
