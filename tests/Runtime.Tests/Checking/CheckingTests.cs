namespace SymDiff.Runtime.Tests.Checking;

public class CheckingTests
{
    private static double F(double[] x) => (Math.Exp(x[0]) * Math.Sin(x[1])) + (x[2] * x[2] * x[2]);

    private static double[] Gradient(double[] x) => [Math.Exp(x[0]) * Math.Sin(x[1]), Math.Exp(x[0]) * Math.Cos(x[1]), 3 * x[2] * x[2]];

    [Fact]
    public void ARightGradientAgrees()
    {
        var result = GradientCheck.Run(F, Gradient, [0.3, -1.2, 4]);
        Assert.True(result.Agrees());
        Assert.InRange(result.MaxError, 0, 1e-10);
    }

    [Fact]
    public void AWrongElementIsNamed()
    {
        var result = GradientCheck.Run(F, x => [.. Gradient(x)[..2], 2 * x[2]], [0.3, -1.2, 2]);
        Assert.False(result.Agrees());
        Assert.Equal(2, result.Index);
        Assert.Equal(4, result.Claimed);
        Assert.Equal(12, result.Numerical, 1e-8);
        Assert.Equal(8 / 12.0, result.MaxError, 1e-9);
    }

    [Fact]
    public void NaNDisagrees()
    {
        var result = GradientCheck.Run(x => x[0] * x[0], x => [double.NaN], [1]);
        Assert.Equal(double.PositiveInfinity, result.MaxError);
        Assert.False(result.Agrees());
    }

    [Fact]
    public void NothingToCheckAgrees() => Assert.True(GradientCheck.Run(x => 1, x => [], []).Agrees());

    [Fact]
    public void AGradientOfAnotherLengthIsAnError() =>
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(F, x => [1], [1, 2, 3]));

    [Theory, InlineData(0.5), InlineData(3), InlineData(-2)]
    public void DerivativesAreAccurate(double x)
    {
        var (value, uncertainty) = GradientCheck.Derivative(p => Math.Sinh(p[0]), [x], 0, 0.1);
        Assert.Equal(Math.Cosh(x), value, 1e-11 * Math.Cosh(x));
        Assert.InRange(uncertainty, 0, 1e-8);
    }

    // J = [[1, 2, 3], [4, 5, 6]]
    private static double[] Forward(double[] x) => [x[0] + (2 * x[1]) + (3 * x[2]), (4 * x[0]) + (5 * x[1]) + (6 * x[2])];

    private static double[] Reverse(double[] y) => [y[0] + (4 * y[1]), (2 * y[0]) + (5 * y[1]), (3 * y[0]) + (6 * y[1])];

    [Fact]
    public void AdjointsAgree()
    {
        var result = DotProductTest.Run(Forward, Reverse, [0.1, -0.7, 2], [3, 0.9]);
        Assert.True(result.Agrees());
        Assert.Equal(result.Forward, result.Reverse, 1e-13);
    }

    [Fact]
    public void AWrongAdjointDisagrees() => Assert.False(DotProductTest.Run(Forward, y => [0, .. Reverse(y)[1..]], [1, 1, 1], [1, 1]).Agrees());

    [Fact]
    public void AdjointsThatAreNotFiniteDisagree() =>
        Assert.Equal(double.PositiveInfinity, DotProductTest.Run(x => [double.NaN], y => [1], [1], [1]).Error);

    [Fact]
    public void TwoZerosAgree() => Assert.Equal(0, DotProductTest.Run(x => [0], y => [0], [1], [1]).Error);

    [Fact]
    public void ADelegateOfAnotherLengthIsAnError() => Assert.Throws<ArgumentException>(() => DotProductTest.Run(x => [1, 2], y => [1], [1], [1]));
}
