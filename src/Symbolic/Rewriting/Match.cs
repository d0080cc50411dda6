using System.Collections.Immutable;

namespace SymDiff.Rewriting;

/// <summary>A left side and the nodes that stand for its wildcards.</summary>
public sealed class Match
{
    private readonly string rule;
    private readonly ImmutableArray<Node> slots;
    private readonly Node[] bound;
    private readonly Facts facts;

    internal Match(string rule, ImmutableArray<Node> slots, Node[] bound, Node root, DType dtype, Facts facts) =>
        (this.rule, this.slots, this.bound, Root, DType, this.facts) = (rule, slots, bound, root, dtype, facts);

    /// <summary>The node that is replaced.</summary>
    public Node Root { get; }

    /// <summary>The dtype of the numbers in it, which literals take.</summary>
    public DType DType { get; }

    /// <summary>What stands for a wildcard, or for another part of the left side.</summary>
    /// <exception cref="ArgumentException">The node is no part of the left side.</exception>
    public Matched this[Node part] => slots.IndexOf(part) is var slot and >= 0
        ? new(bound[slot], facts)
        : throw new ArgumentException($"{part} is no part of the left side of the rule '{rule}'.", nameof(part));

    /// <summary>A number as a constant of the match's dtype.</summary>
    public Node Literal(double value) => Root.Graph.Constant(value, DType);
}

/// <summary>A node that stands for a part of a left side, and what is known of it.</summary>
public readonly struct Matched
{
    private readonly Facts facts;

    internal Matched(Node node, Facts facts) => (Node, this.facts) = (node, facts);

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>An interval that holds every finite value.</summary>
    public Interval Range => facts.RangeOf(Node);

    /// <summary>Whether every value is greater than 0.</summary>
    public bool IsPositive => Range.IsPositive;

    /// <summary>Whether no value is negative.</summary>
    public bool IsNonNegative => Range.IsNonNegative;

    /// <summary>Whether every value is less than 0.</summary>
    public bool IsNegative => Range.IsNegative;

    /// <summary>Whether no value is 0.</summary>
    public bool IsNonZero => Range.IsNonZero;

    /// <summary>Whether it is not NaN for any finite values of the variables.</summary>
    public bool IsDefined => facts.IsDefined(Node);

    /// <summary>Whether it is a number: a constant whose entries are all the same.</summary>
    public bool IsNumber => Literals.Entry(Node) is not null;

    /// <summary>The number; NaN when it is none.</summary>
    public double Value => Literals.Value(Node) ?? double.NaN;

    /// <summary>Whether it is a number without a fraction.</summary>
    public bool IsInteger => Value == Math.Floor(Value);
}
