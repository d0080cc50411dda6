using System.Collections.Immutable;

namespace SymDiff.Frontends;

/// <summary>A value that a text spells out, and where it starts.</summary>
internal sealed record Term(Node Node, int Start)
{
    /// <summary>Whether it is made of numbers alone, so that it takes the dtype of what it meets.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The characters, when it is a quoted text, which only an argument can be.</summary>
    public string? Text { get; init; }

    /// <summary>The entries, when it is an array that is spelled out; default elsewhere.</summary>
    public ImmutableArray<Term> Entries { get; init; }

    /// <summary>The outputs and their names, when it is a tuple.</summary>
    public ImmutableArray<(string? Name, Term Term)> Items { get; init; } = [];
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
