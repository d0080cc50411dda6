using System.Text;

namespace SymDiff.Printing;

/// <summary>Names as LaTeX writes them in formulas.</summary>
internal static class LatexNames
{
    private static readonly HashSet<string> greek = new(StringComparer.Ordinal)
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma",
        "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    };

    /// <summary>A name: <c>x</c>, <c>x_{1}</c>, <c>\alpha</c>, <c>\mathrm{rate}</c>, what follows an underscore as an index.</summary>
    public static string Of(string name)
    {
        var parts = name.Split('_');
        if (parts.Any(p => p.Length == 0)) return "\\mathrm{" + Escape(name) + "}";
        var (word, digits) = Cut(parts[0]);
        var indices = digits.Length > 0 ? new List<string> { digits } : [];
        foreach (var part in parts.Skip(1))
        {
            // d_x_1 is d with index x_1, but d_1 is d with index 1
            if (indices.Count > 0 && part.All(char.IsDigit)) indices[indices.Count - 1] += "_{" + part + "}";
            else indices.Add(Index(part));
        }

        return Word(word) + (indices.Count > 0 ? "_{" + string.Join(",", indices) + "}" : "");
    }

    /// <summary>A length: <c>n \, d + 1</c>.</summary>
    public static string Of(Dim dim)
    {
        var text = new StringBuilder();
        var name = new StringBuilder();
        foreach (var c in dim.ToString() + " ")
        {
            if (char.IsLetterOrDigit(c) || c == '_')
            {
                name.Append(c);
                continue;
            }

            if (name.Length > 0) text.Append(char.IsDigit(name[0]) ? name.ToString() : Of(name.ToString()));
            name.Clear();
            text.Append(c == '*' ? " \\, " : c.ToString());
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Text with the characters that LaTeX reads as commands made harmless.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '_' or '{' or '}' or '#' or '$' or '%' or '&' => "\\" + c,
                '\\' => "\\backslash{}",
                '~' or '^' => "\\text{\\char\"" + ((int)c).ToString("X", System.Globalization.CultureInfo.InvariantCulture) + "}",
                < ' ' => " ",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Index(string part) => part.All(char.IsDigit) ? part : Of(part);

    private static string Word(string word) => word.Length == 1 || word.All(char.IsDigit) ? word : greek.Contains(word) ? "\\" + word : "\\mathrm{" + Escape(word) + "}";

    // x12 is x with index 12; a word of several letters keeps its digits
    private static (string Word, string Digits) Cut(string name)
    {
        var letters = name.TakeWhile(c => !char.IsDigit(c)).Count();
        var cuts = name.Skip(letters).All(char.IsDigit) && (letters == 1 || greek.Contains(name.Substring(0, letters)));
        return cuts ? (name.Substring(0, letters), name.Substring(letters)) : (name, "");
    }
}
