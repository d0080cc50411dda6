using System.Globalization;
using Spectre.Console;
using SymDiff.Benchmarks;

// Times gradients by SymDiff beside gradients by hand, and prints ratios within this run. --quick: small sizes, few rounds.
var quick = args.Contains("--quick");
var table = new Table().Border(TableBorder.Ascii).AddColumns("case", "way", "median us", "spread", "ratio to the fastest", "bytes a call", "compile ms");
foreach (var entry in Cases.All(quick))
{
    var measured = entry.Measure(rounds: quick ? 3 : 31);
    var fastest = measured.Min(m => m.Median);
    foreach (var m in measured)
        table.AddRow(entry.Name, m.Contender.Name, Text(m.Median), $"{Text(m.Lowest)} to {Text(m.Highest)}", Text(m.Median / fastest), m.Allocated.ToString(CultureInfo.InvariantCulture), Text(m.Contender.CompileMilliseconds));
}

AnsiConsole.Profile.Width = 140;   // also where the output is no terminal
AnsiConsole.Write(table);

static string Text(double value) => value.ToString(value < 10 ? "F2" : "F0", CultureInfo.InvariantCulture);
