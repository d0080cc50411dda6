using System.Collections.Immutable;

namespace SymDiff.Rewriting;

/// <summary>One step of a simplification: nodes in, nodes of the same types and values out.</summary>
public abstract class Pass
{
    /// <summary>The name that a log shows.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The ops that the pass looks for, none of them a row of a family; where there is none, it changes nothing. Null where it looks at all nodes.</summary>
    internal virtual Func<Op, bool>? Concerns => null;

    /// <summary>The nodes that stand for the given ones.</summary>
    internal abstract PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log);
}

/// <summary>What a pass makes of nodes, and whether it is known that it would make nothing else of those.</summary>
internal readonly record struct PassResult(ImmutableArray<Node> Nodes, bool IsSettled);

/// <summary>Applies rules until none fires.</summary>
public sealed class ApplyRules(RuleSet rules) : Pass
{
    /// <summary>The rules.</summary>
    public RuleSet Rules { get; } = rules;

    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log) => new Rewriter(Rules, log).Rewrite(nodes);
}
