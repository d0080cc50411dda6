using System.Globalization;

namespace SymDiff;

/// <summary>A text that is no function: the message says where, what came and what was expected, and shows the place.</summary>
public sealed class ParseException : Exception
{
    private const int Shown = 70;   // characters of the line around the place

    /// <summary>An error without words.</summary>
    public ParseException()
    {
    }

    /// <summary>An error without a place.</summary>
    public ParseException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public ParseException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>An error at a place of a text.</summary>
    public ParseException(string problem, string text, int position, Exception? inner = null)
        : base(Describe(problem, text, position), inner)
    {
        (Problem, Position) = (problem, position);
        (Line, Column) = Locate(text, position);
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; } = "";

    /// <summary>The number of characters before the place.</summary>
    public int Position { get; }

    /// <summary>The line of the place, from 1.</summary>
    public int Line { get; } = 1;

    /// <summary>The column of the place in its line, from 1.</summary>
    public int Column { get; } = 1;

    private static (int Line, int Column) Locate(string text, int position)
    {
        var before = text.Substring(0, position);
        return (before.Count(c => c == '\n') + 1, position - before.LastIndexOf('\n'));
    }

    // Column 5: expected an operand, got ')'.
    //   2 + )
    //       ^
    private static string Describe(string problem, string text, int position)
    {
        var (line, column) = Locate(text, position);
        var start = position - column + 1;
        var end = text.IndexOf('\n', start) is var newline and >= 0 ? newline : text.Length;
        var from = Math.Max(start, Math.Min(position - Shown / 2, end - Shown));
        var to = Math.Min(end, from + Shown);
        var excerpt = (from > start ? "..." : "") + text.Substring(from, to - from).Replace('\t', ' ').TrimEnd('\r') + (to < end ? "..." : "");
        var caret = new string(' ', position - from + (from > start ? 3 : 0)) + "^";
        var place = line > 1 || text.Contains('\n') ? $"Line {Number(line)}, column {Number(column)}" : $"Column {Number(column)}";
        return $"{place}: {problem}\n  {excerpt}\n  {caret}";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
