using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace SymDiff.Printing;

/// <summary>The graph of a function as numbered lines, and single nodes as short mathematics for messages.</summary>
public static class TextPrinter
{
    private const int ShortDepth = 4, ShortWidth = 4, ShortLength = 80, ShortName = 40;

    /// <summary>The lines <c>t1 = Op(inputs) : type, attributes</c>, each after those it uses, between a line for the inputs and lines for the outputs.</summary>
    public static string Print(Function function)
    {
        if (function is null) throw new ArgumentNullException(nameof(function));
        var text = new StringBuilder();
        text.Append(function.Name).Append('(').Append(string.Join(", ", function.Inputs.Select(i => i.Op.Name + " : " + i.Type))).Append(")\n");
        var names = new Dictionary<Node, string>();
        var taken = new HashSet<string>(function.InputNames.Concat(function.OutputNames), StringComparer.Ordinal);
        var count = 0;
        foreach (var node in Traversal.PostOrder(function.Outputs))
        {
            if (node.Op is Ops.LeafOp && node.Inputs.IsEmpty)
            {
                names[node] = Leaf(node);
                continue;
            }

            string name;
            do name = "t" + (++count).ToString(CultureInfo.InvariantCulture);
            while (taken.Contains(name));
            names[node] = name;
            AppendLine(text, node, names);
        }

        for (var i = 0; i < function.Outputs.Length; i++)
            text.Append("    ").Append(function.OutputNames[i]).Append(" = ").Append(names[function.Outputs[i]]).Append('\n');
        return text.ToString(0, text.Length - 1);
    }

    /// <summary>
    /// A node as mathematics, cut where it is long: of bounded length whatever the graph is, and without reading more of it than is shown.
    /// </summary>
    public static string Shorten(Node node)
    {
        if (node is null) throw new ArgumentNullException(nameof(node));
        for (var depth = ShortDepth; ; depth--)
        {
            var text = Shorten(node, depth).Text;
            if (text.Length <= ShortLength) return text;
            if (depth == 1) return Cut(text, ShortLength);
        }
    }

    /// <summary>One step of a computation: the op of a node applied to its inputs by the names they go by: <c>v1*z</c>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="nameOf">The name of an input; null for one that is written out, cut where it is long.</param>
    public static string Step(Node node, Func<Node, string?> nameOf)
    {
        if (node is null) throw new ArgumentNullException(nameof(node));
        if (nameOf is null) throw new ArgumentNullException(nameof(nameOf));
        return Formula.Text.Write(node, ImmutableArray.CreateRange(node.Inputs, i => nameOf(i) is { } name ? new Fragment(name, Notation.Atom, null) : Shorten(i, ShortDepth))).Text;
    }

    private static Fragment Shorten(Node node, int depth)
    {
        if (node.Inputs.IsEmpty) return Formula.Text.Write(node, []) is var leaf ? leaf with { Text = Cut(leaf.Text, ShortName) } : Fragment.Omitted;
        if (depth == 0) return Fragment.Omitted;
        var operands = node.Inputs.Take(ShortWidth).Select(i => Shorten(i, depth - 1));
        return Formula.Text.Write(node, [.. operands, .. node.Inputs.Length > ShortWidth ? [Fragment.Omitted] : Array.Empty<Fragment>()]);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text.Substring(0, length - 3) + "...";

    private static string Leaf(Node node) => Formula.Text.Write(node, []).Text;

    private static void AppendLine(StringBuilder text, Node node, Dictionary<Node, string> names)
    {
        text.Append("    ").Append(names[node]).Append(" = ").Append(AttributeText.OneLine(node.Op.Name)).Append('(');
        for (var i = 0; i < node.Inputs.Length; i++) text.Append(i > 0 ? ", " : "").Append(names[node.Inputs[i]]);
        text.Append(") : ").Append(node.IsTuple ? "(" + string.Join(", ", node.Types) + ")" : node.Type.ToString());
        foreach (var attribute in AttributeText.Plain.Of(node.Op)) text.Append(", ").Append(attribute);
        text.Append('\n');
        foreach (var (_, body) in Attributes.Bodies(node.Op)) text.Append("        ").Append(Print(body).Replace("\n", "\n        ")).Append('\n');
    }
}
