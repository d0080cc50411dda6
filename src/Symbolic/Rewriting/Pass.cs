using System.Collections.Immutable;

namespace SymDiff.Rewriting;

/// <summary>One step of a simplification: nodes in, nodes of the same types and values out.</summary>
public abstract class Pass
{
    /// <summary>The name that a log shows.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The nodes that stand for the given ones.</summary>
    internal abstract ImmutableArray<Node> Run(ImmutableArray<Node> nodes, RewriteLog? log);
}

/// <summary>Applies rules until none fires.</summary>
public sealed class ApplyRules(RuleSet rules) : Pass
{
    /// <summary>The rules.</summary>
    public RuleSet Rules { get; } = rules;

    internal override ImmutableArray<Node> Run(ImmutableArray<Node> nodes, RewriteLog? log) => new Rewriter(Rules, log).Rewrite(nodes);
}
