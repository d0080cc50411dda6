using System.Collections.Immutable;
using System.Text.Json;

namespace SymDiff.Cli;

/// <summary>Quantities as readable mathematics.</summary>
internal sealed class Formulas(Quantities quantities)
{
    /// <summary>One equation for each quantity and each formula that is used more than once.</summary>
    public void WriteText(TextWriter output) => output.WriteLine(Together(quantities.All).ToEquations());

    /// <summary>The members of a JSON object, each formula a text that can be read again.</summary>
    public void WriteMembers(Utf8JsonWriter json) => WriteLevel(json, [.. quantities.All], 0);

    private void WriteLevel(Utf8JsonWriter json, List<Quantity> level, int depth)
    {
        foreach (var group in level.GroupBy(q => q.Path[depth]))
        {
            if (group.First().Path.Length == depth + 1)
            {
                json.WriteString(group.Key, Together([group.First()]).ToMath());
                continue;
            }

            json.WriteStartObject(group.Key);
            WriteLevel(json, [.. group], depth + 1);
            json.WriteEndObject();
        }
    }

    private Function Together(ImmutableArray<Quantity> some) => new("f", quantities.Inputs, some.Select(q => (q.Name, q.Node)));
}
