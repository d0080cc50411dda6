using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>The logarithm of a sum of exponentials, and its gradient.</summary>
internal sealed class Lse : Eval<double[]>
{
    private readonly LogSumOfExponentials.Value value = LogSumOfExponentials.Objective().Compile<LogSumOfExponentials.Value>();
    private readonly LogSumOfExponentials.Derivative derivative = LogSumOfExponentials.Objective().Gradient().Compile<LogSumOfExponentials.Derivative>();

    public Lse()
    {
        Add("primal", Primal);
        Add("gradient", Gradient);
    }

    public override IEnumerable<Workload<double[]>> Workloads =>
        from n in new[] { 2500, 5000, 10000, 20000, 40000, 80000, 160000, 320000, 640000, 1280000 }
        select new Workload<double[]>($"n {n}", () => Make(n));

    public override double[] Flat(double[] input) => [input.Length, .. input];

    protected override double[] Read(JsonElement input) => input.Doubles("x");

    protected override double[] Example() => Make(100);

    private static double[] Make(int n) => new RandomNumbers(31337).Uniform(n);

    private Evaluation Primal(double[] x)
    {
        var result = 0.0;
        return new(() => result = value(x), writer => writer.WriteNumberValue(result));
    }

    private Evaluation Gradient(double[] x)
    {
        var gradient = new double[x.Length];
        return new(() => derivative(x, gradient), writer => writer.WriteNumbers(gradient));
    }
}
