using System.Globalization;
using System.Text;

namespace SymDiff.Printing;

/// <summary>Functions as flowcharts of Mermaid, which Markdown viewers draw. Shared nodes are filled.</summary>
internal static class MermaidPrinter
{
    public static string Print(Function function)
    {
        var diagram = new Diagram(function);
        var text = new StringBuilder("flowchart TD\n");
        foreach (var box in diagram.Boxes)
        {
            var (open, close) = Brackets(box.Kind);
            text.Append("    ").Append(box.Id).Append(open).Append('"').Append(string.Join("<br/>", box.Lines.Select(Escape))).Append('"').Append(close).Append('\n');
        }

        foreach (var arrow in diagram.Arrows)
            text.Append("    ").Append(arrow.From).Append(arrow.Label.Length > 0 ? $" -->|{arrow.Label}| " : " --> ").Append(arrow.To).Append('\n');
        if (diagram.Boxes.Any(b => b.IsShared))
        {
            text.Append("    classDef shared fill:#ddd\n    class ")
                .Append(string.Join(",", diagram.Boxes.Where(b => b.IsShared).Select(b => b.Id))).Append(" shared\n");
        }

        return text.ToString(0, text.Length - 1);
    }

    private static (string Open, string Close) Brackets(BoxKind kind) => kind switch
    {
        BoxKind.Input => ("([", "])"),
        BoxKind.Constant => ("(", ")"),
        BoxKind.Output => ("[[", "]]"),
        _ => ("[", "]"),
    };

    // Mermaid reads #code; as a character; a label may contain neither quotes nor markup, nor may it begin as Markdown.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '"' or '#' or '<' or '>' or '&' or '`' or '\\' or '*' or ';') escaped.Append('#').Append(((int)c).ToString(CultureInfo.InvariantCulture)).Append(';');
            else escaped.Append(char.IsControl(c) ? ' ' : c);
        }

        return escaped.ToString();
    }
}
