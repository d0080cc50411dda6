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

    /// <summary>The rules that can apply to an op, in order. A row of a family is an op of its own; other ops are told apart by their type alone.</summary>
    internal ImmutableArray<Rule> For(Op op)
    {
        var key = op is Ops.Row ? (object)op : op.GetType();
        return byRoot.TryGetValue(key, out var known) ? known : byRoot.GetOrAdd(key, [.. rules.Where(rule => rule.Roots(op))]);
    }
}
