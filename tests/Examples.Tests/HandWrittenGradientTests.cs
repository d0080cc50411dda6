using SymDiff.Checking;
using SymDiff.Examples.HandWrittenGradient;

namespace SymDiff.Examples.Tests;

public sealed class HandWrittenGradientTests
{
    // The wrong gradient is that of Σp²: it ends at p = 0, where Σ(p - t)² = 0.5² + 0.7² + 0.3² + 0.1² = 0.84.
    [Fact]
    public void TheLossFallsTurnsAndRises()
    {
        var losses = Network.Descend(Network.ByHand, 2000);
        var lowest = losses.Min();
        Assert.InRange(lowest, 0, 0.5);
        Assert.True(losses[0] > 1 && losses.ToList().IndexOf(lowest) is > 3 and < 100);
        Assert.Equal(0.84, losses[^1], 0.01);
    }

    [Fact]
    public void WithTheDerivativeItReachesZero() => Assert.InRange(Network.Descend(Network.Derived, 2000)[^1], 0, 1e-8);

    [Fact]
    public void TheComparisonNamesTheMissingTerm()
    {
        var comparison = GradientComparison.Of(Network.Error, Network.FirstLineByHand);
        Assert.False(comparison.IsRight);
        var byPrediction = comparison.Derivatives[0];
        Assert.Same(-2 * byPrediction.Input.Graph.Variable("target", [4]), Assert.Single(byPrediction.Missing));
        Assert.Empty(byPrediction.Extra);
    }

    [Fact]
    public async Task TheReportSaysSo()
    {
        var output = await Example.Run("HandWrittenGradient");
        Assert.Contains("d_p is wrong: the term -2*target is missing.", output);
        Assert.Contains("d_target is right.", output);
    }
}
