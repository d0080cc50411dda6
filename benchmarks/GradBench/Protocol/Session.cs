using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SymDiff.GradBench.Evals;

namespace SymDiff.GradBench.Protocol;

/// <summary>One dialogue with the driver: modules are compiled once, when they are defined.</summary>
internal sealed class Session
{
    private readonly Dictionary<string, Eval> modules = new(StringComparer.Ordinal);

    /// <summary>The answer to a line.</summary>
    public string Answer(string line)
    {
        using var message = JsonDocument.Parse(line);
        var (root, buffer) = (message.RootElement, new ArrayBufferWriter<byte>());
        using (var answer = new Utf8JsonWriter(buffer))
        {
            answer.WriteStartObject();
            answer.WritePropertyName("id");
            root.GetProperty("id").WriteTo(answer);
            Answer(root, answer);
            answer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Answer(JsonElement message, Utf8JsonWriter answer)
    {
        switch (message.GetProperty("kind").GetString())
        {
            case "start":
                answer.WriteString("tool", "symdiff");
                break;
            case "define":
                Try(answer, () => Define(message.GetProperty("module").GetString()!));
                break;
            case "evaluate":
                Evaluate(message, answer);
                break;
        }
    }

    private void Define(string name)
    {
        if (!EvalList.All.TryGetValue(name, out var make))
            throw new EvaluationException($"there is no module '{name}'; expected one of {string.Join(", ", EvalList.All.Keys)}");
        var module = make();
        module.WarmUp();
        modules[name] = module;
    }

    private void Evaluate(JsonElement message, Utf8JsonWriter answer)
    {
        var (timings, evaluation) = (new List<long>(), (Evaluation?)null);
        Try(answer, () =>
        {
            evaluation = Prepare(message);
            timings = Time(evaluation.Run, message.GetProperty("input"));
        });
        if (timings.Count == 0) return;
        answer.WritePropertyName("output");
        evaluation!.WriteOutput(answer);
        answer.WriteStartArray("timings");
        foreach (var nanoseconds in timings)
        {
            answer.WriteStartObject();
            answer.WriteString("name", "evaluate");
            answer.WriteNumber("nanoseconds", nanoseconds);
            answer.WriteEndObject();
        }

        answer.WriteEndArray();
    }

    private Evaluation Prepare(JsonElement message)
    {
        var name = message.GetProperty("module").GetString()!;
        return modules.TryGetValue(name, out var module)
            ? module.Prepare(message.GetProperty("function").GetString()!, message.GetProperty("input"))
            : throw new EvaluationException($"the module '{name}' is not defined");
    }

    // One time for each run, until there are both runs and seconds enough.
    private static List<long> Time(Action run, JsonElement input)
    {
        var (minimumRuns, minimumSeconds) = input.ValueKind == JsonValueKind.Object ? (Number(input, "min_runs", 1), Number(input, "min_seconds", 0)) : (1, 0);
        var (timings, total) = (new List<long>(), 0L);
        do
        {
            var start = Stopwatch.GetTimestamp();
            run();
            timings.Add(Clock.NanosecondsSince(start));
            total += timings[^1];
        }
        while (timings.Count < minimumRuns || total < 1e9 * minimumSeconds);
        return timings;
    }

    private static double Number(JsonElement input, string name, double otherwise) => input.TryGetProperty(name, out var number) ? number.GetDouble() : otherwise;

    // The driver goes on after an answer that says what went wrong; so whatever it is, it becomes one.
    private static void Try(Utf8JsonWriter answer, Action action)
    {
        try
        {
            action();
            answer.WriteBoolean("success", true);
        }
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            answer.WriteBoolean("success", false);
            answer.WriteString("error", exception.Message);
        }
    }
}
