using System.Collections;
using SymDiff.Printing;

namespace SymDiff.Rewriting;

/// <summary>A rule or pass that fired: its name, and the node before and after.</summary>
public sealed record RewriteStep(string Rule, Node Before, Node After)
{
    /// <summary>The name, and both nodes as mathematics.</summary>
    public override string ToString() => $"{Rule}: {TextPrinter.Shorten(Before)} -> {TextPrinter.Shorten(After)}";
}

/// <summary>The rules that fired, in order, when it is handed to <see cref="Function.Simplify(RuleSet?, RewriteLog?)"/>.</summary>
public sealed class RewriteLog : IReadOnlyList<RewriteStep>
{
    private readonly List<RewriteStep> steps = [];

    /// <inheritdoc/>
    public int Count => steps.Count;

    /// <inheritdoc/>
    public RewriteStep this[int index] => steps[index];

    /// <inheritdoc/>
    public IEnumerator<RewriteStep> GetEnumerator() => steps.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One step a line.</summary>
    public override string ToString() => string.Join("\n", steps);

    internal void Add(string rule, Node before, Node after) => steps.Add(new(rule, before, after));
}
