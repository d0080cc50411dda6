using System.Text;

namespace SymDiff.Printing;

/// <summary>Functions as graphs of Graphviz: <c>dot -Tsvg</c> draws them. Shared nodes are filled.</summary>
internal static class DotPrinter
{
    public static string Print(Function function)
    {
        var diagram = new Diagram(function);
        var text = new StringBuilder("digraph ").Append(Quote(function.Name)).Append(" {\n    node [shape=box, fontname=\"Helvetica\"];\n");
        foreach (var box in diagram.Boxes)
        {
            text.Append("    ").Append(box.Id).Append(" [label=\"").Append(string.Join("\\n", box.Lines.Select(Escape))).Append('"').Append(Shape(box.Kind));
            if (box.IsShared) text.Append(", style=filled, fillcolor=\"lightgrey\"");
            text.Append("];\n");
        }

        foreach (var arrow in diagram.Arrows)
        {
            text.Append("    ").Append(arrow.From).Append(" -> ").Append(arrow.To);
            if (arrow.Label.Length > 0) text.Append(" [label=\"").Append(arrow.Label).Append("\"]");
            text.Append(";\n");
        }

        return text.Append('}').ToString();
    }

    private static string Shape(BoxKind kind) => kind switch
    {
        BoxKind.Input => ", shape=ellipse",
        BoxKind.Constant => ", shape=plaintext",
        BoxKind.Output => ", shape=doubleoctagon",
        _ => "",
    };

    private static string Quote(string text) => "\"" + Escape(text) + "\"";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '"' or '\\') escaped.Append('\\');
            escaped.Append(char.IsControl(c) ? ' ' : c);
        }

        return escaped.ToString();
    }
}
