using System.Collections.Immutable;
using System.Text;

namespace SymDiff.Printing;

/// <summary>Writes an op applied to operands that are written already: fills the template of its notation, with parentheses where they are needed.</summary>
internal readonly struct Formula(Style style, AttributeText attributes)
{
    /// <summary>Plain text, with closed functions under their own names.</summary>
    public static Formula Text { get; } = new(Style.Text, AttributeText.Plain);

    /// <summary>A node, from the parts that stand for its inputs.</summary>
    public Fragment Write(Node node, ImmutableArray<Fragment> operands)
    {
        var notation = node.Op.NotationFor(node);
        if (notation.Negates && operands is [{ Negated: { } negated }]) return negated;
        if (notation.Opposite is { } opposite && operands[^1].IsNegative && node.DType.IsFloat)
            return Write(opposite, node.Op, operands.SetItem(operands.Length - 1, operands[^1].WithoutSign()));
        return Write(notation, node.Op, operands) with { Negated = notation.Negated is { } other ? Write(other, node.Op, operands) : null };
    }

    private Fragment Write(Notation notation, Op op, ImmutableArray<Fragment> operands)
    {
        var template = style.Template(notation);
        var text = new StringBuilder(template.Length + operands.Length * 8);
        for (var i = 0; i < template.Length;)
        {
            if (template[i] != '{')
            {
                text.Append(template[i++]);
                continue;
            }

            var length = Placeholder(template, i, operands.Length, out var position);
            switch (position)
            {
                case >= 0: text.Append(Operand(notation, op, operands[position], position, leading: text.Length == 0)); break;
                case All: AppendAll(text, op, operands); break;
                case Product: text.Append(style.Product(Operand(notation, op, operands[operands.Length - 1], operands.Length - 1, leading: false))); break;
                default: text.Append('{'); break;
            }

            i += length;
        }

        return new(text.ToString(), style.Precedence(notation), op);
    }

    private const int All = -1, Product = -2, None = -3;

    // The placeholder that starts at a brace: an operand's number, {*}, {.}, or no placeholder but a brace.
    private static int Placeholder(string template, int start, int operands, out int position)
    {
        position = None;
        var end = template.IndexOf('}', start);
        if (end < 0) return 1;
        var between = template.AsSpan(start + 1, end - start - 1);
        if (between.Length == 1 && between[0] == '*') position = All;
        else if (between.Length == 1 && between[0] == '.') position = Product;
        else if (Number(between) is { } number && number < operands) position = number;
        return position == None ? 1 : end + 1 - start;
    }

    private static int? Number(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.Length > 6) return null;
        var number = 0;
        foreach (var c in digits)
        {
            if (c is < '0' or > '9') return null;
            number = number * 10 + (c - '0');
        }

        return number;
    }

    private void AppendAll(StringBuilder text, Op op, ImmutableArray<Fragment> operands)
    {
        var separator = "";
        foreach (var operand in operands)
        {
            text.Append(separator).Append(operand.Text);
            separator = ", ";
        }

        foreach (var attribute in attributes.Arguments(op, operands.Length))
        {
            text.Append(separator).Append(style.Attribute(attribute));
            separator = ", ";
        }
    }

    private string Operand(Notation notation, Op op, Fragment operand, int position, bool leading)
    {
        var demand = style.Demand(notation, position);
        var free = operand.Precedence >= demand || (notation.Associates && op.Equals(operand.Op));
        // a + (-b), -(-x), x*(-2): a sign after a sign is put in parentheses
        var signed = operand.Text.StartsWith('-') && !leading && demand >= Notation.Additive && style.Precedence(notation) >= Notation.Additive;
        return free && !signed ? operand.Text : style.Parenthesise(operand.Text);
    }
}
