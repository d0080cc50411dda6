namespace SymDiff.Symbolic.Tests.Serialization;

/// <summary>Mistakes in a saved function are reported with their place.</summary>
public sealed class JsonErrorTests
{
    private const string Valid = """
        {"format":"symdiff-function","version":1,"name":"f","inputs":[{"name":"x","dtype":"f64"},{"name":"v","dtype":"f64","shape":["n",3]}],
        "nodes":[{"function":"Exp","inputs":["x"]},{"op":"Sum","attributes":{"axes":[1]},"inputs":["v"]},{"op":"Constant","attributes":{"value":{"dtype":"f64","shape":[2],"values":[1,2]}}}],
        "outputs":[{"name":"value","node":0},{"name":"s","node":1},{"name":"c","node":2}]}
        """;

    [Fact]
    public void TheTextThatIsSpoiltBelowIsValid() => Assert.Equal<string>(["value", "s", "c"], Function.FromJson(Valid).OutputNames);

    [Theory]
    [InlineData("\"version\":1,", "\"version\":1", "this is no JSON: line 1, column 41.")]
    [InlineData("\"version\":1", "\"version\":2", "version: expected 1, the version that this library reads, got 2.")]
    [InlineData("symdiff-function", "else", "format: expected \"symdiff-function\", got \"else\".")]
    [InlineData("\"name\":\"f\",", "", "the text: the property 'name' is missing.")]
    [InlineData("\"name\":\"f\"", "\"name\":\"f\",\"nmae\":1", "the text: there is no property 'nmae' here; expected format, version, name, inputs, nodes, outputs.")]
    [InlineData("\"name\":\"f\"", "\"name\":\"f\",\"name\":\"g\"", "the text: the property 'name' stands twice.")]
    [InlineData("\"name\":\"f\"", "\"name\":\"1\"", "the text: '1' is not a name for a function: expected letters, digits and underscores, starting with a letter or underscore. (Parameter 'name')")]
    [InlineData("\"name\":\"v\"", "\"name\":3", "inputs[1].name: expected a string, got 3.")]
    [InlineData("\"name\":\"v\",\"dtype\":\"f64\",\"shape\":[\"n\",3]", "\"name\":\"x\",\"dtype\":\"f64\"", "inputs[1].name: two inputs are named 'x'.")]
    [InlineData("\"dtype\":\"f64\",\"shape\":[\"n\",3]", "\"dtype\":\"f16\",\"shape\":[\"n\",3]", "inputs[1].dtype: expected one of f64, f32, i32, i64, bool, got \"f16\".")]
    [InlineData("[\"n\",3]", "[\"n+\",3]", "inputs[1].shape[0]: 'n+' is no size: expected sums of products of names and integers, like 2*n*d + 1.")]
    [InlineData("[\"n\",3]", "[\"n\",-3]", "inputs[1].shape[1]: expected a length, got -3.")]
    [InlineData("[\"n\",3]", "\"n\"", "inputs[1].shape: expected an array, got \"n\".")]
    [InlineData("\"function\":\"Exp\"", "\"function\":\"Ex\"", "nodes[0].function: there is no function 'Ex' of 1 input(s); one of your own is found when JsonOptions.Assemblies has its assembly.")]
    [InlineData("\"op\":\"Sum\"", "\"op\":\"Summ\"", "nodes[1].op: there is no op 'Summ'; one of your own is found when JsonOptions.Assemblies has its assembly.")]
    [InlineData("\"op\":\"Sum\"", "\"op\":\"Sum\",\"function\":\"Exp\"", "nodes[1]: a node has a 'function', or an 'op' with 'attributes', not both.")]
    [InlineData("\"attributes\":{\"axes\":[1]},", "", "nodes[1].attributes: the property 'axes' is missing.")]
    [InlineData("\"axes\":[1]", "\"axes\":[true]", "nodes[1].attributes.axes[0]: expected a 32-bit integer, got true.")]
    [InlineData("\"axes\":[1]", "\"axis\":[1]", "nodes[1].attributes: there is no property 'axis' here; expected axes.")]
    [InlineData("\"inputs\":[\"x\"]", "\"inputs\":[\"z\"]", "nodes[0].inputs[0]: there is no input 'z'.")]
    [InlineData("\"inputs\":[\"x\"]", "\"inputs\":[0]", "nodes[0].inputs[0]: there is no node 0 before this place, which has 0 before it: a node refers to earlier ones only.")]
    [InlineData("\"inputs\":[\"v\"]", "\"inputs\":[2]", "nodes[1].inputs[0]: there is no node 2 before this place, which has 1 before it: a node refers to earlier ones only.")]
    [InlineData("\"inputs\":[\"v\"]", "\"inputs\":[{}]", "nodes[1].inputs[0]: expected the name of an input or the number of a node, got an object.")]
    [InlineData("\"node\":0", "\"node\":-1", "outputs[0].node: there is no node -1 before this place, which has 3 before it: a node refers to earlier ones only.")]
    [InlineData("\"values\":[1,2]", "\"values\":[1,2,3]", "nodes[2].attributes.value.values: a constant of type f64[2] has 2 entries, got 3.")]
    [InlineData("\"values\":[1,2]", "\"values\":[1,\"inf\"]", "nodes[2].attributes.value.values[1]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", got \"inf\".")]
    [InlineData("\"shape\":[2]", "\"shape\":[\"n\"]", "nodes[2].attributes.value.shape: a constant has constant lengths, got [n].")]
    [InlineData("{\"name\":\"s\",\"node\":1}", "{\"name\":\"value\",\"node\":1}", "the text: f: two outputs are named 'value'.")]
    [InlineData("\"function\":\"Exp\",\"inputs\":[\"x\"]", "\"op\":\"Variable\",\"attributes\":{}", "nodes[0].op: an input stands among the 'inputs' of the function, not among its nodes.")]
    [InlineData("{\"function\":\"Exp\",\"inputs\":[\"x\"]}", "{\"op\":\"MatMul\",\"inputs\":[\"x\",\"v\"]}", "nodes[0]: MatMul: expected matrices or vectors, got f64 and f64[n, 3].")]
    public void AMistakeIsReportedWithItsPlace(string valid, string spoilt, string message)
    {
        var text = Valid.Replace(valid, spoilt, StringComparison.Ordinal);
        Assert.NotEqual(Valid, text);
        Assert.Equal("Function.FromJson: " + message, Assert.Throws<FormatException>(() => Function.FromJson(text)).Message);
    }

    [Fact]
    public void ATextThatIsNestedWithoutEndIsAnError() =>
        Assert.StartsWith("Function.FromJson: this is no JSON: line 1, column ", Assert.Throws<FormatException>(() => Function.FromJson(new string('[', 1_000_000))).Message, StringComparison.Ordinal);
}
