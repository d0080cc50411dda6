using System.Globalization;

namespace SymDiff.Frontends;

/// <summary>What a token of a text is.</summary>
internal enum TokenKind
{
    Number,
    Name,
    Text,
    Symbol,
    End,
}

/// <summary>A word of a text and where it starts.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    /// <summary>Whether @ stands before it, so that it is a name whatever the word.</summary>
    public bool IsEscaped { get; init; }

    /// <summary>What a message calls it.</summary>
    public override string ToString() => Kind == TokenKind.End ? "the end of the text" : $"'{Text}'";

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name && !IsEscaped;
}

/// <summary>Cuts a text into tokens.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] symbols = ["=>", "==", "!=", "<=", ">=", "&&", "||"];
    private const string Singles = "+-*/%^()[]{},;:?!<>=.@ᵀ";
    private int position;

    public static List<Token> Tokens(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do tokens.Add(lexer.Next());
        while (tokens[tokens.Count - 1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
        if (position == text.Length) return new(TokenKind.End, "", position);
        var c = text[position];
        if (IsDigit(position) || (c == '.' && IsDigit(position + 1))) return Number();
        if (c == '"') return Quoted();
        if (StartsName(position)) return Take(TokenKind.Name, NameLength(position));
        foreach (var symbol in symbols)
            if (string.CompareOrdinal(text, position, symbol, 0, symbol.Length) == 0) return Take(TokenKind.Symbol, symbol.Length);
        if (Singles.Contains(c)) return Take(TokenKind.Symbol, 1);
        throw new ParseException($"unexpected character {Show(c)}.", text, position);
    }

    // "ij,jk->ik": the token's text is what stands between the quotes
    private Token Quoted()
    {
        var end = text.IndexOf('"', position + 1);
        if (end < 0) throw new ParseException("the text that starts here has no closing quote.", text, position);
        var token = new Token(TokenKind.Text, text.Substring(position + 1, end - position - 1), position);
        position = end + 1;
        return token;
    }

    private bool StartsName(int at) => at < text.Length && ((char.IsLetter(text[at]) && text[at] != 'ᵀ') || text[at] == '_');

    private int NameLength(int start) => LengthWhile(start, i => StartsName(i) || char.IsDigit(text[i]));

    // 12, 1_000, 1.5, .5, 2., 1e-3, with C#'s suffixes d, f and L
    private Token Number()
    {
        var end = position + Digits(position);
        if (Is(end, '.') && !(end + 1 < text.Length && char.IsLetter(text[end + 1]) && !IsExponent(end + 1))) end += 1 + Digits(end + 1);
        if (IsExponent(end)) end += Is(end + 1, '+') || Is(end + 1, '-') ? 2 + Digits(end + 2) : 1 + Digits(end + 1);
        if (end < text.Length && "dDfFlL".Contains(text[end]) && !(end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))) end++;
        if (StartsName(end))
            throw new ParseException($"expected an operator after the number {text.Substring(position, end - position)}, got '{text[end]}'; write * for a product.", text, end);
        return Take(TokenKind.Number, end - position);
    }

    private bool IsExponent(int at) => (Is(at, 'e') || Is(at, 'E')) && (IsDigit(at + 1) || ((Is(at + 1, '+') || Is(at + 1, '-')) && IsDigit(at + 2)));

    private int Digits(int at) => LengthWhile(at, i => IsDigit(i) || (text[i] == '_' && IsDigit(i + 1)));

    private bool Is(int at, char c) => at < text.Length && text[at] == c;

    private bool IsDigit(int at) => at < text.Length && text[at] is >= '0' and <= '9';

    private int LengthWhile(int start, Func<int, bool> holds)
    {
        var end = start;
        while (end < text.Length && holds(end)) end++;
        return end - start;
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, kind == TokenKind.Symbol ? string.Intern(text.Substring(position, length)) : text.Substring(position, length), position);
        position += length;
        return token;
    }

    private static string Show(char c) => char.IsControl(c) || char.IsSurrogate(c) ? "U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture) : $"'{c}'";
}
