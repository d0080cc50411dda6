using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>The coefficients of a polynomial and the number of points that it is to fit.</summary>
internal sealed record LlsqInput(double[] X, int N);

/// <summary>The fit of a polynomial to the sign function, and its gradient.</summary>
internal sealed class Llsq : Eval<LlsqInput>
{
    private readonly LeastSquares.Value value = LeastSquares.Objective().Compile<LeastSquares.Value>();
    private readonly LeastSquares.Derivative derivative = LeastSquares.Objective().Gradient().Compile<LeastSquares.Derivative>();

    public Llsq()
    {
        Add("primal", Primal);
        Add("gradient", Gradient);
    }

    public override IEnumerable<Workload<LlsqInput>> Workloads =>
        from n in new[] { 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8196, 16392 }
        select new Workload<LlsqInput>($"m 128, n {n}", () => Make(128, n));

    public override double[] Flat(LlsqInput input) => [input.X.Length, input.N, .. input.X];

    protected override LlsqInput Read(JsonElement input) => new(input.Doubles("x"), input.Int("n"));

    protected override LlsqInput Example() => Make(10, 70);

    private static LlsqInput Make(int m, int n) => new(new RandomNumbers(31337).Uniform(m), n);

    private Evaluation Primal(LlsqInput input)
    {
        var result = 0.0;
        return new(() => result = value(input.X, input.N), writer => writer.WriteNumberValue(result));
    }

    private Evaluation Gradient(LlsqInput input)
    {
        var gradient = new double[input.X.Length];
        return new(() => derivative(input.X, input.N, gradient), writer => writer.WriteNumbers(gradient));
    }
}
