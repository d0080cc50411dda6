using System.CommandLine;
using Spectre.Console;
using SymDiff.Printing;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff explain</c>: the table of the reverse pass in numbers.</summary>
internal sealed class ExplainCommand : FunctionCommand
{
    private const int Widest = 1000;   // no line of a table is broken, whatever it is written to

    public ExplainCommand(TextReader input)
        : base("explain", "The reverse pass in numbers: each node with its value, its adjoint, and what each consumer contributes to it.", input)
    {
        Options.Add(At);
        SetAction(Explain);
    }

    public override IEnumerable<string> Examples => ["symdiff explain \"(x + y)*z\" --at x=-2,y=5,z=-4"];

    private int Explain(ParseResult parsed)
    {
        var (read, at) = Read(parsed);
        var (function, values) = Binding.Bind(read, at);
        var table = new Table().Border(TableBorder.Ascii2).AddColumns("node", "value", "adjoint", "contributions");
        foreach (var row in function.Explain(values).Rows)
            table.AddRow([.. new[] { Shown(row.Node), Join(row.Values), Join(row.Adjoints), string.Join("\n", row.Contributions.Select(Contribution)) }.Select(cell => new Text(cell))]);
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = Widest;
        console.Write(table);
        return ExitCode.Fine;
    }

    private static string Contribution(NumericContribution part) => $"{Numbers.Text(part.Value)} from {Shown(part.Consumer)}";

    private static string Shown(Node node) => TextPrinter.Shorten(node);

    private static string Join(IEnumerable<Tensor?> values) => string.Join("; ", values.Select(v => v is null ? "0" : Numbers.Text(v)));
}
