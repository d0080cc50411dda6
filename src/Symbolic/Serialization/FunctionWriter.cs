using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>
/// Functions as JSON. Inputs come first; then the nodes in order of first visit from the outputs, each once, one a line; a node refers to inputs by their
/// names and to nodes by their positions. The bytes depend on the function's structure alone.
/// </summary>
internal static class FunctionWriter
{
    public const string Format = "symdiff-function";
    public const int Version = 1;
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A function with a line for each node, as a file has it.</summary>
    public static void Write(IBufferWriter<byte> buffer, Function function)
    {
        using var json = new Utf8JsonWriter(buffer, options);
        var line = new ArrayBufferWriter<byte>();
        using var item = new Utf8JsonWriter(line, options);
        Write(json, function, write =>
        {
            line.ResetWrittenCount();
            line.Write("\n"u8);
            item.Reset();
            write(item);
            item.Flush();
            json.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
        });
        json.Flush();
        buffer.Write("\n"u8);
    }

    /// <summary>A function within another, in the line of the node it belongs to.</summary>
    public static void Write(Utf8JsonWriter json, Function function) => Write(json, function, write => write(json));

    private static void Write(Utf8JsonWriter json, Function function, Action<Action<Utf8JsonWriter>> onItsLine)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("name", function.Name);
        json.WriteStartArray("inputs");
        foreach (var input in function.Inputs) onItsLine(item => WriteInput(item, input));
        json.WriteEndArray();
        var positions = new Dictionary<Node, int>();
        json.WriteStartArray("nodes");
        foreach (var node in Traversal.PostOrder(function.Outputs).Where(n => n.Op is not Ops.Variable))
        {
            onItsLine(item => WriteNode(item, node, positions));
            positions.Add(node, positions.Count);
        }

        json.WriteEndArray();
        json.WriteStartArray("outputs");
        for (var i = 0; i < function.Outputs.Length; i++) onItsLine(item => WriteOutput(item, function.OutputNames[i], function.Outputs[i], positions));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, Node input)
    {
        json.WriteStartObject();
        json.WriteString("name", input.Op.Name);
        TensorJson.Write(json, input.Type);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, Node node, Dictionary<Node, int> positions)
    {
        json.WriteStartObject();
        WriteOp(json, node.Op);
        WriteInputs(json, node, positions);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, string name, Node node, Dictionary<Node, int> positions)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WritePropertyName("node");
        WriteReference(json, node, positions);
        json.WriteEndObject();
    }

    private static void WriteOp(Utf8JsonWriter json, Op op)
    {
        if (op is Ops.Row row)
        {
            json.WriteString("function", OpNames.RowName(row));
            return;
        }

        var type = op.GetType();
        if (Attributes.Constructor(type) is null || type.IsGenericType)
            throw new NotSupportedException($"Function.ToJson: the op {op.Name} has no public constructor whose parameters are its properties, so it cannot be made again.");
        json.WriteString("op", OpNames.TypeName(type));
        var attributes = Attributes.Properties(type);
        if (attributes.IsEmpty) return;
        json.WriteStartObject("attributes");
        foreach (var attribute in attributes)
        {
            json.WritePropertyName(Attributes.NameOf(attribute));
            AttributeWriter.Write(json, attribute.GetValue(op), attribute.PropertyType, op);
        }

        json.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter json, Node node, Dictionary<Node, int> positions)
    {
        if (node.Inputs.IsEmpty) return;
        json.WriteStartArray("inputs");
        foreach (var input in node.Inputs) WriteReference(json, input, positions);
        json.WriteEndArray();
    }

    private static void WriteReference(Utf8JsonWriter json, Node node, Dictionary<Node, int> positions)
    {
        if (node.Op is Ops.Variable) json.WriteStringValue(node.Op.Name);
        else json.WriteNumberValue(positions[node]);
    }
}
