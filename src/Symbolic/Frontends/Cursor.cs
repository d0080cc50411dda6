namespace SymDiff.Frontends;

/// <summary>The place in a text up to which it has been read.</summary>
internal sealed class Cursor(string text)
{
    private readonly List<Token> tokens = Lexer.Tokens(text);
    private int position;

    public Token Current => tokens[position];

    /// <summary>How many tokens have been taken.</summary>
    public int Position
    {
        get => position;
        set => position = value;
    }

    /// <summary>How many functions within the text are being read, each for another.</summary>
    public int Depth { get; set; }

    public Token Ahead(int count) => tokens[Math.Max(0, Math.Min(position + count, tokens.Count - 1))];

    public IReadOnlyList<Token> Tokens => tokens;

    public Token Take() => Current.Kind == TokenKind.End ? Current : tokens[position++];

    /// <summary>Takes the symbol if it comes next.</summary>
    public bool Accept(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        position++;
        return true;
    }

    public Token Expect(string symbol, string why) => Current.Is(symbol) ? Take() : throw Fail($"expected '{symbol}' {why}, got {Current}.");

    public Token ExpectName(string what) => AcceptEscaped() ?? (Current.Kind == TokenKind.Name ? Take() : throw Fail($"expected {what}, got {Current}."));

    /// <summary>Takes a name behind @, which may be any word. Between operands @ is the matrix product, so this is asked where a name may stand.</summary>
    public Token? AcceptEscaped()
    {
        if (!Current.Is("@") || Ahead(1) is not { Kind: TokenKind.Name } name || name.Start != Current.Start + 1) return null;
        Take();
        return Take() with { IsEscaped = true };
    }

    public ParseException Fail(string problem) => Fail(problem, Current.Start);

    public ParseException Fail(string problem, int start, Exception? inner = null) => new(problem, text, start, inner);

    /// <summary>Builds a node; what an op says of its operands becomes an error at a place of the text.</summary>
    public T Build<T>(Token at, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException)
        {
            throw Fail(WithoutParameter(exception), at.Start, exception);
        }
    }

    // The user of a text knows nothing of the parameters of methods.
    private static string WithoutParameter(Exception exception) => exception is ArgumentException { ParamName: { } parameter }
        ? exception.Message.Replace($" (Parameter '{parameter}')", "")
        : exception.Message;
}
