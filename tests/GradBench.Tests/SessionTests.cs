using System.Text.Json;
using SymDiff.GradBench.Protocol;

namespace SymDiff.GradBench.Tests;

/// <summary>The protocol apart from the evals.</summary>
public sealed class SessionTests
{
    private readonly Session session = new();

    [Fact]
    public void MessagesOfAnyKindAreAnsweredByTheirId()
    {
        Assert.Equal("""{"id":7,"tool":"symdiff"}""", session.Answer("""{"id": 7, "kind": "start", "eval": "hello", "config": {}}"""));
        Assert.Equal("""{"id":8}""", session.Answer("""{"id": 8, "kind": "analysis", "of": 7, "valid": true}"""));
        Assert.Equal("""{"id":9}""", session.Answer("""{"id": 9, "kind": "greeting"}"""));
    }

    [Fact]
    public void WhatIsNotThereIsAnError()
    {
        Assert.StartsWith("there is no module 'nothing'; expected one of hello", Error("""{"id": 1, "kind": "define", "module": "nothing"}"""), StringComparison.Ordinal);
        Assert.Equal("the module 'hello' is not defined", Error("""{"id": 2, "kind": "evaluate", "module": "hello", "function": "square", "input": 1}"""));
        session.Answer("""{"id": 3, "kind": "define", "module": "hello"}""");
        Assert.Equal("there is no function 'cube' in this module; expected square or double", Error("""{"id": 4, "kind": "evaluate", "module": "hello", "function": "cube", "input": 1}"""));
    }

    // A run that fails takes nothing from those that follow.
    [Fact]
    public void AWrongInputIsAnErrorOfItsOwn()
    {
        session.Answer("""{"id": 3, "kind": "define", "module": "hello"}""");
        Assert.NotEmpty(Error("""{"id": 4, "kind": "evaluate", "module": "hello", "function": "square", "input": "one"}"""));
        var answer = JsonDocument.Parse(session.Answer("""{"id": 5, "kind": "evaluate", "module": "hello", "function": "square", "input": 3}""")).RootElement;
        Assert.Equal(9, answer.GetProperty("output").GetDouble());
        Assert.Equal("evaluate", answer.GetProperty("timings")[0].GetProperty("name").GetString());
        Assert.Single(answer.GetProperty("timings").EnumerateArray());
    }

    private string Error(string message)
    {
        var answer = JsonDocument.Parse(session.Answer(message)).RootElement;
        Assert.False(answer.GetProperty("success").GetBoolean());
        return answer.GetProperty("error").GetString()!;
    }
}
