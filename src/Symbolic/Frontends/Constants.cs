namespace SymDiff.Frontends;

/// <summary>The named numbers of texts.</summary>
internal static class Constants
{
    private static readonly Dictionary<string, double> ofMath = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PI"] = Math.PI,
        ["E"] = Math.E,
        ["Tau"] = 2 * Math.PI,
    };

    private static readonly Dictionary<string, double> ofDouble = new(StringComparer.Ordinal)
    {
        ["NaN"] = double.NaN,
        ["PositiveInfinity"] = double.PositiveInfinity,
        ["NegativeInfinity"] = double.NegativeInfinity,
        ["MaxValue"] = double.MaxValue,
        ["MinValue"] = double.MinValue,
        ["Epsilon"] = double.Epsilon,
    };

    // Names that mean a number where no input has them. E and Tau are not among them: people use both for inputs.
    private static readonly Dictionary<string, double> bare = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pi"] = Math.PI,
        ["NaN"] = double.NaN,
        ["Infinity"] = double.PositiveInfinity,
    };

    /// <summary>The number behind <c>Math.PI</c>, <c>double.NaN</c> or <c>pi</c>.</summary>
    public static double? Find(string? owner, string name)
    {
        var table = owner is null ? bare : owner is "double" or "float" ? ofDouble : ofMath;
        return table.TryGetValue(name, out var value) ? value : null;
    }

    /// <summary>Where a bare name may have been meant as a constant, how that is written.</summary>
    public static string? Qualified(string name) => ofMath.ContainsKey(name) ? "Math." + ofMath.Keys.First(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)) : null;
}
