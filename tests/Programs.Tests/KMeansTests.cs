using SymDiff.Testing;

namespace SymDiff.Programs.Tests;

public sealed class KMeansTests
{
    private static readonly KMeans.Value value = KMeans.Cost().Compile<KMeans.Value>();
    private static readonly KMeans.Step step = KMeans.Direction().Compile<KMeans.Step>();

    // points, centroids, dimensions
    public static TheoryData<int, int, int> Sizes => new() { { 40, 3, 2 }, { 1, 1, 1 }, { 5, 5, 3 }, { 130, 7, 8 } };

    [Theory, MemberData(nameof(Sizes))]
    public void TheCostIsThatOfClusters(int n, int k, int d)
    {
        var (points, centroids) = Data(n, k, d);
        var expected = Nearest(points, centroids, d).Select((c, i) => Enumerable.Range(0, d).Sum(j => Math.Pow(points[i * d + j] - centroids[c * d + j], 2))).Sum();
        Differences.Agree([expected], [value(points, centroids, n, d, k)]);
    }

    // Newton's step from a centroid leads to the mean of its points: c - mean.
    [Theory, MemberData(nameof(Sizes))]
    public void TheDirectionLeadsToTheMeans(int n, int k, int d)
    {
        var (points, centroids) = Data(n, k, d);
        var clusters = Nearest(points, centroids, d).Select((c, i) => (Cluster: c, Point: i)).ToLookup(p => p.Cluster, p => p.Point);
        var expected = centroids.Select((c, at) => c - clusters[at / d].Average(i => points[i * d + at % d])).ToArray();
        var found = new double[k * d];
        step(points, centroids, n, d, k, found);
        Differences.Agree(expected, found);
    }

    // Gradient and diagonal of the second derivative: 2·(count·c - sum) and 2·count, and all the rest of the Hessian is 0.
    [Fact]
    public void FirstAndSecondDerivative()
    {
        const int n = 12, k = 3, d = 2;
        var (points, centroids) = Data(n, k, d);
        var (at, x) = (Tensor.Of(centroids, k, d), Tensor.Of(points, n, d));
        var derivatives = KMeans.Derivatives().Evaluate(x, at);
        Differences.Agree(Differences.Gradient(c => value(points, c, n, d, k), centroids, 1e-4), derivatives[0].ToArray(), 1e-9);
        var nearest = Nearest(points, centroids, d);
        Assert.Equal([.. centroids.Select((_, i) => 2.0 * nearest.Count(c => c == i / d))], derivatives[1].ToArray());
        var bound = KMeans.Cost().Bind(("points", x));
        var graph = new Graph();
        var c = graph.Variable("centroids", [k, d]);
        var hessian = graph.Function("cost", [c], [bound.Call(c)[0]]).Hessian().Evaluate(at)[0].ToArray();
        for (var row = 0; row < k * d; row++)
            for (var column = 0; column < k * d; column++) Assert.Equal(row == column ? derivatives[1].ToArray()[row] : 0, hessian[row * k * d + column]);
    }

    private static int[] Nearest(double[] points, double[] centroids, int d) =>
    [
        .. points.Chunk(d).Select(p => Enumerable.Range(0, centroids.Length / d).MinBy(c => p.Select((x, j) => Math.Pow(x - centroids[c * d + j], 2)).Sum())),
    ];

    // The last points are the centroids: so no cluster is empty.
    private static (double[] Points, double[] Centroids) Data(int n, int k, int d)
    {
        var points = Differences.Numbers(n * d, 1);
        return (points, points[^(k * d)..]);
    }
}
