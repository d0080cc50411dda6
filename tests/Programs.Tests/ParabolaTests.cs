namespace SymDiff.Programs.Tests;

public sealed class ParabolaTests
{
    [Fact]
    public void ValueAndDerivative()
    {
        var run = Parabola.Square().ValueAndGradient().Compile<Func<double, (double, double)>>();
        Assert.Equal((9, 6), run(3));
        Assert.Equal((0, 0), run(0));
    }
}
