using System.Text;

namespace SymDiff.Codegen.Emit;

/// <summary>Lines of source with their indentation.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>A line; an empty one has no spaces.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0) text.Append(' ', 4 * depth).Append(line);
        text.Append('\n');
    }

    /// <summary>A block in braces.</summary>
    public void Block(Action body)
    {
        Line("{");
        depth++;
        body();
        depth--;
        Line("}");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
