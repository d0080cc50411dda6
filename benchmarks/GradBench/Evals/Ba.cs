using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>One camera, point, weight and feature, repeated for n cameras, m points and p observations.</summary>
internal sealed record BaInput(int N, int M, int P, double[] Camera, double[] Point, double Weight, double[] Feature);

/// <summary>Bundle adjustment: the residuals and their sparse Jacobian, of which the driver wants the first 30 and the last entry.</summary>
internal sealed class Ba : Eval<BaInput>
{
    private readonly BundleAdjustment.Run residuals = BundleAdjustment.Residuals().Compile<BundleAdjustment.Run>();
    private readonly BundleAdjustment.Run jacobian = BundleAdjustment.Jacobian().Compile<BundleAdjustment.Run>();

    public Ba()
    {
        Add("objective", Objective);
        Add("jacobian", Jacobian);
    }

    public override IEnumerable<Workload<BaInput>> Workloads =>
        from size in new[]
        {
            (49, 7776, 31843), (21, 11315, 36455), (161, 48126, 182072), (372, 47423, 204472), (257, 65132, 225911), (539, 65220, 277273), (93, 61203, 287451),
            (88, 64298, 383937), (810, 88814, 393775), (1197, 126327, 563734), (1723, 156502, 678718), (253, 163691, 899155), (245, 198739, 1091386), (356, 226730, 1255268),
        }
        select new Workload<BaInput>($"p {size.Item3}", () => Make(size.Item1, size.Item2, size.Item3));

    public override double[] Flat(BaInput input) => [input.N, input.M, input.P, .. input.Camera, .. input.Point, input.Weight, .. input.Feature];

    protected override BaInput Read(JsonElement input) =>
        new(input.Int("n"), input.Int("m"), input.Int("p"), input.Doubles("cam"), input.Doubles("x"), input.Double("w"), input.Doubles("feat"));

    protected override BaInput Example() => Make(3, 5, 40);

    // A camera 10 units before a point, turned a little.
    private static BaInput Make(int n, int m, int p) => new(n, m, p, [0.1, -0.2, 0.05, 1, -1, -10, 400, 5, -8, 0.08, 0.003], [0.5, 0.25, 1], 0.4, [270, 830]);

    private Evaluation Objective(BaInput input)
    {
        var data = new Observations(input);
        double[] reprojection = new double[2 * input.P], weight = new double[input.P];
        return new(() => residuals(data.Cameras, data.Points, data.Weights, data.CameraOf, data.PointOf, data.Seen, reprojection, weight), Write);

        void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("reproj_error");
            writer.WriteNumbers("elements", reprojection.AsSpan(0, 2));
            writer.WriteNumber("repeated", input.P);
            writer.WriteEndObject();
            writer.WriteStartObject("w_err");
            writer.WriteNumber("element", weight[0]);
            writer.WriteNumber("repeated", input.P);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private Evaluation Jacobian(BaInput input)
    {
        var (data, matrix) = (new Observations(input), new ObservationMatrix(input.P));
        return new(Run, matrix.Write);

        void Run()
        {
            matrix.FillStructure(input.N, input.M, data.CameraOf, data.PointOf);
            jacobian(data.Cameras, data.Points, data.Weights, data.CameraOf, data.PointOf, data.Seen, matrix.ReprojectionValues, matrix.WeightValues);
        }
    }

    /// <summary>The input repeated as often as it says.</summary>
    private sealed class Observations(BaInput input)
    {
        public double[] Cameras { get; } = Repeated(input.Camera, input.N);

        public double[] Points { get; } = Repeated(input.Point, input.M);

        public double[] Weights { get; } = Repeated([input.Weight], input.P);

        public double[] Seen { get; } = Repeated(input.Feature, input.P);

        public int[] CameraOf { get; } = [.. Enumerable.Range(0, input.P).Select(i => i % input.N)];

        public int[] PointOf { get; } = [.. Enumerable.Range(0, input.P).Select(i => i % input.M)];

        private static double[] Repeated(double[] numbers, int times)
        {
            var all = new double[numbers.Length * times];
            for (var i = 0; i < times; i++) numbers.CopyTo(all, i * numbers.Length);
            return all;
        }
    }
}
