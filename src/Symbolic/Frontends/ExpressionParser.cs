using System.Globalization;

namespace SymDiff.Frontends;

/// <summary>
/// Reads an expression by the binding powers of its operators (V. Pratt, Top down operator precedence, 1973), with a stack of its own
/// in place of the recursion: what is open is a frame, and a frame is closed when something comes that binds less.
/// </summary>
internal sealed class ExpressionParser(Cursor cursor, Scope scope)
{
    private const int DeepestNesting = 1000;

    private readonly Stack<Frame> frames = new();
    private int brackets;   // frames that wait for a closing bracket
    private int pending;    // frames that wait for an operand on their right before they can be closed
    private int indices;    // brackets of indices: in them numbers are integers

    private enum Kind
    {
        Binary,
        Prefix,
        Then,
        Else,
        Group,
        Call,
        Index,
        List,
    }

    /// <summary>Reads an expression, up to what cannot continue it.</summary>
    public Term Parse()
    {
        Term? value = null;
        while (true)
        {
            if (value is null) value = Operand();
            else if (Ends()) return Ended(value);
            else value = Continue(value);
        }
    }

    /// <summary>What is open: an operator with its left side, or a bracket with what it holds so far.</summary>
    private sealed class Frame(Kind kind, Token at)
    {
        public Kind Kind => kind;

        public Token At => at;

        public bool IsBracket => kind >= Kind.Group;

        public bool IsPending => kind is Kind.Prefix or Kind.Then or Kind.Else || Operator is { AssociatesRight: true };

        public int Precedence { get; init; }

        public Infix? Operator { get; init; }

        public Func<Term, Term>? Apply { get; init; }

        public Term? Left { get; init; }

        public Term? Middle { get; init; }

        public string Close { get; init; } = "";

        public string? Name { get; init; }

        public List<(string? Name, Term Term)> Items { get; } = [];
    }

    // Where an operand is expected: gives it, or opens a frame and gives null.
    private Term? Operand()
    {
        var token = cursor.Current;
        switch (token)
        {
            case { Kind: TokenKind.Number }: return Number(cursor.Take());
            case { Kind: TokenKind.Name }: return Name(cursor.Take());
            case { Kind: TokenKind.Text }: return new(scope.Graph.Constant(0), token.Start) { Text = cursor.Take().Text };
            case { Text: "(" } when cursor.Ahead(1).Kind == TokenKind.Name && TypeNames.Find(cursor.Ahead(1).Text) is { } dtype && cursor.Ahead(2).Is(")"): return Cast(dtype);
            case { Text: "(" }: return Open(new(Kind.Group, cursor.Take()) { Close = ")" });
            case { Text: "[" }: return Open(new(Kind.List, cursor.Take()) { Close = "]" });
            case { Text: "-" }: return Prefix(cursor.Take(), NodeMath.Negate);
            case { Text: "+" }: return Prefix(cursor.Take(), x => x);
            case { Text: "!" }: return Prefix(cursor.Take(), NodeMath.Not);
            case { Text: "@" } when cursor.AcceptEscaped() is { } name: return Name(name);
            default: return CloseEmpty(token);
        }
    }

