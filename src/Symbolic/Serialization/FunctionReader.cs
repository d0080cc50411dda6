using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace SymDiff.Serialization;

/// <summary>Reads what <see cref="FunctionWriter"/> writes. Every op's type rule runs again.</summary>
internal sealed class FunctionReader
{
    private readonly Graph graph;
    private readonly OpNames names;
    private readonly Dictionary<string, Node> inputs = new(StringComparer.Ordinal);
    private readonly List<Node> nodes = [];

    private FunctionReader(Graph graph, OpNames names) => (this.graph, this.names) = (graph, names);

    /// <summary>The function that a JSON value describes, in the given graph.</summary>
    public static Function Read(JsonElement json, Graph graph, OpNames names, JsonPath path) => new FunctionReader(graph, names).Read(json, path);

    private Function Read(JsonElement json, JsonPath path)
    {
        json.Allow(path, "format", "version", "name", "inputs", "nodes", "outputs");
        CheckFormat(json, path);
        var parameters = json.Required("inputs", path).Entries(path["inputs"]).Select((input, i) => ReadInput(input, path["inputs"][i])).ToList();
        foreach (var (i, node) in json.Required("nodes", path).Entries(path["nodes"]).Index()) nodes.Add(ReadNode(node, path["nodes"][i]));
        var outputs = json.Required("outputs", path).Entries(path["outputs"]).Select((output, i) => ReadOutput(output, path["outputs"][i])).ToList();
        return Build(path, () => new Function(json.Required("name", path).Text(path["name"]), parameters, outputs));
    }

    private static void CheckFormat(JsonElement json, JsonPath path)
    {
        var (format, version) = (json.Required("format", path), json.Required("version", path));
        if (format.Text(path["format"]) != FunctionWriter.Format) throw path["format"].Expected($"\"{FunctionWriter.Format}\"", format);
        if (version.Int(path["version"]) != FunctionWriter.Version)
            throw path["version"].Expected($"{FunctionWriter.Version.ToString(CultureInfo.InvariantCulture)}, the version that this library reads", version);
    }

    private Node ReadInput(JsonElement json, JsonPath path)
    {
        json.Allow(path, "name", "dtype", "shape");
        var name = json.Required("name", path).Text(path["name"]);
        var type = TensorJson.Type(json, path);
        var node = Build(path, () => graph.Variable(name, type));
        return inputs.TryAdd(name, node) ? node : throw path["name"].Fail($"two inputs are named '{name}'.");
    }

    private (string Name, Node Node) ReadOutput(JsonElement json, JsonPath path)
    {
        json.Allow(path, "name", "node");
        return (json.Required("name", path).Text(path["name"]), Reference(json.Required("node", path), path["node"]));
    }

    private Node ReadNode(JsonElement json, JsonPath path)
    {
        json.Allow(path, "op", "function", "attributes", "inputs");
        var operands = json.Optional("inputs", path) is { } given
            ? given.Entries(path["inputs"]).Select((input, i) => Reference(input, path["inputs"][i])).ToImmutableArray()
            : [];
        var op = ReadOp(json, operands.Length, path);
        return Build(path, () => graph.Add(op, operands));
    }

    private Op ReadOp(JsonElement json, int arity, JsonPath path)
    {
        if (json.Optional("function", path) is { } function)
        {
            if (json.Optional("op", path) is not null || json.Optional("attributes", path) is not null) throw path.Fail("a node has a 'function', or an 'op' with 'attributes', not both.");
            return names.FindRow(function.Text(path["function"]), arity)
                ?? throw path["function"].Fail($"there is no function '{function.GetString()}' of {arity.ToString(CultureInfo.InvariantCulture)} input(s); one of your own is found when JsonOptions.Assemblies has its assembly.");
        }

        var name = json.Required("op", path);
        var type = names.FindType(name.Text(path["op"]))
            ?? throw path["op"].Fail($"there is no op '{name.GetString()}'; one of your own is found when JsonOptions.Assemblies has its assembly.");
        if (type == typeof(Ops.Variable)) throw path["op"].Fail("an input stands among the 'inputs' of the function, not among its nodes.");
        return (Op)AttributeReader.Make(type, json.Optional("attributes", path), names, path["attributes"]);
    }

    private Node Reference(JsonElement json, JsonPath path)
    {
        if (json.ValueKind == JsonValueKind.String)
            return inputs.TryGetValue(json.Text(path), out var input) ? input : throw path.Fail($"there is no input '{json.Text(path)}'.");
        if (json.ValueKind != JsonValueKind.Number) throw path.Expected("the name of an input or the number of a node", json);
        var position = json.Int(path);
        return position >= 0 && position < nodes.Count
            ? nodes[position]
            : throw path.Fail($"there is no node {position.ToString(CultureInfo.InvariantCulture)} before this place, which has {nodes.Count.ToString(CultureInfo.InvariantCulture)} before it: a node refers to earlier ones only.");
    }

    // What the graph says of a node is said at its place.
    private static T Build<T>(JsonPath path, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException)
        {
            throw path.Fail(exception.Message, exception);
        }
    }
}
