using System.Collections.Immutable;

namespace SymDiff.Printing;

/// <summary>What tells the two ways to write mathematics apart, plain text and LaTeX.</summary>
internal abstract class Style
{
    /// <summary>Readable mathematics that C# programmers and the text front end read.</summary>
    public static Style Text { get; } = new TextStyle();

    /// <summary>LaTeX as it stands within a formula.</summary>
    public static Style Latex { get; } = new LatexStyle();

    /// <summary>The length from which an operand gets a line of its own.</summary>
    public abstract int Longest { get; }

    /// <summary>The template of a notation.</summary>
    public abstract string Template(Notation notation);

    /// <summary>How tightly the whole of a notation binds.</summary>
    public abstract int Precedence(Notation notation);

    /// <summary>How tightly an operand of a notation must bind.</summary>
    public abstract int Demand(Notation notation, int position);

    /// <summary>An operand where nothing says its dtype: integers are told from doubles.</summary>
    public virtual Fragment Whole(Node node, Fragment fragment) => fragment;

    /// <summary>Something in parentheses.</summary>
    public abstract string Parenthesise(string text);

    /// <summary>A closed function that is an attribute of an op.</summary>
    public abstract string Body(Function function);

    /// <summary>A condition or a choice on the right of an equation.</summary>
    public abstract string Statement(string text);

    /// <summary>The name of the line with a number.</summary>
    public abstract string Line(string name);

    /// <summary>An attribute within a call.</summary>
    public abstract string Attribute(string text);

    /// <summary>The sign between the factors of a product of which the right one is given.</summary>
    public abstract string Product(string right);

    private sealed class TextStyle : Style
    {
        public override int Longest => 100;

        public override string Template(Notation notation) => notation.Text;

        public override int Precedence(Notation notation) => notation.Precedence;

        public override int Demand(Notation notation, int position) => Notation.Demand(notation.Operands, position);

        public override string Parenthesise(string text) => "(" + text + ")";

        public override Fragment Whole(Node node, Fragment fragment) =>
            node is { Op: Ops.Constant, IsTuple: false, DType: DType.Int32 } ? new("(int)" + fragment.Text, Notation.Prefix, null) : fragment;

        public override string Body(Function function) => MathPrinter.Lambda(function);

        public override string Statement(string text) => text;

        public override string Line(string name) => name;

        public override string Attribute(string text) => text;

        public override string Product(string right) => "*";
    }

    private sealed class LatexStyle : Style
    {
        public override int Longest => 180;

        public override string Template(Notation notation) => notation.Latex;

        public override int Precedence(Notation notation) => notation.LatexPrecedence;

        public override int Demand(Notation notation, int position) => Notation.Demand(notation.LatexOperands, position);

        public override string Parenthesise(string text) => "\\left(" + text + "\\right)";

        public override string Body(Function function) => LatexPrinter.Mapping(function);

        // t = (a = b), but t = cases
        public override string Statement(string text) => text.StartsWith("\\begin", StringComparison.Ordinal) ? text : Parenthesise(text);

        public override string Line(string name) => LatexNames.Of(name);

        public override string Attribute(string text) => "\\text{" + LatexNames.Escape(text) + "}";

        // 2 x, but 2 · 3
        public override string Product(string right) => char.IsDigit(right[0]) ? " \\cdot " : " \\, ";
    }
}

/// <summary>A part of a formula: its text, how tightly it binds, the op it is written by, and its negated form where it has one.</summary>
internal sealed record Fragment(string Text, int Precedence, Op? Op, Fragment? Negated = null)
{
    /// <summary>What stands for a part that is not shown.</summary>
    public static Fragment Omitted { get; } = new("...", Notation.Atom, null);

    /// <summary>True for a product or a part of one with a minus before it.</summary>
    public bool IsNegative => Precedence >= Notation.Multiplicative && Text.StartsWith('-');

    /// <summary>The part without the minus before it.</summary>
    public Fragment WithoutSign() => new(Text.Substring(1), Notation.Multiplicative, null);
}
