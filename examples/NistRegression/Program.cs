using Spectre.Console;
using SymDiff.Examples.NistRegression;

// Fourteen regression problems with certified solutions. The models are text; their Jacobians are derived symbolically and compiled.
var table = new Table().AddColumns("problem", "start");
foreach (var title in (string[])["steps", "sum of squares", "digits"]) table.AddColumn(title, column => column.RightAligned());
table.AddColumn("model");
foreach (var fit in Problems.FitAll())
{
    table.AddRow(
        fit.Name,
        $"{fit.Start}",
        $"{fit.Solution.Iterations}",
        $"{2 * fit.Solution.Cost:E9}",
        $"{fit.Digits:F1}",
        fit.Start == 1 ? Markup.Escape(fit.Model) : "");
}

AnsiConsole.Write(table);