    // f(), []
    private Term CloseEmpty(Token token)
    {
        if (frames.Count > 0 && frames.Peek() is { Kind: Kind.Call or Kind.List, Items: [] } frame && token.Is(frame.Close))
        {
            cursor.Take();
            return Closed(Pop());
        }

        throw cursor.Fail(frames.Count > 0 && frames.Peek() is { Kind: Kind.Binary, At.Text: "*" } && token.Text == "*"
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
        var dtype = suffix switch
        {
            'f' => DType.Float32,
            'l' when isWhole => DType.Int64,
            'l' => throw cursor.Fail($"the suffix L is for integers, got {token.Text}.", token.Start),
            'd' => DType.Float64,
            _ => indices > 0 && isWhole && value <= int.MaxValue ? DType.Int32 : DType.Float64,
        };
        return Literal(token, value, dtype, adapts: suffix is not ('f' or 'l'));
    }

    // A minus right before a number is part of it, unless the number is the base of a power: -2^2 is -(2^2).
    private Term Literal(Token token, double value, DType dtype, bool adapts = true)
    {
        if (frames.Count > 0 && frames.Peek() is { Kind: Kind.Prefix, At: { Text: "-" } minus } && !cursor.Current.Is("^"))
        {
            Pop();
            return new(scope.Graph.Constant(-value, dtype), minus.Start) { IsLiteral = adapts };
        }

        return new(scope.Graph.Constant(value, dtype), token.Start) { IsLiteral = adapts };
    }

    private Term? Name(Token token)
    {
        if (cursor.Current.Is(".") && !scope.Contains(token.Text) && IsOwner(token.Text)) return Member(token);
        if (token.IsName("new")) return NewArray(token);
        if (token.IsName("true") || token.IsName("false")) return new(scope.Graph.Constant(token.Text == "true" ? 1 : 0, DType.Bool), token.Start);
        if (TypeNames.IsReserved(token)) throw cursor.Fail($"expected an operand, got {token}.", token.Start);
        if (cursor.Current.Is("(")) return Call(token);
        if (IsItemName()) return Named(token);
        if (scope.Find(token) is { } known) return known;
        if (!token.IsEscaped && Constants.Find(null, token.Text) is { } constant) return Literal(token, constant, DType.Float64);
        throw cursor.Fail(FunctionTable.Overloads(token.Text).IsEmpty ? scope.Explain(token.Text) : $"'{token.Text}' is a function; write its arguments behind it: {token.Text}(...).", token.Start);
    }

    private static bool IsOwner(string name) => name.ToLowerInvariant() is "math" or "mathf" or "scalarmath" or "nodemath" || name is "double" or "float" or "Tuple" or "ValueTuple";

    // Math.Exp(...), Math.PI, double.NaN, ValueTuple.Create(...)
    private Term? Member(Token owner)
    {
        cursor.Take();
        var name = cursor.ExpectName($"a member of {owner.Text}");
        if (owner.Text is "Tuple" or "ValueTuple")
        {
            return name.Text == "Create" && cursor.Current.Is("(")
                ? Open(new(Kind.Group, cursor.Take()) { Close = ")", Name = "Create" })
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
        return Open(new(Kind.List, token) { Close = "}" });
    }

    private Term? Call(Token name)
    {
        if (FunctionTable.Overloads(name.Text).IsEmpty && !OpCalls.Knows(name.Text))
        {
            throw cursor.Fail(
                scope.Contains(name.Text) ? $"'{name.Text}' is a value and no function; write {name.Text} * (...) for a product." : FunctionTable.Explain(name.Text, 0), name.Start);
        }

        cursor.Take();
        return Open(new(Kind.Call, name) { Close = ")", Name = name.Text });
    }

    // (u: a, v: b) names outputs, sum(x, axes: [0]) an argument
    private bool IsItemName() => cursor.Current.Is(":") && frames.Count > 0 && frames.Peek() is { Kind: Kind.Group or Kind.Call, Items: not [.., (_, null)] };

    private Term? Named(Token name)
    {
        cursor.Take();
        frames.Peek().Items.Add((name.Text, null!));
        return null;
    }

    private Term? Cast(DType dtype)
    {
        var at = cursor.Take();
        cursor.Take();
        cursor.Take();
        return Open(new(Kind.Prefix, at) { Precedence = Notation.Prefix, Apply = x => new(NodeMath.Cast(x.Node, dtype), at.Start) });
    }

    private Term? Prefix(Token at, Func<Node, Node> build) =>
        Open(new(Kind.Prefix, at) { Precedence = Notation.Prefix, Apply = x => new(cursor.Build(at, () => build(One(x).Node)), at.Start) { IsLiteral = x.IsLiteral } });

    // Whether what comes belongs to no open bracket and continues nothing.
    private bool Ends() => brackets == 0 && Infix.Find(cursor.Current) is null && !cursor.Current.Is("?") && !cursor.Current.Is("[") && !cursor.Current.Is(".") && !cursor.Current.Is("ᵀ")
        && !(cursor.Current.Is(":") && frames.Any(f => f.Kind == Kind.Then));

    private Term Ended(Term value)
    {
        var whole = Reduce(value, Notation.Lowest, tighter: false);
        return frames.Count > 0 ? throw Unclosed() : whole.Items.IsEmpty ? One(whole) : whole;
    }

    // Where an operator is expected: applies it to the value so far, or opens a frame with it and gives null.
    private Term? Continue(Term value)
    {
        var token = cursor.Current;
        if (Infix.Find(token) is { } infix) return Binary(cursor.Take(), infix, value);
        switch (token.Text)
        {
            case "[": return Open(new(Kind.Index, cursor.Take()) { Close = "]", Left = One(value) });
            case ".": return Property(cursor.Take(), One(value));
            case "ᵀ": return new(cursor.Build(cursor.Take(), () => NodeMath.Transpose(One(value).Node)), value.Start);
            case "?": return Open(new(Kind.Then, cursor.Take()) { Left = One(Reduce(value, Notation.Conditional, tighter: true)) });
            case ":": return Else(cursor.Current, value);
            case ",": return Separate(value);
            default: return Close(token, value);
        }
    }

    private Term? Binary(Token at, Infix infix, Term value)
    {
        var left = One(Reduce(value, infix.Precedence, tighter: infix.AssociatesRight));
        return Open(new(Kind.Binary, at) { Precedence = infix.Precedence, Operator = infix, Left = left });
    }

    // c ? a : b; a conditional on the right of another needs no parentheses
    private Term? Else(Token at, Term value)
    {
        var middle = Reduce(value, Notation.Lowest, tighter: false);
        if (frames.Count == 0 || frames.Peek().Kind != Kind.Then) throw cursor.Fail("unexpected ':' without '?' before it.");
        cursor.Take();
        var then = Pop();
        return Open(new(Kind.Else, then.At) { Left = then.Left, Middle = One(middle) });
    }

    // x.Length, A.GetLength(0), x.Sum(), A.T
    private Term? Property(Token dot, Term value)
    {
        var name = cursor.ExpectName("a member");
        if (name.Text == "Length" && !cursor.Current.Is("(")) return new(cursor.Build(name, () => Indexing.Length(value.Node)), value.Start);
        if (name.Text == "T" && !cursor.Current.Is("(")) return new(cursor.Build(name, () => NodeMath.Transpose(value.Node)), value.Start);
        if (!cursor.Current.Is("(") || FunctionTable.Overloads(name.Text).IsEmpty)
            throw cursor.Fail($"unknown member '{name.Text}'; expected Length, T, or a function as in x.Sum().", name.Start);
        cursor.Take();
        var frame = new Frame(Kind.Call, name) { Close = ")", Name = name.Text };
        frame.Items.Add((null, value));
        return cursor.Accept(")") ? Closed(frame) : Open(frame);
    }

    private Term? Separate(Term value)
    {
        var item = Reduce(value, Notation.Lowest, tighter: false);
        if (frames.Count == 0 || !frames.Peek().IsBracket) throw Unclosed();
        Add(frames.Peek(), item);
        cursor.Take();
        return null;
    }

    private Term Close(Token token, Term value)
    {
        var item = Reduce(value, Notation.Lowest, tighter: false);
        if (frames.Count == 0 || !frames.Peek().IsBracket || !token.Is(frames.Peek().Close)) throw Unclosed();
        cursor.Take();
        var frame = Pop();
        Add(frame, item);
        return Closed(frame);
    }

    private static void Add(Frame frame, Term item)
    {
        if (frame.Items is [.., (var name, null)]) frame.Items[frame.Items.Count - 1] = (name, item);
        else frame.Items.Add((null, item));
    }

    private ParseException Unclosed()
    {
        if (frames.Count == 0) return cursor.Fail($"expected an operator or the end of the text, got {cursor.Current}.");
        var frame = frames.Peek();
        if (frame.Kind == Kind.Then) return cursor.Fail($"expected ':' to go with '?', got {cursor.Current}.");
        var hint = cursor.Current.Kind is TokenKind.Name or TokenKind.Number ? "; write * for a product" : cursor.Current.Is("=") ? "; write == for a comparison" : "";
        return cursor.Fail($"expected an operator or '{frame.Close}' to close {frame.At}, got {cursor.Current}{hint}.");
    }

    private Term Closed(Frame frame) => frame.Kind switch
    {
        Kind.Group when frame.Items is [(null, var only)] && frame.Name is null => only with { Start = frame.At.Start },
        Kind.Group => new(frame.Items[0].Term.Node, frame.At.Start) { Items = [.. frame.Items.Select(i => (i.Name, One(i.Term)))] },
        Kind.Index => new(cursor.Build(frame.At, () => Indexing.At(frame.Left!.Node, [.. frame.Items.Select(i => One(i.Term).Node)])), frame.Left!.Start),
        Kind.List => List(frame),
        _ => Called(frame),
    };

    private Term Called(Frame frame)
    {
        var arguments = frame.Items.Select(i => Argument(i.Term)).ToList();
        var function = frame.Items.Exists(i => i.Name is not null || i.Term.Text is not null) ? null : FunctionTable.Find(frame.Name!, arguments.Count);
        if ((function is null || function.Arity == KnownFunction.Any) && WithAttributes(frame) is { } node) return new(node, frame.At.Start);
        if (function is null) throw cursor.Fail(OpCalls.Explain(frame.Name!, frame.Items), frame.At.Start);
        var literal = arguments.Count > 0 && arguments.TrueForAll(a => a.IsLiteral);
        return new(
            cursor.Build(frame.At, () => function.Of(function.IsElementwise ? Promotion.Unify(arguments, function.AcceptsIntegers) : [.. arguments.Select(a => a.Node)])),
            frame.At.Start)
        { IsLiteral = literal };
    }

    private Node? WithAttributes(Frame frame) => cursor.Build(frame.At, () => OpCalls.Find(scope.Graph, frame.Name!, frame.Items));

    // An array of numbers is a constant; any other stacks its entries.
    private Term List(Frame frame)
    {
        var items = frame.Items.Select(i => One(i.Term)).ToList();
        var node = items.Count == 0 ? scope.Graph.Constant(Tensor.Vector()) : cursor.Build(frame.At, () => Arrays.Of(Promotion.Unify(items)));
        return new(node, frame.At.Start) { Entries = [.. items] };
    }

    // Closes the operators that bind at least as tightly as what comes; only those that do so more tightly before one that associates to the right.
    private Term Reduce(Term value, int precedence, bool tighter)
    {
        while (frames.Count > 0 && !frames.Peek().IsBracket && frames.Peek().Kind != Kind.Then)
        {
            var frame = frames.Peek();
            if (frame.Kind == Kind.Else ? precedence > Notation.Lowest : tighter ? frame.Precedence <= precedence : frame.Precedence < precedence) break;
            value = Applied(Pop(), value);
        }

        return value;
    }

    private Term Applied(Frame frame, Term value)
    {
        if (frame.Apply is { } prefix) return prefix(One(value));
        if (frame.Kind == Kind.Else) return Conditional(frame, One(value));
        Term left = frame.Left!, right = One(value);
        var operands = Promotion.Unify([left, right], frame.Operator!.AcceptsIntegers);
        return new(cursor.Build(frame.At, () => frame.Operator.Build(operands[0], operands[1])), left.Start) { IsLiteral = left.IsLiteral && right.IsLiteral };
    }

    private Term Conditional(Frame frame, Term value)
    {
        var sides = Promotion.Unify([frame.Middle!, value]);
        return new(cursor.Build(frame.At, () => NodeMath.Select(frame.Left!.Node, sides[0], sides[1])), frame.Left!.Start);
    }

    private Term One(Term term) => term.Text is null
        ? Argument(term)
        : throw cursor.Fail($"\"{term.Text}\" is a text, which only an argument of a function can be.", term.Start);

    private Term Argument(Term term) => term.Items.IsEmpty
        ? term
        : throw cursor.Fail("a tuple of outputs can only be the whole result.", term.Start);

    private Term? Open(Frame frame)
    {
        if (frame.IsBracket) brackets++;
        if (frame.IsPending) pending++;
        if (frame.Kind == Kind.Index) indices++;
        if (brackets > DeepestNesting || pending > DeepestNesting)
            throw cursor.Fail($"nested more than {DeepestNesting.ToString(CultureInfo.InvariantCulture)} deep; put parts into locals: (x) => {{ var t = ...; return ...; }}.", frame.At.Start);
        frames.Push(frame);
        return null;
    }

    private Frame Pop()
    {
        var frame = frames.Pop();
        if (frame.IsBracket) brackets--;
        if (frame.IsPending) pending--;
        if (frame.Kind == Kind.Index) indices--;
        return frame;
    }
}
