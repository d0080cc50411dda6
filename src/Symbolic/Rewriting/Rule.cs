namespace SymDiff.Rewriting;

/// <summary>How far the two sides of a rule agree.</summary>
public enum RuleClass
{
    /// <summary>In every bit, also for NaN, infinities and -0.0 (all NaN count as one).</summary>
    Exact,

    /// <summary>For all finite values of the wildcards up to rounding, where the right side may be right though the left side over- or underflows on its way.</summary>
    Real,
}

/// <summary>A node is replaced by another that has the same value. Rules are made by <see cref="Pattern"/>.</summary>
public abstract class Rule
{
    private protected Rule(string name, RuleClass ruleClass, bool mayGrow) => (Name, Class, MayGrow) = (name, ruleClass, mayGrow);

    /// <summary>Both sides as they are written.</summary>
    public string Name { get; }

    /// <summary>How far the two sides agree.</summary>
    public RuleClass Class { get; }

    /// <summary>Whether it applies even where the right side is more work than what goes.</summary>
    public bool MayGrow { get; }

    /// <summary>The name and the class.</summary>
    public override string ToString() => $"{Class}: {Name}";

    /// <summary>Whether the rule can apply to nodes of an op.</summary>
    internal abstract bool Roots(Op op);

    /// <summary>Whether the rule can apply to a node, as far as a glance tells.</summary>
    internal abstract bool MayApply(Glance node);

    /// <summary>The node that replaces another, or null where the rule does not apply.</summary>
    internal abstract Node? Apply(Node node, Facts facts);
}

/// <summary>
/// A rule written as code: for ops with attributes, which a pattern cannot spell out. It applies to ops of a type, or to the one row that is
/// given, and where kinds of ops are given, to nodes that read one of those.
/// </summary>
internal sealed class OpRule<TOp>(string name, RuleClass ruleClass, Func<TOp, Node, Facts, Node?> rewrite, Func<Sample, IEnumerable<Node>> samples, bool mayGrow, Op? root, Type[] reads)
    : Rule(name, ruleClass, mayGrow), ISampledRule
    where TOp : Op
{
    /// <inheritdoc/>
    public IEnumerable<Node> Samples(Sample sample) => samples(sample);

    internal override bool Roots(Op op) => root is null ? op is TOp : ReferenceEquals(op, root);

    internal override bool MayApply(Glance node) => reads.Length == 0 || Array.Exists(reads, node.MayRead);

    internal override Node? Apply(Node node, Facts facts) => rewrite((TOp)node.Op, node, facts);
}

/// <summary>A rule that gives nodes to which it applies, for the contract tests.</summary>
internal interface ISampledRule
{
    IEnumerable<Node> Samples(Sample sample);
}
