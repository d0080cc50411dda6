namespace SymDiff.Frontends;

/// <summary>C#'s names of the dtypes.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, DType> dtypes = Enum.GetValues<DType>().ToDictionary(d => d.Keyword, StringComparer.Ordinal);

    private static readonly HashSet<string> reserved = new(dtypes.Keys.Concat(["true", "false", "new", "var", "return"]), StringComparer.Ordinal);

    /// <summary>The dtype that a keyword means.</summary>
    public static DType? Find(string keyword) => dtypes.TryGetValue(keyword, out var dtype) ? dtype : null;

    /// <summary>The dtype that a .NET type means.</summary>
    public static DType? Find(Type type) =>
        type == typeof(double) ? DType.Float64
        : type == typeof(float) ? DType.Float32
        : type == typeof(int) ? DType.Int32
        : type == typeof(long) ? DType.Int64
        : type == typeof(bool) ? DType.Bool
        : null;

    /// <summary>Whether a word of the language cannot be a name.</summary>
    public static bool IsReserved(Token name) => !name.IsEscaped && reserved.Contains(name.Text);
}
