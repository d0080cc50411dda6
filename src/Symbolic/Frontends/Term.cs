using System.Collections.Immutable;

namespace SymDiff.Frontends;

/// <summary>A value that a text spells out, and where it starts: a node, or a sequence, a function, an attribute of an op.</summary>
internal sealed record Term
{
    private Node? node;

    public Term(Node node, int start) => (this.node, Start) = (node, start);

    private Term(int start) => Start = start;

    /// <summary>Where it starts.</summary>
    public int Start { get; init; }

    /// <summary>The node; a sequence becomes an array where one is needed.</summary>
    public Node Node => node ??= Sequence is { } sequence && SequenceCalls.Array("ToArray", sequence) is Node array ? array
        : throw new ShapeException(Sequence is null ? "a function can only be an argument, as in x.Select(v => v*v), or a local." : "each value of the sequence is a tuple; expected a number.");

    /// <summary>Whether it is made of numbers alone, so that it takes the dtype of what it meets.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The characters, when it is a quoted text, which only an argument can be.</summary>
    public string? Text { get; init; }

    /// <summary>The entries, when it is an array that is spelled out; default elsewhere.</summary>
    public ImmutableArray<Term> Entries { get; init; }

    /// <summary>The outputs and their names, when it is a tuple.</summary>
    public ImmutableArray<(string? Name, Term Term)> Items { get; init; } = [];

    /// <summary>The sequence, where it is one.</summary>
    public Sequence? Sequence { get; private init; }

    /// <summary>The function, where it is one.</summary>
    public TextFunction? Function { get; private init; }

    /// <summary>The attribute of an op that it can be and nothing else, in an array of one.</summary>
    public object?[]? Attribute { get; private init; }

    /// <summary>The value as it runs through loops.</summary>
    public object Value => Function is { } function ? new Callable(function.Arity, x => function.Apply([.. x.Select(v => Of(v, Start))]).Value)
        : Items.IsEmpty ? (object?)Sequence ?? Node
        : new Symbolic([.. Items.Select(i => i.Term.Value)]);

    public static Term Of(TextFunction function, int start) => new(start) { Function = function };

    public static Term OfAttribute(object? value, int start) => new(start) { Attribute = [value] };

    /// <summary>A value that ran through a loop, or the outputs of a node of tuple type.</summary>
    public static Term Of(object value, int start) => value switch
    {
        Sequence sequence => new(start) { Sequence = sequence },
        Symbolic tuple => new(start) { Items = [.. tuple.Items.Select(i => ((string?)null, Of(i!, start)))] },
        Node { IsTuple: true } several => new(start) { Items = [.. several.Types.Select((_, i) => ((string?)null, new Term(several.Output(i), start)))] },
        _ => new((Node)value, start),
    };

    /// <summary>A tuple of values.</summary>
    public static Term OfItems(IEnumerable<(string? Name, Term Term)> items, int start) => new(start) { Items = [.. items] };
}

/// <summary>
/// C#'s promotions, which texts have and the graph has not: of two dtypes the wider is taken. A literal takes the dtype of what it meets.
/// </summary>
internal static class Promotion
{
    /// <summary>The numbers in one dtype; bools stay what they are.</summary>
    public static Node[] Unify(IReadOnlyList<Term> terms, bool acceptsIntegers = true)
    {
        var dtype = Common(terms);
        if (dtype.IsInteger && (!acceptsIntegers || terms.Any(t => t.IsLiteral && !IsInteger(t.Node)))) dtype = DType.Float64;
        return [.. terms.Select(t => t.Node.DType == DType.Bool ? t.Node : To(t, dtype))];
    }

    /// <summary>A term in a dtype.</summary>
    public static Node To(Term term, DType dtype) => term.Node.DType == dtype ? term.Node
        : term.IsLiteral && term.Node.Op is Ops.Constant constant ? term.Node.Graph.Constant(constant.Value.ToDouble(), dtype)
        : NodeMath.Cast(term.Node, dtype);

    /// <summary>A cast: of whole numbers that are spelled out, the numbers in the dtype.</summary>
    public static Node Cast(Term term, DType dtype) =>
        term.IsLiteral && dtype.IsInteger && term.Node.Op is Ops.Constant && IsInteger(term.Node) ? To(term, dtype)
        : dtype.IsInteger && !term.Entries.IsDefaultOrEmpty && term.Entries.All(e => e.IsLiteral && IsInteger(e.Node)) ? Arrays.Of([.. term.Entries.Select(e => To(e, dtype))])
        : NodeMath.Cast(term.Node, dtype);

    private static DType Common(IReadOnlyList<Term> terms)
    {
        var numbers = terms.Where(t => t.Node.DType != DType.Bool).ToList();
        var deciding = numbers.Any(t => !t.IsLiteral) ? numbers.Where(t => !t.IsLiteral) : numbers;
        return deciding.Select(t => t.Node.DType).OrderByDescending(Width).DefaultIfEmpty(DType.Float64).First();
    }

    private static int Width(DType dtype) => dtype switch
    {
        DType.Int32 => 0,
        DType.Int64 => 1,
        DType.Float32 => 2,
        _ => 3,
    };

    private static bool IsInteger(Node literal) =>
        literal.DType.IsInteger || (literal.Op is Ops.Constant { Value.Count: 1 } constant && constant.Value.ToDouble() is var value && value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue);
}
