using System.Globalization;

namespace SymDiff.Frontends;

/// <summary>
/// Reads an expression by the binding powers of its operators (V. Pratt, Top down operator precedence, 1973), with a stack of its own
/// in place of the recursion: what is open is a frame, and a frame is closed when something comes that binds less.
/// </summary>
internal sealed partial class ExpressionParser(Cursor cursor, Scope scope)
{
    private readonly FrameStack frames = new();

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

    // Whether what comes belongs to no open bracket and continues nothing.
    private bool Ends() => !frames.AreBracketsOpen && Infix.Find(cursor.Current) is null && !cursor.Current.Is("?") && !cursor.Current.Is("[") && !cursor.Current.Is(".") && !cursor.Current.Is("ᵀ")
        && !(cursor.Current.Is(":") && frames.Any(FrameKind.Then));

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
            case "[": return Open(new(FrameKind.Index, cursor.Take()) { Close = "]", Left = One(value) });
            case ".": return Property(cursor.Take(), value);
            case "ᵀ": return new(cursor.Build(cursor.Take(), () => NodeMath.Transpose(One(value).Node)), value.Start);
            case "?": return Open(new(FrameKind.Then, cursor.Take()) { Left = One(Reduce(value, Notation.Conditional, tighter: true)) });
            case ":": return Else(cursor.Current, value);
            case ",": return Separate(value);
            default: return Close(token, value);
        }
    }

    private Term? Binary(Token at, Infix infix, Term value)
    {
        var left = One(Reduce(value, infix.Precedence, tighter: infix.AssociatesRight));
        return Open(new(FrameKind.Binary, at) { Precedence = infix.Precedence, Operator = infix, Left = left });
    }

    // c ? a : b; a conditional on the right of another needs no parentheses
    private Term? Else(Token at, Term value)
    {
        var middle = Reduce(value, Notation.Lowest, tighter: false);
        if (frames.Count == 0 || frames.Peek().Kind != FrameKind.Then) throw cursor.Fail("unexpected ':' without '?' before it.");
        cursor.Take();
        var then = frames.Pop();
        return Open(new(FrameKind.Else, then.At) { Left = then.Left, Middle = One(middle) });
    }

    // x.Length, A.GetLength(0), x.Sum(), A.T, t.Item1
    private Term? Property(Token dot, Term value)
    {
        var name = cursor.ExpectName("a member");
        if (!value.Items.IsEmpty) return Item(name, value);
        if (cursor.Current.Is("(") && SequenceCalls.Knows(name.Text)) return Open(Method(cursor.Take(), name, value));
        value = One(value);
        if (name.Text == "Length" && !cursor.Current.Is("(")) return new(cursor.Build(name, () => Indexing.Length(value.Node)), value.Start);
        if (name.Text == "T" && !cursor.Current.Is("(")) return new(cursor.Build(name, () => NodeMath.Transpose(value.Node)), value.Start);
        if (!cursor.Current.Is("(") || FunctionTable.Overloads(name.Text).IsEmpty)
            throw cursor.Fail($"unknown member '{name.Text}'; expected Length, T, or a function as in x.Sum().", name.Start);
        return Open(Method(cursor.Take(), name, value));
    }

    private static Frame Method(Token open, Token name, Term value)
    {
        var frame = new Frame(FrameKind.Call, name) { Close = ")", Name = name.Text, IsMethod = true };
        frame.Items.Add((null, value));
        return frame;
    }

    private Term Item(Token name, Term tuple)
    {
        for (var i = 0; i < tuple.Items.Length; i++)
            if (name.Text == tuple.Items[i].Name || name.Text == "Item" + (i + 1).ToString(CultureInfo.InvariantCulture)) return tuple.Items[i].Term with { Start = tuple.Start };
        throw cursor.Fail($"unknown member '{name.Text}' of a tuple; expected Item1 to Item{tuple.Items.Length.ToString(CultureInfo.InvariantCulture)}.", name.Start);
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
        var frame = frames.Pop();
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
        if (frame.Kind == FrameKind.Then) return cursor.Fail($"expected ':' to go with '?', got {cursor.Current}.");
        var hint = cursor.Current.Kind is TokenKind.Name or TokenKind.Number ? "; write * for a product" : cursor.Current.Is("=") ? "; write == for a comparison" : "";
        return cursor.Fail($"expected an operator or '{frame.Close}' to close {frame.At}, got {cursor.Current}{hint}.");
    }

    private Term Closed(Frame frame) => frame.Kind switch
    {
        FrameKind.Group when frame.Items is [(null, var only)] && frame.Name is null => only with { Start = frame.At.Start },
        FrameKind.Group => Term.OfItems(frame.Items.Select(i => (i.Name, Located(i.Term))), frame.At.Start),
        FrameKind.Index => new(cursor.Build(frame.At, () => Indexing.At(frame.Left!.Node, [.. frame.Items.Select(i => One(i.Term).Node)])), frame.Left!.Start),
        FrameKind.List => List(frame),
        _ => Called(frame),
    };

    private Term Called(Frame frame)
    {
        if (scope.Declared(frame.Name!)?.Function is { } local && !frame.IsMethod) return cursor.Build(frame.At, () => local.Apply([.. frame.Items.Select(i => i.Term)])) with { Start = frame.At.Start };
        if (IsOfSequences(frame)) return cursor.Build(frame.At, () => Term.Of(SequenceCalls.Call(scope.Graph, frame.Name!, [.. frame.Items.Select(i => Located(i.Term).Value)]), frame.At.Start));
        if (frame.Items.Exists(i => i.Term.Function is not null || i.Term.Attribute is not null) && WithAttributes(frame) is { } holder) return Term.Of(holder, frame.At.Start);
        var arguments = frame.Items.Select(i => Argument(i.Term)).ToList();
        var function = frame.Items.Exists(i => i.Name is not null || i.Term.Text is not null) ? null : FunctionTable.Find(frame.Name!, arguments.Count);
        if ((function is null || function.Arity == KnownFunction.Any) && WithAttributes(frame) is { } node) return Term.Of(node, frame.At.Start);
        if (function is null) throw cursor.Fail(OpCalls.Explain(frame.Name!, frame.Items), frame.At.Start);
        var literal = arguments.Count > 0 && arguments.TrueForAll(a => a.IsLiteral);
        return new(
            cursor.Build(frame.At, () => function.Of(function.IsElementwise ? Promotion.Unify(arguments, function.AcceptsIntegers) : [.. arguments.Select(a => a.Node)])),
            frame.At.Start)
        { IsLiteral = literal };
    }

    // What takes sequences or functions alone, or is given one.
    private static bool IsOfSequences(Frame frame) => SequenceCalls.Knows(frame.Name!) && frame.Items.TrueForAll(i => i.Name is null && i.Term.Text is null)
        && (frame.Items.Exists(i => i.Term.Function is not null || i.Term.Sequence is not null)
            || (FunctionTable.Find(frame.Name!, frame.Items.Count) is null && !OpCalls.Takes(frame.Name!, frame.Items)));

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
        while (frames.Count > 0 && !frames.Peek().IsBracket && frames.Peek().Kind != FrameKind.Then)
        {
            var frame = frames.Peek();
            if (frame.Kind == FrameKind.Else ? precedence > Notation.Lowest : tighter ? frame.Precedence <= precedence : frame.Precedence < precedence) break;
            value = Applied(frames.Pop(), value);
        }

        return value;
    }

    private Term Applied(Frame frame, Term value)
    {
        if (frame.Apply is { } prefix) return prefix(One(value));
        if (frame.Kind == FrameKind.Else) return Conditional(frame, One(value));
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
        ? Located(term)
        : throw cursor.Fail("a tuple of outputs can only be the whole result.", term.Start);

    // What is wrong with a sequence, or with a function in place of a number, is said at its place.
    private Term Located(Term term)
    {
        if (term.Items.IsEmpty && term.Sequence is null && term.Function is null) _ = cursor.Build(new(TokenKind.Symbol, "", term.Start), () => term.Node);
        return term;
    }

    private Term? Open(Frame frame)
    {
        frames.Push(frame);
        if (frames.IsTooDeep)
            throw cursor.Fail($"nested more than {FrameStack.Deepest.ToString(CultureInfo.InvariantCulture)} deep; put parts into locals: (x) => {{ var t = ...; return ...; }}.", frame.At.Start);
        return null;
    }
}
