using System.Text.Json;

namespace SymDiff.Cli;

/// <summary>One question of a batch and its answer.</summary>
internal static class BatchLine
{
    private static readonly string[] fields = ["id", "function", "at", "want", "v", "wrt"];

    private static readonly Dictionary<string, Wants> wants = new(StringComparer.Ordinal)
    {
        ["value"] = Wants.Value,
        ["gradient"] = Wants.Gradient,
        ["hessian"] = Wants.Hessian,
        ["hvp"] = Wants.Hvp,
        ["jacobian"] = Wants.Jacobian,
    };

    public static void Answer(string line, TextWriter output)
    {
        JsonElement? id = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out var given)) id = given.Clone();
            var answer = Answer(document.RootElement);
            JsonLine.WriteObject(output, json =>
            {
                WriteId(json, id);
                answer.WriteMembers(json);
            });
        }
        catch (Exception exception) when (UserError.Is(exception))
        {
            JsonLine.WriteObject(output, json =>
            {
                WriteId(json, id);
                json.WriteString("error", exception is JsonException ? "the line is no JSON: " + exception.Message : UserError.Message(exception));
            });
        }
    }

    private static void WriteId(System.Text.Json.Utf8JsonWriter json, JsonElement? id)
    {
        json.WritePropertyName("id");
        if (id is { } given) given.WriteTo(json);
        else json.WriteNullValue();
    }

    private static Answer Answer(JsonElement question)
    {
        if (question.ValueKind != JsonValueKind.Object) throw new InputException($"expected an object with id, function, at and want, got {question.ValueKind}.");
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in question.EnumerateObject())
        {
            if (!fields.Contains(member.Name)) throw new InputException($"unknown member '{member.Name}'; expected {string.Join(", ", fields)}.");
            if (!given.Add(member.Name)) throw new InputException($"the member '{member.Name}' stands twice.");
        }

        var text = Text(question, "function") ?? throw new InputException("the member 'function' is missing.");
        var wanted = Strings(question, "want") is { } names ? names.Select(Wanted).Aggregate(Wants.None, (all, one) => all | one) : Wants.Value;
        var direction = question.TryGetProperty("v", out var v) ? Values(v, "v") : null;
        if (wanted.HasFlag(Wants.Hvp) && direction is null) throw new InputException("hvp needs a direction: give \"v\": {\"x\": 1, ...}.");
        var at = question.TryGetProperty("at", out var values) ? Values(values, "at") : [];
        var function = Function.Parse(text, Binding.Types(at));
        return Cli.Answer.To(new(wanted | Wants.Value, Strings(question, "wrt") ?? [], direction), function, at);
    }

    private static Wants Wanted(string name) => wants.TryGetValue(name, out var want) ? want : throw new InputException($"unknown want '{name}'; expected {string.Join(", ", wants.Keys)}.");

    private static string? Text(JsonElement question, string name) => !question.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new InputException($"the member '{name}' is {value.ValueKind}; expected a string.");

    private static string[]? Strings(JsonElement question, string name)
    {
        if (!question.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(e => e.GetString()!)]
            : throw new InputException($"the member '{name}' is {value.GetRawText()}; expected an array of strings.");
    }

    private static Dictionary<string, Tensor> Values(JsonElement values, string name)
    {
        if (values.ValueKind != JsonValueKind.Object) throw new InputException($"the member '{name}' is {values.GetRawText()}; expected an object of numbers or arrays.");
        var read = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var member in values.EnumerateObject())
            if (!read.TryAdd(member.Name, Numbers.Read(member.Value, $"{name}.{member.Name}"))) throw new InputException($"'{name}' gives '{member.Name}' twice.");
        return read;
    }
}
