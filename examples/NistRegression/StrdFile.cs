using System.Globalization;
using System.Text.RegularExpressions;

namespace SymDiff.Examples.NistRegression;

/// <summary>A data file of NIST's Statistical Reference Datasets: two starts, the certified parameters and the observations.</summary>
public sealed partial class StrdFile
{
    private readonly string[] lines;

    private StrdFile(string name, string[] lines) => (Name, this.lines) = (name, lines);

    public string Name { get; }

    /// <summary>The parameters to begin with: the far start, number 1, or the near one, number 2.</summary>
    public double[] Start(int number) => [.. Section("Starting Values").Select(line => Numbers(line.Split('=')[1])[number - 1])];

    public double[] Certified => [.. Section("Starting Values").Select(line => Numbers(line.Split('=')[1])[2])];

    /// <summary>The names of the observed quantities: y, x; or y, x1, x2.</summary>
    public string[] Columns => Words(lines.Last(line => line.StartsWith("Data:", StringComparison.Ordinal)))[1..];

    /// <summary>All observations of one quantity.</summary>
    public double[] Column(string name) => [.. Section("Data").Select(line => Numbers(line)[Array.IndexOf(Columns, name)])];

    public static StrdFile Read(string name) =>
        new(name, File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", name + ".dat")));

    // The header says where each section is, as in "Data (lines 61 to 76)", counted from 1.
    private IEnumerable<string> Section(string title)
    {
        var range = lines.Select(line => LineRange().Match(line)).First(m => m.Success && m.Groups[1].Value.Equals(title, StringComparison.OrdinalIgnoreCase));
        return lines[(Integer(range.Groups[2]) - 1)..Integer(range.Groups[3])].Where(line => line.Trim().Length > 0);
    }

    private static int Integer(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static double[] Numbers(string text) => [.. Words(text).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"(Starting Values|Data)\s+\(lines\s+(\d+)\s+to\s+(\d+)\)", RegexOptions.IgnoreCase)]
    private static partial Regex LineRange();
}
