namespace SymDiff.Programs.Tests;

public sealed class AsianOptionTests
{
    private const int Paths = 200, Steps = 12;
    private const double S = 100, Sigma = 0.25, R = 0.04, K = 101, T = 0.75;
    private static readonly double[] normals = Normals(Paths * Steps);
    private static readonly Tensor[] inputs = [S, Sigma, R, K, T, Tensor.Of(normals, Paths, Steps)];

    [Fact]
    public void ThePrice() => Ways.Agree(AsianOption.Price(), inputs, [[Pathwise().Price]]);

    // the adjoint Greeks are those that are derived along each path, which the option's end value is a sum over
    [Fact]
    public void TheGreeksAreThoseOfThePaths()
    {
        var (_, delta, vega, rho, strike, time) = Pathwise();
        Ways.Agree(AsianOption.Price().Gradient("S", "sigma", "r", "K", "T"), inputs, [[delta], [vega], [rho], [strike], [time]], 1e-11);
    }

    // the price is homogeneous in S and K: price = S·∂S + K·∂K
    [Fact]
    public void EulersIdentity()
    {
        foreach (var found in Ways.Run(AsianOption.Price().ValueAndGradient("S", "K"), inputs))
            Assert.Equal(found[0][0], S * found[1][0] + K * found[2][0], 1e-10);
    }

    // one step is an ordinary option: with the normals' quantiles for normals, Black and Scholes' price and Greeks up to the error of the rule of midpoints
    [Fact]
    public void OneStepIsTheOptionOfBlackAndScholes()
    {
        const int n = 4000;
        double[] quantiles = [.. Enumerable.Range(0, n).Select(i => Quantile((i + 0.5) / n))];
        var root = Sigma * Math.Sqrt(T);
        var d1 = (Math.Log(S / K) + (R + Sigma * Sigma / 2) * T) / root;
        var density = Math.Exp(-d1 * d1 / 2) / Math.Sqrt(2 * Math.PI);
        var price = S * Cumulative(d1) - K * Math.Exp(-R * T) * Cumulative(d1 - root);
        Ways.Agree(
            AsianOption.Price().ValueAndGradient("S", "sigma", "r"),
            [S, Sigma, R, K, T, Tensor.Of(quantiles, n, 1)],
            [[price], [Cumulative(d1)], [S * density * Math.Sqrt(T)], [K * T * Math.Exp(-R * T) * Cumulative(d1 - root)]],
            2e-3);
    }

    private static (double Price, double Delta, double Vega, double Rho, double Strike, double Time) Pathwise()
    {
        double price = 0, delta = 0, vega = 0, rho = 0, strike = 0, time = 0, discount = Math.Exp(-R * T) / Paths;
        for (var path = 0; path < Paths; path++)
        {
            double walk = 0, average = 0, byVolatility = 0, byRate = 0, byTime = 0;
            for (var i = 1; i <= Steps; i++)
            {
                walk += normals[path * Steps + i - 1] * Math.Sqrt(T / Steps);
                var t = T * i / Steps;
                var at = S * Math.Exp((R - Sigma * Sigma / 2) * t + Sigma * walk);
                average += at / Steps;
                byVolatility += at * (walk - Sigma * t) / Steps;
                byRate += at * t / Steps;
                byTime += at * ((R - Sigma * Sigma / 2) * t / T + Sigma * walk / (2 * T)) / Steps;
            }

            if (average <= K) continue;
            price += discount * (average - K);
            delta += discount * average / S;
            vega += discount * byVolatility;
            rho += discount * (byRate - T * (average - K));
            strike -= discount;
            time += discount * (byTime - R * (average - K));
        }

        return (price, delta, vega, rho, strike, time);
    }

    // Box and Muller
    private static double[] Normals(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    private static double Cumulative(double x) => Runtime.ScalarMath.Erfc(-x / Math.Sqrt(2)) / 2;

    private static double Quantile(double p)
    {
        var (low, high) = (-10.0, 10.0);
        while (high - low > 1e-13)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle) < p) low = middle;
            else high = middle;
        }

        return low;
    }
}
