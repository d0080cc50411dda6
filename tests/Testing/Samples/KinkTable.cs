using SymDiff.Ops;

namespace SymDiff.Testing;

/// <summary>A declared kink: the op or function it belongs to, how that is written, and what is taken where.</summary>
/// <param name="Op">The function with its arguments, or the op.</param>
/// <param name="Where">Where the derivative is undefined or one-sided.</param>
/// <param name="Derivative">What is taken there.</param>
public sealed record KinkEntry(string Op, string Where, string Derivative);

/// <summary>The kinks of all ops, found by reflection.</summary>
public static class KinkTable
{
    /// <summary>Rows of the rule books first, in alphabetical order.</summary>
    public static IEnumerable<KinkEntry> Entries =>
    [
        .. Rows.SelectMany(row => row.Key.Kinks.Select(kink => new KinkEntry(row.Value, kink.Where, kink.Derivative))),
        .. Ops.SelectMany(op => op.Value.Kinks.Select(kink => new KinkEntry(op.Key, kink.Where, kink.Derivative))),
    ];

    /// <summary>The functions whose derivative is 0 wherever it exists.</summary>
    public static IEnumerable<string> Flat =>
        [.. Rows.Where(r => r.Key.IsZeroAlmostEverywhere).Select(r => r.Value), .. Ops.Where(o => o.Value.IsZeroAlmostEverywhere).Select(o => o.Key)];

    private static IEnumerable<KeyValuePair<Row, string>> Rows => RowSamples.Methods.Select(m =>
        KeyValuePair.Create(m.Key, $"{m.Value.Name}({string.Join(", ", m.Value.GetParameters().Select(p => p.Name))})"));

    private static IEnumerable<KeyValuePair<string, Op>> Ops =>
        OpSamples.All.Where(s => s.Op is not Row).GroupBy(s => s.Op.Name).Select(g => KeyValuePair.Create(g.Key, g.First().Op));
}
