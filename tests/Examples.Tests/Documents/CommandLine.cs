using System.Text;

namespace SymDiff.Examples.Tests.Documents;

/// <summary>Lines as a shell shows them: <c>$ symdiff ...</c>, and below what it prints.</summary>
internal static class CommandLine
{
    /// <summary>The same lines with what the commands print now.</summary>
    public static string Replay(string console)
    {
        var lines = console.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal));
        return string.Join("\n", lines.Select(line => line + "\n" + Run(line[2..]))).TrimEnd('\n');
    }

    private static string Run(string command)
    {
        Assert.StartsWith("symdiff ", command, StringComparison.Ordinal);
        using var output = new StringWriter { NewLine = "\n" };
        SymDiff.Cli.Application.Run([.. Words(command).Skip(1)], TextReader.Null, output, output);
        return output.ToString();
    }

    // Words are separated by spaces; double quotes hold one together.
    private static IEnumerable<string> Words(string line)
    {
        var (word, quoted) = (new StringBuilder(), false);
        foreach (var c in line + " ")
        {
            if (c == '"') quoted = !quoted;
            else if (c != ' ' || quoted) word.Append(c);
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }
}
