namespace SymDiff.Frontends;

/// <summary>Which names of a text are indexed, and by how many numbers: the rank of an input whose type is not stated.</summary>
internal static class ArrayUses
{
    public static Dictionary<string, int> Of(IReadOnlyList<Token> tokens)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new Stack<(string? Indexed, int Commas)>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Is("(") || token.Is("{") || token.Is("["))
                open.Push((token.Is("[") && i > 0 && tokens[i - 1].Kind == TokenKind.Name ? tokens[i - 1].Text : null, 0));
            else if (token.Is(",") && open.Count > 0)
                open.Push(open.Pop() is var (indexed, commas) ? (indexed, commas + 1) : default);
            else if ((token.Is(")") || token.Is("}") || token.Is("]")) && open.Count > 0 && open.Pop() is { Indexed: { } name } use)
                ranks[name] = use.Commas + 1;
            else if (token.IsName("Length") && i > 1 && tokens[i - 1].Is(".") && tokens[i - 2].Kind == TokenKind.Name && !ranks.ContainsKey(tokens[i - 2].Text))
                ranks[tokens[i - 2].Text] = 1;
            else if (token.Kind == TokenKind.Name && i > 1 && tokens[i - 1].Is(".") && SequenceCalls.Knows(token.Text))
                Sequences(tokens, i, ranks);
        }

        return ranks;
    }

    // x.Select(...), x.Sum(v => ...), x.Zip(y, ...)
    private static void Sequences(IReadOnlyList<Token> tokens, int word, Dictionary<string, int> ranks)
    {
        var of = tokens[word - 2];
        var takesFunction = word + 3 < tokens.Count && (tokens[word + 3].Is("=>") || tokens[word + 2].Is("("));
        if (of.Kind == TokenKind.Name && (SequenceCalls.IsOfSequences(tokens[word].Text) || takesFunction) && !ranks.ContainsKey(of.Text)) ranks[of.Text] = 1;
        if (string.Equals(tokens[word].Text, "Zip", StringComparison.OrdinalIgnoreCase) && word + 3 < tokens.Count && tokens[word + 2].Kind == TokenKind.Name && (tokens[word + 3].Is(",") || tokens[word + 3].Is(")")) && !ranks.ContainsKey(tokens[word + 2].Text))
            ranks[tokens[word + 2].Text] = 1;
    }
}
