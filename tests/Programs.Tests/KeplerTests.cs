using SymDiff.Ops;

namespace SymDiff.Programs.Tests;

public sealed class KeplerTests
{
    // E - e·sin E = M by bisection; ∂E/∂M = 1/(1 - e·cos E), ∂E/∂e = sin E/(1 - e·cos E)
    [Theory]
    [InlineData(0.7, 0.0)]
    [InlineData(0.7, 0.3)]
    [InlineData(2.5, 0.9)]
    [InlineData(-1.2, 0.6)]
    public void TheDerivativeIsThatOfTheImplicitFunction(double m, double e)
    {
        var (low, high) = (m - 1, m + 1);
        while (high - low > 1e-15 * Math.Max(1, Math.Abs(low)) && (low + high) / 2 is var middle && middle != low && middle != high)
        {
            if (middle - e * Math.Sin(middle) < m) low = middle;
            else high = middle;
        }

        var slope = 1 / (1 - e * Math.Cos(low));
        Ways.Agree(Kepler.Anomaly().ValueAndGradient(), [m, e], [[low], [slope], [Math.Sin(low) * slope]], 1e-13);
    }

    // The derivative is of the last step: it has the iteration that finds the root, and no other loop.
    [Fact]
    public void NoLoopIsDifferentiated() =>
        Assert.Equal(Loops(Kepler.Anomaly().Simplify()), Loops(Kepler.Anomaly().Gradient()));

    private static int Loops(Function f) => Traversal.PostOrder(f.Outputs).Count(node => node.Op is LoopOp);
}
