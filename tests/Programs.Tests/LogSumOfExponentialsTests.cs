namespace SymDiff.Programs.Tests;

public sealed class LogSumOfExponentialsTests
{
    private static readonly LogSumOfExponentials.Value value = LogSumOfExponentials.Objective().Compile<LogSumOfExponentials.Value>();
    private static readonly LogSumOfExponentials.Derivative derivative = LogSumOfExponentials.Objective().Gradient().Compile<LogSumOfExponentials.Derivative>();

    [Theory, InlineData(1), InlineData(2), InlineData(100), InlineData(1003)]
    public void ValueAndGradientAreThoseOfExponentials(int n)
    {
        var (x, found) = (Differences.Numbers(n, n), new double[n]);
        var sum = x.Sum(Math.Exp);
        Differences.Agree([Math.Log(sum)], [value(x)], 1e-14);
        derivative(x, found);
        Differences.Agree([.. x.Select(v => Math.Exp(v) / sum)], found, 1e-14);
    }

    [Fact]
    public void NothingOverflows()
    {
        double[] x = [1000, 1000 - Math.Log(3), -1e300], found = new double[3];
        Assert.Equal(1000 + Math.Log(4.0 / 3), value(x), 1e-12);
        derivative(x, found);
        Differences.Agree([0.75, 0.25, 0], found, 1e-12);
    }
}
