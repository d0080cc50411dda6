using System.Text.Json;
using SymDiff.GradBench.Protocol;

namespace SymDiff.GradBench.Evals;

/// <summary>A hand's model and its measurement. Of the weights, which are 0 for most bones, each vertex keeps those that are not.</summary>
internal sealed record HandInput(
    double[] Theta, double[] Us, bool IsMirrored, double[] Relatives, double[] Inverses, double[] Positions, int[] Bones, double[] Weights, int BonesPerVertex,
    int[] Triangles, int[] Correspondences, double[] Points)
{
    private static readonly IReadOnlyList<int> parents = [-1, .. Enumerable.Range(1, 20).Select(bone => bone % 4 == 1 ? 0 : bone - 1), 0];

    /// <summary>Whether points correspond to points in triangles, not to vertices.</summary>
    public bool HasTriangles => Us.Length > 0;

    public static HandInput Of(JsonElement input)
    {
        var data = input.GetProperty("data");
        var model = data.GetProperty("model");
        if (!model.Ints("parents").SequenceEqual(parents)) throw new EvaluationException("the bones are not a wrist, five fingers of four and a forearm");
        var (bones, weights, most) = Sparse(model.Doubles("weights"), parents.Count);
        return new(
            input.Doubles("theta"),
            input.Doubles("us"),
            model.GetProperty("is_mirrored").GetBoolean(),
            model.Doubles("base_relatives"),
            model.Doubles("inverse_base_absolutes"),
            model.Doubles("base_positions"),
            bones,
            weights,
            most,
            [.. model.Doubles("triangles").Select(t => (int)t)],
            data.Ints("correspondences"),
            data.Doubles("points"));
    }

    /// <summary>A hand of 22 bones at one place and 10 vertices.</summary>
    public static HandInput Example(bool triangles, int points)
    {
        const int vertices = 10;
        double[] unit = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        double[] transforms = [.. parents.SelectMany(_ => unit)];
        return new(
            [.. Enumerable.Range(0, 26).Select(i => 0.1 * i)],
            triangles ? new double[2 * points] : [],
            false,
            transforms,
            transforms,
            [.. Enumerable.Range(0, vertices).SelectMany(v => new double[] { v, 1, 2, 1 })],
            [.. Enumerable.Range(0, vertices)],
            [.. Enumerable.Repeat(1.0, vertices)],
            1,
            [0, 1, 2],
            new int[points],
            new double[3 * points]);
    }

    /// <summary>A hand of random bones whose vertices follow one or two of them, as of a measured hand most do.</summary>
    public static HandInput Random(bool triangles, int vertices, int points)
    {
        var (numbers, random, faces) = (new RandomNumbers(31337), new Random(31337), 2 * vertices);
        double[] Transforms() => [.. Enumerable.Range(0, 22).SelectMany(_ => numbers.Uniform(12).Select(e => 2 * e - 1).Concat([0, 0, 0, 1]))];
        int[] Integers(int count, int below) => [.. Enumerable.Range(0, count).Select(_ => random.Next(below))];
        var weights = numbers.Uniform(vertices).SelectMany(w => w < 0.4 ? [1.0, 0] : new[] { w, 1 - w }).ToArray();
        return new(
            numbers.Normal(26),
            triangles ? numbers.Uniform(2 * points) : [],
            false,
            Transforms(),
            Transforms(),
            [.. Enumerable.Range(0, vertices).SelectMany(_ => numbers.Normal(3).Append(1))],
            Integers(2 * vertices, 22),
            weights,
            2,
            Integers(3 * faces, vertices),
            Integers(points, triangles ? faces : vertices),
            numbers.Normal(3 * points));
    }

    /// <summary>All numbers, as the native baseline reads them.</summary>
    public double[] Flat() =>
    [
        HasTriangles ? 1 : 0, IsMirrored ? 1 : 0, Correspondences.Length, Positions.Length / 4, BonesPerVertex, Triangles.Length / 3,
        .. Theta, .. Us, .. Relatives, .. Inverses, .. Positions, .. Bones.Select(b => (double)b), .. Weights, .. Triangles.Select(t => (double)t), .. Correspondences.Select(c => (double)c), .. Points,
    ];

    // Vertices of fewer bones are filled up with the weight 0.
    private static (int[] Bones, double[] Weights, int Most) Sparse(double[] dense, int bones)
    {
        var rows = dense.Chunk(bones).Select(row => row.Select((weight, bone) => (weight, bone)).Where(p => p.weight != 0).ToList()).ToList();
        var most = Math.Max(1, rows.Max(row => row.Count));
        foreach (var row in rows) row.AddRange(Enumerable.Repeat((0.0, 0), most - row.Count));
        return ([.. rows.SelectMany(row => row.Select(p => p.bone))], [.. rows.SelectMany(row => row.Select(p => p.weight))], most);
    }
}
