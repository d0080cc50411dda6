namespace SymDiff.Programs.Tests;

public sealed class RungeKuttaTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    [InlineData(9, 7)]
    public void TheChainIsThatOfPowersOfTheMatrix(int n, int s)
    {
        var (x, h) = (Differences.Numbers(n, 1), Steps(s));
        Ways.Agree(RungeKutta.Chain(), [x, h], [ByMatrix(x, h)]);
    }

    // yᵢ has each of x₀ ... xᵢ as a factor, once, and no other
    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(9, 7)]
    public void TheGradientOfAProduct(int n, int s)
    {
        var (x, h) = (Differences.Numbers(n, 2), Steps(s));
        var end = ByMatrix(x, h)[^1];
        Ways.Agree(RungeKutta.EndOfChain().Gradient("x"), [x, h], [[.. x.Select(v => end / v)]]);
    }

    // up to the fourth power of the time a Runge-Kutta step is exact: yᵢ(t) = x₀···xᵢ·tⁱ⁺¹/(i+1)!, so dy₃/dt = x₀···x₃·t³/6, for each step's length
    [Fact]
    public void TheDerivativeByTheStepsIsTheVelocityAtTheEnd()
    {
        var (x, h) = (Differences.Numbers(4, 3), Steps(5));
        var velocity = x.Aggregate((a, b) => a * b) * Math.Pow(h.Sum(), 3) / 6;
        Ways.Agree(RungeKutta.EndOfChain().Gradient("h"), [x, h], [[.. h.Select(_ => velocity)]]);
    }

    [Fact]
    public void NoStepIsTheStart() => Ways.Agree(RungeKutta.Chain(), [Tensor.Vector(1, 2), Tensor.Vector()], [[0, 0]]);

    private static double[] Steps(int s) => [.. Enumerable.Range(1, s).Select(i => 0.1 + 0.05 * i)];

    // z = (1, y) obeys z' = B·z with x below the diagonal; a step is z ← (I + hB + ... + (hB)⁴/24)·z.
    private static double[] ByMatrix(double[] x, double[] h)
    {
        var z = new double[x.Length + 1];
        z[0] = 1;
        foreach (var step in h)
        {
            var (power, next) = (z, (double[])z.Clone());
            for (var k = 1; k <= 4; k++)
            {
                power = [0, .. x.Select((v, i) => step / k * v * power[i])];
                for (var i = 0; i < z.Length; i++) next[i] += power[i];
            }

            z = next;
        }

        return z[1..];
    }
}
