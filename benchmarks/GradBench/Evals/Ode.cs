using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>A chain of differential equations up to the time 2, solved by steps of Runge-Kutta's method; the gradient is of the last component.</summary>
internal sealed class Ode : Eval<Ode.Input>
{
    private const double EndTime = 2;

    public Ode()
    {
        var (solution, gradient) = (RungeKutta.Chain().Compile<Solve>(), RungeKutta.EndOfChain().Gradient("x").Compile<Solve>());
        Add("primal", input => Of(input, solution));
        Add("gradient", input => Of(input, gradient));
    }

    private delegate void Solve(ReadOnlySpan<double> x, ReadOnlySpan<double> h, Span<double> result);

    public override IEnumerable<Workload<Input>> Workloads =>
        from n in new[] { 1000, 10_000, 100_000 }
        from s in new[] { 1, 10, 100 }
        select new Workload<Input>($"n {n}, s {s}", () => new(new RandomNumbers(31337).Uniform(n), s));

    public override double[] Flat(Input input) => [input.Steps, input.X.Length, .. input.X];

    protected override Input Read(JsonElement input) => new(input.Doubles("x"), input.Int("s"));

    protected override Input Example() => new([0.5, 0.25, 0.75], 3);

    private static Evaluation Of(Input input, Solve solve)
    {
        var steps = new double[input.Steps];
        Array.Fill(steps, EndTime / input.Steps);
        var result = new double[input.X.Length];
        return new(() => solve(input.X, steps, result), writer => writer.WriteNumbers(result));
    }

    /// <summary>The coefficients, and the number of steps.</summary>
    internal sealed record Input(double[] X, int Steps);
}
