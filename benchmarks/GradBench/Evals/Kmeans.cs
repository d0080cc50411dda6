using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>Points and centroids of D dimensions.</summary>
internal sealed record KmeansInput(int D, double[] Points, double[] Centroids);

/// <summary>Clustering by means: the cost and Newton's step.</summary>
internal sealed class Kmeans : Eval<KmeansInput>
{
    private readonly KMeans.Value value = KMeans.Cost().Compile<KMeans.Value>();
    private readonly KMeans.Step step = KMeans.Direction().Compile<KMeans.Step>();

    public Kmeans()
    {
        Add("cost", Cost);
        Add("dir", Direction);
    }

    public override IEnumerable<Workload<KmeansInput>> Workloads =>
        from k in new[] { 10, 100, 1000 }
        from n in new[] { 1000, 10000 }
        from d in new[] { 8, 16 }
        orderby k * n * d
        select new Workload<KmeansInput>($"k {k}, n {n}, d {d}", () => Make(k, n, d));

    public override double[] Flat(KmeansInput input) => [input.D, input.Centroids.Length / input.D, input.Points.Length / input.D, .. input.Points, .. input.Centroids];

    protected override KmeansInput Read(JsonElement input) => new(input.GetProperty("centroids")[0].GetArrayLength(), input.Doubles("points"), input.Doubles("centroids"));

    protected override KmeansInput Example() => Make(5, 60, 3);

    // The last points are the centroids: so no cluster is empty.
    private static KmeansInput Make(int k, int n, int d)
    {
        var points = new RandomNumbers(31337).Uniform(n * d);
        return new(d, points, points[^(k * d)..]);
    }

    private Evaluation Cost(KmeansInput input)
    {
        var result = 0.0;
        var (n, d, k) = Sizes(input);
        return new(() => result = value(input.Points, input.Centroids, n, d, k), writer => writer.WriteNumberValue(result));
    }

    private Evaluation Direction(KmeansInput input)
    {
        var direction = new double[input.Centroids.Length];
        var (n, d, k) = Sizes(input);
        return new(() => step(input.Points, input.Centroids, n, d, k, direction), writer => writer.WriteRows(direction, k));
    }

    private static (int N, int D, int K) Sizes(KmeansInput input) => (input.Points.Length / input.D, input.D, input.Centroids.Length / input.D);
}
