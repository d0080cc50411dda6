namespace SymDiff.Frontends;

/// <summary>Reads what a function computes: an expression, or <c>{ var t = x*x; return t + 1; }</c>, whose locals may be values or functions.</summary>
internal sealed class BlockParser(Cursor cursor, Scope scope)
{
    /// <summary>The value, up to what cannot continue it.</summary>
    public Term Read()
    {
        if (!cursor.Accept("{")) return Expression();
        while (!cursor.Current.IsName("return")) Local();
        cursor.Take();
        var value = Expression();
        cursor.Expect(";", "after the value that is returned");
        cursor.Expect("}", "after return");
        return value;
    }

    /// <summary>What is said of a token behind the end of a function.</summary>
    public static string Unexpected(Token token) => token.Kind switch
    {
        TokenKind.Name or TokenKind.Number => $"expected an operator, got {token}; write * for a product.",
        _ when token.Is("=") => "expected an operator, got '='; write == for a comparison.",
        _ when token.Is("=>") => "unexpected '=>': parameters come first, as in (x, y) => x*y.",
        _ when token.Is(",") => "unexpected ','; put several outputs in parentheses: (a, b).",
        _ => $"expected an operator or the end of the text, got {token}.",
    };

    private Term Expression() => new ExpressionParser(cursor, scope).Parse();

    // var t = x*x;   double t = x*x;   var f = (a, b) => a*b;
    private void Local()
    {
        var type = cursor.ExpectName("var, a type or return");
        var dtype = TypeNames.Find(type.Text);
        if (dtype is null && type.Text != "var") throw cursor.Fail($"expected var, a type or return, got {type}.", type.Start);
        var name = cursor.ExpectName("the name of a local");
        if (TypeNames.IsReserved(name)) throw cursor.Fail($"expected the name of a local, got {name}.", name.Start);
        if (scope.Contains(name.Text)) throw cursor.Fail($"the name '{name.Text}' is declared twice.", name.Start);
        var equals = cursor.Expect("=", "after the name of a local");
        var value = Parameter.IsFunctionAhead(cursor) ? TextFunction.Read(cursor, scope) : Expression();
        if (dtype is { } declared) value = new(cursor.Build(equals, () => Declared(value, declared)), value.Start);
        cursor.Expect(";", "after the local");
        scope.AddLocal(name.Text, value);
    }

    private static Node Declared(Term value, DType dtype) => !value.Items.IsEmpty ? throw new ShapeException("a local of a stated type is one value, not a tuple; write var.")
        : value.Node.DType.IsFloat && dtype.IsInteger && !value.IsLiteral ? throw new ShapeException($"the value is of type {value.Node.Type}; cast it with ({dtype.Keyword}).")
        : Promotion.To(value, dtype);
}
