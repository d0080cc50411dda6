using System.Globalization;
using Spectre.Console;
using SymDiff.Benchmarks;

// Times gradients by SymDiff beside gradients by hand, and prints ratios within this run. --quick: small sizes, few rounds. --threads n: also on n threads.
// --products: matrix products, stacks of them and factorisations beside OpenBLAS. --accuracy [file]: errors and times of the vector functions, as Markdown. --size: graphs of a million nodes.
// --straight [most] [--native]: straight-line code of growing length, up to so many operations (100,000), and the same code by g++.
if (args is ["--size", var shape, var nodes])
{
    foreach (var row in Sizes.Measure(shape, int.Parse(nodes, CultureInfo.InvariantCulture))) Console.WriteLine(string.Join('|', row));
    return;
}

var quick = args.Contains("--quick");
AnsiConsole.Profile.Width = 180;   // also where the output is no terminal
if (args.Contains("--accuracy"))
{
    var file = args.SkipWhile(arg => arg != "--accuracy").Skip(1).FirstOrDefault() ?? Repository.Path("tests", "Runtime.Tests", "Data", "vector_reference.csv");
    foreach (var line in VectorFunctionTable.Markdown(file)) Console.WriteLine(line);
    return;
}

if (args.Contains("--size"))
{
    AnsiConsole.Write(Sizes.Table(1_000_000));
    return;
}

if (args.Contains("--straight"))
{
    var most = args.SkipWhile(arg => arg != "--straight").Skip(1).Where(arg => char.IsAsciiDigit(arg[0])).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).FirstOrDefault(100_000);
    foreach (var part in StraightLine.Tables([.. StraightLine.Lengths.Where(n => n <= most)], rounds: quick ? 3 : 101, withNative: args.Contains("--native"))) AnsiConsole.Write(part);
    return;
}

if (args.Contains("--products"))
{
    foreach (var part in new[] { MatrixProductTable.Measure(quick), MatrixProductTable.Stacks(quick), MatrixProductTable.Factors(quick) }) AnsiConsole.Write(part);
    return;
}

Cases.Threads = args.SkipWhile(arg => arg != "--threads").Skip(1).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).FirstOrDefault(1);
var only = args.Where(arg => !arg.StartsWith('-') && !char.IsAsciiDigit(arg[0])).ToArray();
var table = new Table().Border(TableBorder.Ascii).AddColumns("case", "way", "median us", "spread", "ratio to the fastest", "gradient/value", "bytes a call", "compile ms", "compile us an operation");
foreach (var entry in Cases.All(quick, only))
{
    var measured = entry.Measure(rounds: quick ? 3 : 31);
    var fastest = measured.Min(m => m.Median);
    foreach (var m in measured)
    {
        table.AddRow(
            entry.Name, m.Contender.Name, Text(m.Median), $"{Text(m.Lowest)} to {Text(m.Highest)}", Text(m.Median / fastest), m.Value == 0 ? "" : Text(m.Median / m.Value),
            m.Allocated.ToString(CultureInfo.InvariantCulture), m.Contender.CompileMilliseconds == 0 ? "" : Text(m.Contender.CompileMilliseconds),
            m.Contender.Operations == 0 ? "" : Text(1000 * m.Contender.CompileMilliseconds / m.Contender.Operations));
    }
}

AnsiConsole.Write(table);

static string Text(double value) => value.ToString(value < 10 ? "F2" : "F0", CultureInfo.InvariantCulture);
