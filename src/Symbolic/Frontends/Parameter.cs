namespace SymDiff.Frontends;

/// <summary>A parameter as a text declares it: <c>x</c>, <c>double x</c>, <c>double[] x</c>, <c>double[,] A</c>, <c>double[n, 64] X</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="DType">The type, where one is stated.</param>
/// <param name="Lengths">The lengths by axis, null where one is left out.</param>
internal sealed record Parameter(Token Name, DType? DType, IReadOnlyList<Dim?> Lengths)
{
    /// <summary>Whether a function comes next: x => ... or (...) => ..., where the parentheses hold no others.</summary>
    public static bool IsFunctionAhead(Cursor cursor)
    {
        if (cursor.Current.Kind == TokenKind.Name || cursor.Current.Is("@")) return cursor.Ahead(cursor.Current.Is("@") ? 2 : 1).Is("=>");
        if (!cursor.Current.Is("(")) return false;
        var close = 1;
        while (cursor.Ahead(close).Kind != TokenKind.End && !cursor.Ahead(close).Is(")") && !cursor.Ahead(close).Is("(")) close++;
        return cursor.Ahead(close).Is(")") && cursor.Ahead(close + 1).Is("=>");
    }

    /// <summary>Takes the parameters of a function and the arrow.</summary>
    public static List<Parameter> List(Cursor cursor)
    {
        var list = new List<Parameter>();
        if (!cursor.Accept("("))
        {
            list.Add(Read(cursor));
        }
        else
        {
            if (!cursor.Current.Is(")"))
            {
                do list.Add(Read(cursor));
                while (cursor.Accept(","));
            }

            cursor.Expect(")", "after the parameters");
        }

        cursor.Expect("=>", "after the parameters");
        return list;
    }

    private static Parameter Read(Cursor cursor)
    {
        var first = cursor.ExpectName("a parameter");
        if (cursor.Current.Kind != TokenKind.Name && !cursor.Current.Is("[") && !cursor.Current.Is("@")) return new(first, null, []);
        var dtype = TypeNames.Find(first.Text) ?? throw cursor.Fail($"unknown type '{first.Text}'; expected double, float, int, long or bool.", first.Start);
        var lengths = cursor.Accept("[") ? LengthParser.List(cursor) : [];
        return new(cursor.ExpectName("the name of a parameter"), dtype, lengths);
    }
}
