using SymDiff.Rewriting.Rules;

namespace SymDiff.Rewriting;

/// <summary>The rules that SymDiff comes with.</summary>
public static class RuleSets
{
    /// <summary>All rules.</summary>
    public static RuleSet Standard { get; } =
    [
        .. Constants.Rules,     // first: what is known needs no other rule
        .. Broadcasts.Rules,    // then: the others see operands without the repetition
        .. Signs.Rules,
        .. Identities.Rules,
        .. Powers.Rules,
        .. Stability.Rules,     // before the logarithms: log(1 + exp x) is a softplus first of all
        .. ExponentialsAndLogs.Rules,
        .. Trigonometry.Rules,
        .. Extrema.Rules,
        .. Comparisons.Rules,
        .. Selects.Rules,
        .. Structure.Rules,
        .. Reductions.Rules,
        .. Products.Rules,
    ];

    /// <summary>The rules that keep every bit, also for NaN, infinities and -0.0: what strict numerics allow.</summary>
    public static RuleSet Exact { get; } = [.. Standard.Where(rule => rule.Class == RuleClass.Exact)];
}
