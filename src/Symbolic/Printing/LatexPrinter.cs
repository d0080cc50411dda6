using System.Text;

namespace SymDiff.Printing;

/// <summary>Functions as LaTeX: an aligned block with one equation for each formula that is used more than once and for each output.</summary>
internal static class LatexPrinter
{
    public static string Print(Function function)
    {
        var lines = new Lines(function, Style.Latex);
        var equations = lines.Named.Select(l => (Left: LatexNames.Of(l.Name), Right: l.Text))
            .Concat(lines.Outputs.Select((o, i) => (Left(function, i), o)));
        var text = new StringBuilder("\\begin{aligned}\n");
        var separator = "";
        foreach (var (left, right) in equations)
        {
            text.Append(separator).Append(left).Append(" &= ").Append(right);
            separator = " \\\\\n";
        }

        return text.Append("\n\\end{aligned}").ToString();
    }

    // f(x, y) where there is one value, else the output's name
    private static string Left(Function function, int output) => function.OutputNames is ["value"]
        ? LatexNames.Of(function.Name) + "\\left(" + string.Join(", ", function.InputNames.Select(LatexNames.Of)) + "\\right)"
        : LatexNames.Of(function.OutputNames[output]);
}
