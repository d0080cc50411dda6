using System.Collections.Immutable;
using System.Text.Json;

namespace SymDiff.Cli;

/// <summary>The values of quantities.</summary>
internal sealed record Answer(ImmutableArray<(Quantity Quantity, Tensor Value)> Values)
{
    /// <summary>Answers a question at values of the inputs, by the interpreter.</summary>
    public static Answer To(Question question, Function function, IReadOnlyDictionary<string, Tensor> at)
    {
        var (bound, values) = Binding.Bind(function, at);
        var quantities = Quantities.Of(bound, question).All;
        var together = new Function(bound.Name, bound.Inputs, quantities.Select((q, i) => (FormattableString.Invariant($"q{i}"), q.Node)));
        return new([.. quantities.Zip(together.Evaluate(values))]);
    }

    /// <summary>One line for each quantity: <c>d_x = 2</c>.</summary>
    public void WriteText(TextWriter output)
    {
        foreach (var (quantity, value) in Values) output.WriteLine($"{quantity.Name} = {Numbers.Text(value)}");
    }

    /// <summary>The members of a JSON object: <c>"value": 1, "gradient": {"x": 2}</c>.</summary>
    public void WriteMembers(Utf8JsonWriter json) => WriteLevel(json, [.. Values], 0);

    private static void WriteLevel(Utf8JsonWriter json, List<(Quantity Quantity, Tensor Value)> values, int level)
    {
        foreach (var group in values.GroupBy(v => v.Quantity.Path[level]))
        {
            json.WritePropertyName(group.Key);
            if (group.First().Quantity.Path.Length == level + 1)
            {
                Numbers.Write(json, group.First().Value);
            }
            else
            {
                json.WriteStartObject();
                WriteLevel(json, [.. group], level + 1);
                json.WriteEndObject();
            }
        }
    }
}
