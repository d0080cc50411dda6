using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Testing;

namespace SymDiff.GradBench.Tests;

/// <summary>Recorded dialogues are answered as a valid tool answers them.</summary>
public sealed class TranscriptTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("gmm")]
    [InlineData("gmm2")]
    [InlineData("ba")]
    [InlineData("lstm")]
    [InlineData("kmeans")]
    [InlineData("llsq")]
    [InlineData("lse")]
    [InlineData("ode")]
    [InlineData("det")]
    [InlineData("ht_simple")]
    [InlineData("ht_complicated")]
    [InlineData("particle")]
    [InlineData("saddle")]
    public void IsAnsweredAsExpected(string name)
    {
        var (session, answers) = (new Session(), new Dictionary<long, JsonElement>());
        var compared = 0;
        foreach (var line in File.ReadLines(Repository.Path("tests", "GradBench.Tests", "transcripts", name + ".jsonl")))
        {
            var entry = JsonDocument.Parse(line).RootElement;
            if (entry.TryGetProperty("message", out var message))
            {
                answers.Add(message.GetProperty("id").GetInt64(), JsonDocument.Parse(session.Answer(message.GetRawText())).RootElement);
                continue;
            }

            var expected = entry.GetProperty("expected");
            var answer = answers[expected.GetProperty("id").GetInt64()];
            Assert.True(answer.GetProperty("success").GetBoolean(), answer.GetRawText());
            Same(expected.GetProperty("output"), answer.GetProperty("output"), "output");
            compared++;
        }

        Assert.True(compared >= 2);
        Assert.Equal("symdiff", answers[0].GetProperty("tool").GetString());
        Assert.True(answers[1].GetProperty("success").GetBoolean());
    }

    // Same structure; numbers within 1e-8, absolutely below 1 and relatively above.
    private static void Same(JsonElement expected, JsonElement actual, string where)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{where}: {expected.ValueKind} is {actual.ValueKind}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(p => p.Name).Order(), actual.EnumerateObject().Select(p => p.Name).Order());
                foreach (var member in expected.EnumerateObject()) Same(member.Value, actual.GetProperty(member.Name), $"{where}.{member.Name}");
                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{where}: {expected.GetArrayLength()} entries are {actual.GetArrayLength()}");
                var i = 0;
                foreach (var (e, a) in expected.EnumerateArray().Zip(actual.EnumerateArray())) Same(e, a, $"{where}[{i++}]");
                break;
            default:
                var (x, y) = (expected.GetDouble(), actual.GetDouble());
                Assert.True(Math.Abs(x - y) <= 1e-8 * Math.Max(1, Math.Abs(x) + Math.Abs(y)), $"{where}: {x:R} is {y:R}");
                break;
        }
    }
}
