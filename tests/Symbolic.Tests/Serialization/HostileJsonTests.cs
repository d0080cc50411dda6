using System.Globalization;
using System.Text.Json.Nodes;
using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Serialization;

/// <summary>A saved function that something else has written over is refused in words, or is another function: nothing else is thrown.</summary>
public sealed class HostileJsonTests
{
    // what may stand in the place of any value
    private static readonly string[] values =
    [
        "null", "true", "-1", "0", "9", "2147483647", "1.5", "1e999", "9223372036854775808", "\"\"", "\"zzz\"", "\"n/0\"", "\"Int32\"", "[]", "[0]", "[0,0]", "[-1]", "[9]", "[[]]", "[null]", "{}", "{\"type\":\"x\"}",
    ];

    public static TheoryData<string> Samples => [.. OpSamples.All.GroupBy(s => string.Join(",", Ops(s))).Select(g => g.First().Name)];

    [Theory, MemberData(nameof(Samples))]
    public void EveryValueOfEveryOpReplaced(string name)
    {
        var sample = OpSamples.Named(name);
        var text = new Function("f", sample.Inputs, sample.Outputs).ToJson();
        foreach (var path in Places(JsonNode.Parse(text)!, ""))
            foreach (var value in values)
                IsRefusedOrRead(Replaced(text, path, JsonNode.Parse(value)), $"{value} at {path} in {text}");
    }

    [Theory]
    [InlineData("", "this is no JSON: line 1, column 1.")]
    [InlineData("null", "the text: expected an object, got null.")]
    [InlineData("[]", "the text: expected an object, got an array.")]
    [InlineData("\"\\ud800\"", "the text: expected an object, got \"\\ud800\".")]
    [InlineData("{\"\\ud800\":1}", "the text: a string is not Unicode: it holds half of a surrogate pair or bytes that are no UTF-8.")]
    [InlineData("{\"format\":\"\\ud800\",\"version\":1}", "format: a string is not Unicode: it holds half of a surrogate pair or bytes that are no UTF-8.")]
    public void TextsThatAreNoFunction(string text, string message) =>
        Assert.Equal("Function.FromJson: " + message, Assert.Throws<FormatException>(() => Function.FromJson(text)).Message);

    [Fact]
    public void TextsThatAreNoUnicode()
    {
        Assert.Equal(
            "Function.FromJson: this is no JSON: the text holds half of a surrogate pair.",
            Assert.Throws<FormatException>(() => Function.FromJson("{\"" + (char)0xd800 + "\":1}")).Message);
        Assert.Equal(
            "Function.FromJson: the text: a string is not Unicode: it holds half of a surrogate pair or bytes that are no UTF-8.",
            Assert.Throws<FormatException>(() => Function.Load(new MemoryStream([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']))).Message);
    }

    [Fact]
    public void AMissingValueAndALengthBeyondMeasure()
    {
        var graph = new Graph();
        var (x, y) = (graph.Variable("x", [2]), graph.Variable("y", [1]));
        var text = new Function("f", [x, y], [NodeMath.Concatenate([x, y], 0)]).ToJson();
        Assert.Equal(
            "Function.FromJson: nodes[0]: Concatenate: the 2 parts are 2147483648 long together along axis 0; expected at most 2147483647.",
            Assert.Throws<FormatException>(() => Function.FromJson(text.Replace("[2]", "[2147483647]", StringComparison.Ordinal))).Message);
        var wide = graph.Function("g", [y], [NodeMath.BroadcastTo(y, [3])]).ToJson();
        Assert.Equal(
            "Function.FromJson: nodes[0].attributes.target: expected a value, got null.",
            Assert.Throws<FormatException>(() => Function.FromJson(wide.Replace("\"target\":[3]", "\"target\":null", StringComparison.Ordinal))).Message);
    }

    private static IEnumerable<string> Ops(OpSample sample) => Traversal.PostOrder(sample.Outputs).Select(n => n.Op.GetType().Name + n.Op.Name).Distinct();

    private static void IsRefusedOrRead(string text, string what)
    {
        try
        {
            Function.FromJson(text);
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("Function.FromJson: ", exception.Message, StringComparison.Ordinal);
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what}: {exception.GetType().Name}: {exception.Message} {exception.StackTrace!.Split('\n')[0]}");
        }
    }

    private static IEnumerable<string> Places(JsonNode? node, string path) => node switch
    {
        JsonObject o => o.SelectMany(p => Places(p.Value, path + "/" + p.Key).Prepend(path + "/" + p.Key)),
        JsonArray a => a.SelectMany((entry, i) => Places(entry, path + "/" + i.ToString(CultureInfo.InvariantCulture)).Prepend(path + "/" + i.ToString(CultureInfo.InvariantCulture))),
        _ => [],
    };

    private static string Replaced(string text, string path, JsonNode? value)
    {
        var root = JsonNode.Parse(text)!;
        var steps = path.Split('/')[1..];
        var holder = steps[..^1].Aggregate(root, (node, step) => node is JsonArray a ? a[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);
        if (holder is JsonArray array) array[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = value;
        else holder[steps[^1]] = value;
        return root.ToJsonString();
    }
}
