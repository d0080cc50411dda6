using System.Text;

namespace SymDiff.Printing;

/// <summary>Functions as LaTeX: an aligned block with one equation for each formula that is used more than once and for each output.</summary>
internal static class LatexPrinter
{
    /// <summary>The aligned block.</summary>
    public static string Print(Function function) => Aligned(function, Left);

    /// <summary>A function as a value: <c>(x, y) \mapsto ...</c>.</summary>
    public static string Mapping(Function function)
    {
        var body = Aligned(function, (f, output) => f.Outputs.Length == 1 ? "" : LatexNames.Of(f.OutputNames[output]));
        return "\\left(" + string.Join(", ", function.InputNames.Select(LatexNames.Of)) + "\\right) \\mapsto " + body.Replace("\\begin{aligned}\n", "\\begin{aligned}[t]\n");
    }

    private static string Aligned(Function function, Func<Function, int, string> left)
    {
        var lines = new Lines(function, Style.Latex);
        var equations = lines.Named.Select(l => (Left: LatexNames.Of(l.Name), Right: l.Text))
            .Concat(lines.Outputs.Select((o, i) => (left(function, i), o)));
        var text = new StringBuilder("\\begin{aligned}\n");
        var separator = "";
        foreach (var (name, right) in equations)
        {
            text.Append(separator).Append(name).Append(name.Length > 0 ? " &= " : "& ").Append(right);
            separator = " \\\\\n";
        }

        return text.Append("\n\\end{aligned}").ToString();
    }

    // f(x, y) where there is one value, else the output's name
    private static string Left(Function function, int output) => function.OutputNames is ["value"]
        ? LatexNames.Of(function.Name) + "\\left(" + string.Join(", ", function.InputNames.Select(LatexNames.Of)) + "\\right)"
        : LatexNames.Of(function.OutputNames[output]);
}
