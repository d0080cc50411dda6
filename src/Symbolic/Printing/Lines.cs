using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff.Printing;

/// <summary>
/// A graph as a list of formulas: a node that is used more than once, or whose formula is long, gets a line with a name; the others stand where
/// they are used. The lines have linear size together, and their order and names depend on the structure alone.
/// </summary>
internal sealed class Lines
{
    private const int Trivial = 5;
    private readonly Style style;
    private readonly Dictionary<Node, int> uses = [];
    private readonly Dictionary<Node, Fragment> fragments = [];
    private readonly HashSet<string> taken;
    private readonly Dictionary<object, string> bodies = [];
    private readonly AttributeText attributes;
    private readonly List<(string Name, string Text)> named = [];
    private int count;

    public Lines(Function function, Style style)
    {
        this.style = style;
        attributes = new((holder, _) => bodies[holder]);
        taken = new(function.InputNames.Concat(function.OutputNames), StringComparer.Ordinal);
        var order = Traversal.PostOrder(function.Outputs);
        foreach (var node in order)
            foreach (var input in node.Inputs) Use(input);
        foreach (var output in function.Outputs) Use(output);
        var outputs = new HashSet<Node>(function.Outputs);
        foreach (var node in order) fragments[node] = Name(node, Write(node), isOutput: outputs.Contains(node));
        Outputs = [.. function.Outputs.Select(o => style.Whole(o, fragments[o]).Text)];
    }

    /// <summary>The formulas, and the bodies of ops, that have names, each after those it uses.</summary>
    public IReadOnlyList<(string Name, string Text)> Named => named;

    /// <summary>The formulas of the outputs.</summary>
    public ImmutableArray<string> Outputs { get; }

    private void Use(Node node) => uses[node] = uses.TryGetValue(node, out var known) ? known + 1 : 1;

    private Fragment Write(Node node)
    {
        var operands = node.Inputs.IsEmpty ? ImmutableArray<Fragment>.Empty : ImmutableArray.CreateRange(node.Inputs, (input, all) => all[input], fragments);
        foreach (var input in node.Inputs)
            if (uses[input] == 1) fragments.Remove(input);   // written once: a deep graph need not keep its text
        foreach (var (holder, body) in Attributes.Bodies(node.Op)) NameBody(holder, body);
        if (Attributes.Bodies(node.Op).Any()) operands = [.. operands.Select((o, i) => style.Whole(node.Inputs[i], o))];
        return new Formula(style, attributes).Write(node, operands);
    }

    private Fragment Name(Node node, Fragment fragment, bool isOutput)
    {
        if (node.Inputs.IsEmpty) return fragment;
        var shared = uses[node] > 1 && !IsTrivial(node);
        var length = fragment.Text.Length;
        if (!shared && (length <= style.Longest || isOutput)) return fragment;
        var name = NextName();
        named.Add((name, fragment.Precedence <= Notation.Relation ? style.Statement(fragment.Text) : fragment.Text));
        return new(style.Line(name), Notation.Atom, null);
    }

    // body, body2, ...
    private void NameBody(object holder, Function body)
    {
        if (bodies.ContainsKey(holder)) return;
        var name = body.Name;
        for (var i = 2; !taken.Add(name); i++) name = body.Name + i.ToString(CultureInfo.InvariantCulture);
        bodies.Add(holder, name);
        named.Add((name, style.Body(body)));
    }

    // -x, 2*x: shorter than a name and its line, in every style the same
    private static bool IsTrivial(Node node) =>
        node.Op.IsCheapAndTotal && node.Inputs.All(i => i.Inputs.IsEmpty) && TextPrinter.Shorten(node).Length <= Trivial;

    private string NextName()
    {
        string name;
        do name = "t" + (++count).ToString(CultureInfo.InvariantCulture);
        while (taken.Contains(name));
        return name;
    }
}
