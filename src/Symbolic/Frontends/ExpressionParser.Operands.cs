using System.Globalization;

namespace SymDiff.Frontends;

/// <summary>What an expression is made of: numbers, names, calls, brackets and signs.</summary>
internal sealed partial class ExpressionParser
{
    // Where an operand is expected: gives it, or opens a frame and gives null.
    private Term? Operand()
    {
        var token = cursor.Current;
        if (frames.Count > 0 && frames.Peek().Kind == FrameKind.Call && Parameter.IsFunctionAhead(cursor)) return TextFunction.Read(cursor, scope);
        switch (token)
        {
            case { Kind: TokenKind.Number }: return Number(cursor.Take());
            case { Kind: TokenKind.Name }: return Name(cursor.Take());
            case { Kind: TokenKind.Text }: return new(scope.Graph.Constant(0), token.Start) { Text = cursor.Take().Text };
            case { Text: "(" } when cursor.Ahead(1).Kind == TokenKind.Name && TypeNames.Find(cursor.Ahead(1).Text) is { } dtype && cursor.Ahead(2).Is(")"): return Cast(dtype);
            case { Text: "(" }: return Open(new(FrameKind.Group, cursor.Take()) { Close = ")" });
            case { Text: "[" }: return Open(new(FrameKind.List, cursor.Take()) { Close = "]" });
            case { Text: "-" }: return Prefix(cursor.Take(), NodeMath.Negate);
            case { Text: "+" }: return Prefix(cursor.Take(), x => x);
            case { Text: "!" }: return Prefix(cursor.Take(), NodeMath.Not);
            case { Text: "@" } when cursor.AcceptEscaped() is { } name: return Name(name);
            default: return CloseEmpty(token);
        }
    }

    // f(), [], x.Sum()
    private Term CloseEmpty(Token token)
    {
        if (frames.Count > 0 && frames.Peek() is { Kind: FrameKind.Call or FrameKind.List } frame && token.Is(frame.Close) && (frame.Items.Count == 0 || (frame.IsMethod && frame.Items.Count == 1 && cursor.Ahead(-1).Is("("))))
        {
            cursor.Take();
            return Closed(frames.Pop());
        }

        throw cursor.Fail(frames.Count > 0 && frames.Peek() is { Kind: FrameKind.Binary, At.Text: "*" } && token.Text == "*"
            ? "expected an operand, got '*'; write ^ for a power."
            : $"expected an operand, got {token}.");
    }

