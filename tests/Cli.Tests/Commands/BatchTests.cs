using System.Text.Json;

namespace SymDiff.Cli.Tests.Commands;

/// <summary>batch: one answer line for each question line, whatever comes.</summary>
public sealed class BatchTests
{
    private static string[] Answers(string input)
    {
        var run = Run.WithInput(input, "batch");
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run.Output.TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void EachQuestionHasItsAnswer() => Assert.Equal(
        [
            """{"id":1,"value":18,"gradient":{"x":12,"y":9},"hessian":{"x":{"x":4,"y":6},"y":{"x":6,"y":0}},"hvp":{"x":4,"y":6}}""",
            """{"id":"b","value":18}""",
            """{"id":{"n":3},"value":25,"gradient":{"x":[6,8]},"jacobian":{"value":{"x":[6,8]}}}""",
            """{"id":4,"value":"NaN","gradient":{"x":"NaN"}}""",
            """{"id":null,"value":3}""",
        ],
        Answers("""
            {"id": 1, "function": "x^2*y", "at": {"x": 3, "y": 2}, "want": ["value", "gradient", "hessian", "hvp"], "v": {"x": 1, "y": 0}}
            {"id": "b", "function": "x^2*y", "at": {"x": 3, "y": 2}}

            {"id": {"n": 3}, "function": "(double[] x) => x[0]^2 + x[1]^2", "at": {"x": [3, 4]}, "want": ["gradient", "jacobian"]}
            {"id": 4, "function": "sin(x)", "at": {"x": "NaN"}, "want": ["gradient"]}
            {"function": "1 + 2"}
            """));

    [Theory]
    [InlineData("""{"id": 1, "function": "x^2*", "at": {"x": 3}}""", "Column 5: expected an operand, got the end of the text.\n  x^2*\n      ^")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": 3}, "want": ["slope"]}""", "unknown want 'slope'; expected value, gradient, hessian, hvp, jacobian.")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": 3, "y": 1}}""", "the function has no input 'y'; its inputs are x.")]
    [InlineData("""{"id": 1, "function": "x", "at": {}}""", "the input 'x' has no value; its inputs are x.")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": "three"}}""", "at.x: expected a number, an array of numbers, or \"NaN\", \"Infinity\", \"-Infinity\", got \"three\".")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": [[1, 2], [3]]}}""", "at.x: the rows of an array have different lengths.")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": 3, "x": 4}}""", "'at' gives 'x' twice.")]
    [InlineData("""{"id": 1, "function": "x", "at": 3}""", "the member 'at' is 3; expected an object of numbers or arrays.")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": 3}, "want": "value"}""", "the member 'want' is \"value\"; expected an array of strings.")]
    [InlineData("""{"id": 1, "function": "x", "at": {"x": 3}, "want": ["hvp"]}""", "hvp needs a direction: give \"v\": {\"x\": 1, ...}.")]
    [InlineData("""{"id": 1, "function": 3}""", "the member 'function' is Number; expected a string.")]
    [InlineData("""{"id": 1}""", "the member 'function' is missing.")]
    [InlineData("""{"id": 1, "function": "x", "wnat": []}""", "unknown member 'wnat'; expected id, function, at, want, v, wrt.")]
    [InlineData("""{"id": 1, "function": "x", "function": "y"}""", "the member 'function' stands twice.")]
    public void AMistakeIsAnAnswerToo(string line, string message)
    {
        var answers = Answers(line + "\n{\"id\": 2, \"function\": \"1\"}");
        using var first = JsonDocument.Parse(answers[0]);
        Assert.Equal(1, first.RootElement.GetProperty("id").GetInt32());
        Assert.Equal(message, first.RootElement.GetProperty("error").GetString());
        Assert.Equal("""{"id":2,"value":1}""", answers[1]);
    }

    [Fact]
    public void AByteOrderMarkIsNoPartOfTheLine() => Assert.Equal("""{"id":1,"value":2}""", Answers("\uFEFF{\"id\": 1, \"function\": \"1 + 1\"}")[0]);

    [Fact]
    public void WhatIsNoJsonHasNoId()
    {
        Assert.StartsWith("""{"id":null,"error":"the line is no JSON: """, Answers("grad x")[0], StringComparison.Ordinal);
        Assert.Equal("""{"id":null,"error":"expected an object with id, function, at and want, got Array."}""", Answers("[1]")[0]);
    }
}
