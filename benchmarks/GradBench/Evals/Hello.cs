using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>The square of a number and its derivative.</summary>
internal sealed class Hello : Eval<double>
{
    public Hello()
    {
        var square = Parabola.Square();
        var (value, derivative) = (square.Compile<Func<double, double>>(), square.Gradient().Compile<Func<double, double>>());
        Add("square", x => Of(x, value));
        Add("double", x => Of(x, derivative));
    }

    public override IEnumerable<Workload<double>> Workloads => [new("x 3", () => 3)];

    protected override double Read(JsonElement input) => input.GetDouble();

    protected override double Example() => 3;

    private static Evaluation Of(double x, Func<double, double> function)
    {
        var result = 0.0;
        return new(() => result = function(x), writer => writer.WriteNumberValue(result));
    }
}
