using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// How an op is written: templates with <c>{0}</c>, <c>{1}</c> ... for the operands, how tightly the whole binds, and how tightly each operand must.
/// An operand that binds less is put in parentheses. <c>{*}</c> stands for all operands and the attributes, separated by commas, and in LaTeX
/// <c>{.}</c> for a product sign where juxtaposition would not do. Braces around anything else are themselves.
/// </summary>
public sealed record Notation(string Text, string Latex, int Precedence, ImmutableArray<int> Operands)
{
    /// <summary>Binds loosest: arguments of a call.</summary>
    public const int Lowest = 0;

    /// <summary>The precedence of c ? a : b.</summary>
    public const int Conditional = 1;

    /// <summary>The precedence of a || b.</summary>
    public const int Disjunction = 2;

    /// <summary>The precedence of a &amp;&amp; b.</summary>
    public const int Conjunction = 3;

    /// <summary>The precedence of a == b.</summary>
    public const int Equality = 4;

    /// <summary>The precedence of a &lt; b.</summary>
    public const int Relation = 5;

    /// <summary>The precedence of a + b.</summary>
    public const int Additive = 6;

    /// <summary>The precedence of a sum over an index: it may end a sum, but stands in parentheses within a product.</summary>
    public const int Series = 7;

    /// <summary>The precedence of a * b; also of -a, since -a*b is the same number either way.</summary>
    public const int Multiplicative = 8;

    /// <summary>The precedence of an operand of a prefix.</summary>
    public const int Prefix = 9;

    /// <summary>The precedence of a^b.</summary>
    public const int Power = 10;

    /// <summary>Binds tightest: names, numbers, calls.</summary>
    public const int Atom = 11;

    /// <summary>How tightly the whole binds in LaTeX, where a fraction line or a brace groups what text must put in parentheses.</summary>
    public int LatexPrecedence { get; init; } = Precedence;

    /// <summary>How tightly each operand must bind in LaTeX.</summary>
    public ImmutableArray<int> LatexOperands { get; init; } = Operands;

    /// <summary>True where a right operand of the same op needs no parentheses: a + (b + c).</summary>
    public bool Associates { get; init; }

    /// <summary>
    /// How the op is written of floating-point numbers when its last operand has a minus before it, which is then left out: a + (-b) is a - b, by every bit.
    /// </summary>
    public Notation? Opposite { get; init; }

    /// <summary>How the negated truth is written, where it has a sign of its own: a != b.</summary>
    public Notation? Negated { get; init; }

    /// <summary>True for the op that negates a truth: of an operand with a <see cref="Negated"/> form it is written so.</summary>
    public bool Negates { get; init; }

    /// <summary>A call: <c>exp(x)</c>, in LaTeX with an own command where there is one.</summary>
    public static Notation Function(string name, string? latex = null)
    {
        var camel = Camel(name);
        return new(camel + "({*})", (latex ?? "\\operatorname{" + Printing.LatexNames.Escape(camel) + "}") + "\\left({*}\\right)", Atom, []);
    }

    /// <summary>A binary operator that associates to the left; one that binds at least as a product stands without spaces.</summary>
    public static Notation Infix(string symbol, int precedence, string? latex = null) => new(
        precedence < Multiplicative || symbol == "@" ? $"{{0}} {symbol} {{1}}" : $"{{0}}{symbol}{{1}}",
        $"{{0}} {latex ?? symbol} {{1}}",
        precedence,
        [precedence, precedence + 1]);

    /// <summary>A binary operator of which a right operand of the same op needs no parentheses.</summary>
    public static Notation Associative(string symbol, int precedence, string? latex = null) => Infix(symbol, precedence, latex) with { Associates = true };

    /// <summary>
    /// A call whose LaTeX combines the entries over axes of the operand, with an index for each: <c>\sum_{i} x_{i}</c>, or <c>max_{i} x_{i}</c> where there
    /// is no big sign; the other axes are dots.
    /// </summary>
    public static Notation Reduction(string name, string? bigSign, TensorType operand, IReadOnlyList<int> axes)
    {
        if (operand is null) throw new ArgumentNullException(nameof(operand));
        var sign = bigSign ?? $"\\operatorname*{{{Printing.LatexNames.Escape(Camel(name))}}}";
        var indices = Enumerable.Range(0, operand.Rank).Select(axis => axes.Contains(axis) ? Index(axis) : "\\cdot");
        var call = Function(name);
        return call with
        {
            Text = axes.Count == operand.Rank ? call.Text.Replace("{*}", "{0}") : call.Text,
            Latex = $"{sign}_{{{string.Join(",", axes.Select(Index))}}} {{{{0}}}}_{{{string.Join(operand.Rank > 1 ? " " : "", indices)}}}",
            LatexPrecedence = Series,
            LatexOperands = [Atom],
        };
    }

    private static string Camel(string name) => name.Length == 0 ? "" : char.ToLowerInvariant(name[0]) + Printing.AttributeText.OneLine(name.Substring(1));

    private static string Index(int axis) => axis < 6 ? "ijklmn"[axis].ToString() : "i_{" + (axis + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) + "}";

    /// <summary>A text as one group of LaTeX within a template, where a number in braces would mean an operand.</summary>
    internal static string Group(string text) => text.Length == 1 ? text : "{" + text + "}";

    /// <summary>A template in which operands stand free, as within brackets.</summary>
    public static Notation Closed(string text, string latex) => new(text, latex, Atom, []);

    /// <summary>The precedence that the operand at a position needs to stand without parentheses.</summary>
    internal static int Demand(ImmutableArray<int> operands, int position) => operands.IsEmpty ? Lowest : operands[Math.Min(position, operands.Length - 1)];
}
