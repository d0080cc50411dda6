using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>A saddle point, of which the first letter is the mode of the minimisation and the second that of the maximisation inside of it.</summary>
internal sealed class SaddlePoint : Eval<double[]>
{
    public SaddlePoint()
    {
        foreach (var (name, outer, inner) in Modes.Pairs)
        {
            var run = Saddle.Point(outer, inner).Compile<FromStart>();
            Add(name, start => Of(start, run));
        }
    }

    private delegate void FromStart(ReadOnlySpan<double> start, Span<double> point);

    public override bool FirstIsValue => false;

    public override IEnumerable<Workload<double[]>> Workloads => [new("start 1, 1", () => [1, 1])];

    public override double[] Flat(double[] input) => input;

    protected override double[] Read(JsonElement input) => input.Doubles("start");

    protected override double[] Example() => [1, 1];

    private static Evaluation Of(double[] start, FromStart run)
    {
        var point = new double[4];
        return new(() => run(start, point), writer => writer.WriteNumbers(point));
    }
}
