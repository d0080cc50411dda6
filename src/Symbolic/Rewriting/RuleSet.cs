using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace SymDiff.Rewriting;

/// <summary>Rules in the order in which they are tried: <c>RuleSet mine = [Real(Log(Exp(X)), X), .. RuleSets.Exact]</c>.</summary>
[CollectionBuilder(typeof(RuleSet), nameof(Create))]
public sealed class RuleSet : IReadOnlyList<Rule>
{
    private readonly ImmutableArray<Rule> rules;
    private readonly ConcurrentDictionary<object, ImmutableArray<Rule>> byRoot = new();
    private readonly ConcurrentDictionary<Glance, ImmutableArray<Rule>> byGlance = new();

    private RuleSet(ImmutableArray<Rule> rules) => this.rules = rules;

    /// <inheritdoc/>
    public int Count => rules.Length;

    /// <inheritdoc/>
    public Rule this[int index] => rules[index];

    /// <summary>The set of the given rules.</summary>
    public static RuleSet Create(ReadOnlySpan<Rule> rules)
    {
        var builder = ImmutableArray.CreateBuilder<Rule>(rules.Length);
        foreach (var rule in rules) builder.Add(rule);
        return new(builder.MoveToImmutable());
    }

    /// <inheritdoc/>
    public IEnumerator<Rule> GetEnumerator() => ((IEnumerable<Rule>)rules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The rules that can apply to a node, as far as a glance tells, in order.</summary>
    internal ImmutableArray<Rule> For(Node node)
    {
        var glance = new Glance(node);
        return byGlance.TryGetValue(glance, out var known) ? known : byGlance.GetOrAdd(glance, [.. For(node.Op).Where(rule => rule.MayApply(glance))]);
    }

    private ImmutableArray<Rule> For(Op op) => byRoot.GetOrAdd(Glance.Kind(op), _ => [.. rules.Where(rule => rule.Roots(op))]);
}
