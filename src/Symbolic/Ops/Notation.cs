using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff;

/// <summary>
/// How an op is written: templates with <c>{0}</c>, <c>{1}</c> ... for the operands, how tightly the whole binds, and how tightly each operand must.
/// An operand that binds less is put in parentheses. <c>{*}</c> stands for all operands, separated by commas.
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

    /// <summary>The precedence of a * b.</summary>
    public const int Multiplicative = 7;

    /// <summary>The precedence of -a.</summary>
    public const int Prefix = 8;

    /// <summary>The precedence of a^b.</summary>
    public const int Power = 9;

    /// <summary>Binds tightest: names, numbers, calls.</summary>
    public const int Atom = 10;

    /// <summary>The precedence an operand at a position needs to stand without parentheses.</summary>
    public int Operand(int position) => Operands.IsEmpty ? Lowest : Operands[Math.Min(position, Operands.Length - 1)];

    /// <summary>A call: <c>exp(x)</c>, in LaTeX with an own command where there is one.</summary>
    public static Notation Function(string name, string? latex = null)
    {
        var lower = name.ToLower(CultureInfo.InvariantCulture);
        return new(lower + "({*})", (latex ?? "\\operatorname{" + lower + "}") + "\\left({*}\\right)", Atom, []);
    }

    /// <summary>A binary operator that associates to the left.</summary>
    public static Notation Infix(string symbol, int precedence, string? latex = null) =>
        new($"{{0}} {symbol} {{1}}", $"{{0}} {latex ?? symbol} {{1}}", precedence, [precedence, precedence + 1]);

    /// <summary>A template in which operands stand free, as within brackets.</summary>
    public static Notation Closed(string text, string latex) => new(text, latex, Atom, []);
}