    private Term Number(Token token)
    {
        var digits = token.Text.Replace("_", "").TrimEnd('d', 'D', 'f', 'F', 'l', 'L');
        var suffix = char.ToLowerInvariant(token.Text[token.Text.Length - 1]);
        var isWhole = digits.All(c => c is >= '0' and <= '9');
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || double.IsInfinity(value))
            throw cursor.Fail($"the number {token.Text} is too large for a double.", token.Start);
        if (suffix == 'l') return Long(token, digits);
        var dtype = suffix switch
        {
            'f' => DType.Float32,
            'd' => DType.Float64,
            _ => frames.IsInIndex && isWhole && value <= int.MaxValue ? DType.Int32 : DType.Float64,
        };
        return Literal(token, value, dtype, adapts: suffix != 'f');
    }

    private Term Long(Token token, string digits)
    {
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            throw cursor.Fail($"the suffix L is for integers of 64 bits, got {token.Text}.", token.Start);
        var minus = TakeMinus();
        return new(scope.Graph.Constant(Tensor.Scalar(Scalar.Of(minus is null ? value : -value), DType.Int64)), (minus ?? token).Start);
    }

    private Term Literal(Token token, double value, DType dtype, bool adapts = true)
    {
        var minus = TakeMinus();
        return new(scope.Graph.Constant(minus is null ? value : -value, dtype), (minus ?? token).Start) { IsLiteral = adapts };
    }

    // A minus right before a number is part of it, unless the number is the base of a power: -2^2 is -(2^2).
    private Token? TakeMinus() => frames.Count > 0 && frames.Peek() is { Kind: FrameKind.Prefix, At.Text: "-" } && !cursor.Current.Is("^") ? frames.Pop().At : null;

    private Term? Name(Token token)
    {
        if (cursor.Current.Is(".") && scope.Declared(token.Text) is null && IsOwner(token.Text)) return Member(token);
        if (token.IsName("new")) return NewArray(token);
        if (token.IsName("true") || token.IsName("false")) return new(scope.Graph.Constant(token.Text == "true" ? 1 : 0, DType.Bool), token.Start);
        if (TypeNames.IsReserved(token)) throw cursor.Fail($"expected an operand, got {token}.", token.Start);
        if (cursor.Current.Is("(")) return Call(token);
        if (IsItemName()) return Named(token);
        if (scope.Find(token) is { } known) return known;
        if (!token.IsEscaped && Constants.Find(null, token.Text) is { } constant) return Literal(token, constant, DType.Float64);
        throw cursor.Fail(FunctionTable.Overloads(token.Text).IsEmpty ? scope.Explain(token.Text) : $"'{token.Text}' is a function; write its arguments behind it: {token.Text}(...).", token.Start);
    }

    private static bool IsOwner(string name) => name.ToLowerInvariant() is "math" or "mathf" or "scalarmath" or "nodemath" or "enumerable" || name is "double" or "float" or "Tuple" or "ValueTuple";

    // Math.Exp(...), Math.PI, double.NaN, ValueTuple.Create(...)
    private Term? Member(Token owner)
    {
        cursor.Take();
        var name = cursor.ExpectName($"a member of {owner.Text}");
        if (owner.Text is "Tuple" or "ValueTuple")
        {
            return name.Text == "Create" && cursor.Current.Is("(")
                ? Open(new(FrameKind.Group, cursor.Take()) { Close = ")", Name = "Create" })
                : throw cursor.Fail($"expected {owner.Text}.Create(...), got {owner.Text}.{name.Text}.", name.Start);
        }

        if (cursor.Current.Is("(")) return Call(name);
        return Constants.Find(owner.Text, name.Text) is { } value
            ? Literal(name, value, DType.Float64)
            : throw cursor.Fail($"{owner.Text} has no constant '{name.Text}'{(owner.Text is "double" or "float" ? "" : "; expected PI, E or Tau")}.", name.Start);
    }

    // new[] { a, b }, new double[] { a, b }
    private Term? NewArray(Token token)
    {
        if (cursor.Current.Kind == TokenKind.Name && TypeNames.Find(cursor.Current.Text) is not null) cursor.Take();
        cursor.Expect("[", "after new");
        cursor.Expect("]", "after new[");
        cursor.Expect("{", "after new[]");
        return Open(new(FrameKind.List, token) { Close = "}" });
    }

    private Term? Call(Token name)
    {
        if (FunctionTable.Overloads(name.Text).IsEmpty && !OpCalls.Knows(name.Text) && !SequenceCalls.Knows(name.Text) && scope.Declared(name.Text)?.Function is null)
        {
            throw cursor.Fail(
                scope.Declared(name.Text) is not null ? $"'{name.Text}' is a value and no function; write {name.Text} * (...) for a product." : FunctionTable.Explain(name.Text, 0), name.Start);
        }

        cursor.Take();
        return Open(new(FrameKind.Call, name) { Close = ")", Name = name.Text });
    }

    // (u: a, v: b) names outputs, sum(x, axes: [0]) an argument
    private bool IsItemName() => cursor.Current.Is(":") && frames.Count > 0 && frames.Peek() is { Kind: FrameKind.Group or FrameKind.Call, Items: not [.., (_, null)] };

    private Term? Named(Token name)
    {
        cursor.Take();
        var frame = frames.Peek();
        if (frame.Kind == FrameKind.Call && OpCalls.TypeOfAttribute(frame.Name!, name.Text) is { } type)
        {
            var start = cursor.Current.Start;
            frame.Items.Add((name.Text, null!));
            return Term.OfAttribute(AttributeParser.Read(cursor, type), start);
        }

        frame.Items.Add((name.Text, null!));
        return null;
    }

    private Term? Cast(DType dtype)
    {
        var at = cursor.Take();
        cursor.Take();
        cursor.Take();
        return Open(new(FrameKind.Prefix, at) { Precedence = Notation.Prefix, Apply = x => new(Promotion.Cast(x, dtype), at.Start) });
    }

    private Term? Prefix(Token at, Func<Node, Node> build) =>
        Open(new(FrameKind.Prefix, at) { Precedence = Notation.Prefix, Apply = x => new(cursor.Build(at, () => build(One(x).Node)), at.Start) { IsLiteral = x.IsLiteral } });
}
