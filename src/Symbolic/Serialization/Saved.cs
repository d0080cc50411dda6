using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SymDiff.Serialization;

namespace SymDiff;

/// <summary>Saving and loading of functions.</summary>
public sealed partial class Function
{
    private const int MaxDepth = 1000;

    /// <summary>The function as JSON: the same function gives the same text.</summary>
    /// <exception cref="NotSupportedException">An op has attributes that are not saved.</exception>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        FunctionWriter.Write(buffer, this);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the function as JSON in UTF-8.</summary>
    /// <exception cref="NotSupportedException">An op has attributes that are not saved.</exception>
    public void Save(Stream stream)
    {
        if (stream is null) throw new ArgumentNullException(nameof(stream));
        var buffer = new ArrayBufferWriter<byte>();
        FunctionWriter.Write(buffer, this);
        stream.Write(buffer.WrittenSpan);
    }

    /// <summary>The function that a JSON text describes, in a new graph or the one of the options.</summary>
    /// <exception cref="FormatException">The text is no such function; the message says where.</exception>
    public static Function FromJson(string json, JsonOptions? options = null)
    {
        if (json is null) throw new ArgumentNullException(nameof(json));
        return Read(() => JsonDocument.Parse(json, new() { MaxDepth = MaxDepth }), options);
    }

    /// <summary>Reads the function that a stream of JSON in UTF-8 describes, in a new graph or the one of the options.</summary>
    /// <exception cref="FormatException">The text is no such function; the message says where.</exception>
    public static Function Load(Stream stream, JsonOptions? options = null)
    {
        if (stream is null) throw new ArgumentNullException(nameof(stream));
        return Read(() => JsonDocument.Parse(stream, new() { MaxDepth = MaxDepth }), options);
    }

    private static Function Read(Func<JsonDocument> parse, JsonOptions? options)
    {
        using var document = Parsed(parse);
        return FunctionReader.Read(document.RootElement, options?.Graph ?? new Graph(), OpNames.Of(options?.Assemblies ?? []), JsonPath.Root);
    }

    private static JsonDocument Parsed(Func<JsonDocument> parse)
    {
        try
        {
            return parse();
        }
        catch (ArgumentException exception)   // from the parser alone: the options are our own
        {
            throw new FormatException("Function.FromJson: this is no JSON: the text holds half of a surrogate pair.", exception);
        }
        catch (JsonException exception)
        {
            var (line, column) = (exception.LineNumber.GetValueOrDefault() + 1, exception.BytePositionInLine.GetValueOrDefault() + 1);
            throw new FormatException($"Function.FromJson: this is no JSON: line {line.ToString(CultureInfo.InvariantCulture)}, column {column.ToString(CultureInfo.InvariantCulture)}.", exception);
        }
    }
}
