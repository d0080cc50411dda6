using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>The control of a particle, of which the first letter is the mode of the search and the second that of the force.</summary>
internal sealed class ParticleControl : Eval<double>
{
    public ParticleControl()
    {
        foreach (var (name, search, force) in Modes.Pairs)
        {
            var run = Particle.Control(search, force).Compile<Func<double, double>>();
            Add(name, w => Of(w, run));
        }
    }

    public override bool FirstIsValue => false;

    public override IEnumerable<Workload<double>> Workloads => [new("w 0", () => 0)];

    public override double[] Flat(double input) => [input];

    protected override double Read(JsonElement input) => input.Double("w");

    protected override double Example() => 0;

    private static Evaluation Of(double w, Func<double, double> run)
    {
        var result = 0.0;
        return new(() => result = run(w), writer => writer.WriteNumberValue(result));
    }
}
