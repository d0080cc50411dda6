using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>A mixture of k Gaussians in d dimensions, n points, and the prior's numbers.</summary>
internal sealed record GmmInput(int D, int K, int N, double[] Alpha, double[] Mu, double[] Q, double[] L, double[] X, double M, double Gamma);

/// <summary>The log-posterior of a Gaussian mixture and its gradient.</summary>
internal sealed class Gmm : Eval<GmmInput>
{
    private readonly GaussianMixture.Value value = GaussianMixture.Objective().Compile<GaussianMixture.Value>();
    private readonly GaussianMixture.Derivative derivative = GaussianMixture.Objective().Gradient(GaussianMixture.Parameters).Compile<GaussianMixture.Derivative>();

    public Gmm()
    {
        Add("objective", Objective);
        Add("jacobian", Jacobian);
    }

    public override IEnumerable<Workload<GmmInput>> Workloads =>
        from d in new[] { 2, 10, 20, 32, 64 }
        from k in new[] { 5, 10, 25, 50, 100 }
        orderby d * k
        select new Workload<GmmInput>($"d {d}, k {k}, n 1000", () => Make(d, k, 1000));

    public override double[] Flat(GmmInput input) => [input.D, input.K, input.N, input.M, input.Gamma, .. input.Alpha, .. input.Mu, .. input.Q, .. input.L, .. input.X];

    protected override GmmInput Read(JsonElement input) => new(
        input.Int("d"), input.Int("k"), input.Int("n"), input.Doubles("alpha"), input.Doubles("mu"), input.Doubles("q"), input.Doubles("l"), input.Doubles("x"), input.Double("m"), input.Double("gamma"));

    protected override GmmInput Example() => Make(3, 4, 50);

    private static GmmInput Make(int d, int k, int n)
    {
        var random = new RandomNumbers(31337);
        var x = random.Normal(n * d);
        return new(d, k, n, random.Normal(k), random.Uniform(k * d), random.Normal(k * d), random.Normal(k * d * (d - 1) / 2), x, 0, 1);
    }

    private Evaluation Objective(GmmInput input)
    {
        var result = 0.0;
        return new(() => result = value(input.Alpha, input.Mu, input.Q, input.L, input.X, input.M, input.Gamma), writer => writer.WriteNumberValue(result));
    }

    private Evaluation Jacobian(GmmInput input)
    {
        double[] alpha = new double[input.Alpha.Length], mu = new double[input.Mu.Length], q = new double[input.Q.Length], l = new double[input.L.Length];
        return new(() => derivative(input.Alpha, input.Mu, input.Q, input.L, input.X, input.M, input.Gamma, alpha, mu, q, l), Write);

        void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteNumbers("alpha", alpha);
            writer.WriteRows("mu", mu, input.K);
            writer.WriteRows("q", q, input.K);
            writer.WriteRows("l", l, input.K);
            writer.WriteEndObject();
        }
    }
}
