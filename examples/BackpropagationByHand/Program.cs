using Spectre.Console;
using SymDiff;
using SymDiff.Examples.BackpropagationByHand;
using SymDiff.Printing;

// What one writes down when a gradient is worked out by hand: every value, every adjoint and what it is the sum of.
// From the bottom of a table to its top the values are computed, from the top to the bottom the adjoints.
foreach (var exercise in Exercises.All)
{
    var rows = exercise.Solve().Rows;
    var names = Names(rows);
    var table = new Table().AddColumns("node", "is", "value", "adjoint", "from");
    foreach (var row in rows)
    {
        var step = row.Node.Inputs.IsEmpty ? "given" : TextPrinter.Step(row.Node, names.GetValueOrDefault);
        string[] cells = [names[row.Node], step, Text(row.Value), Text(row.Adjoint), Sum(row.Contributions, names)];
        table.AddRow(cells.Select(Markup.Escape).ToArray());
    }

    AnsiConsole.WriteLine($"{exercise.Title}\n\n{exercise.Formula}\n");
    AnsiConsole.Write(table);
    AnsiConsole.WriteLine();
}

// A node that is used once has its adjoint from there; one that is used more often has a sum.
static string Sum(IReadOnlyList<NumericContribution> parts, Dictionary<Node, string> names) => parts switch
{
    [] => "",
    [var only] => names[only.Consumer],
    _ => string.Join("\n", parts.Select(part => $"{names[part.Consumer]}:\n{Text(part.Value)}")),
};

// Inputs have names; what is computed is numbered in the order of computation.
static Dictionary<Node, string> Names(IEnumerable<ExplainRow> rows)
{
    var names = new Dictionary<Node, string>();
    foreach (var row in rows.Reverse())
        names[row.Node] = row.Node.Inputs.IsEmpty ? row.Node.ToString() : $"v{names.Values.Count(n => n.StartsWith('v')) + 1}";
    return names;
}

static string Text(Tensor tensor)
{
    var numbers = tensor.ToArray().Select(x => x.ToString("0.####")).ToList();
    return tensor.Lengths switch
    {
        [] => numbers[0],
        [_] => string.Join("  ", numbers),
        [_, var columns] => string.Join("\n", numbers.Chunk(columns).Select(row => string.Join("  ", row))),
        _ => tensor.ToString(),
    };
}
