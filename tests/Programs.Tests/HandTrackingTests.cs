namespace SymDiff.Programs.Tests;

public sealed class HandTrackingTests
{
    private const int Vertices = 7, PerVertex = 3, Faces = 5, Points = 6;
    private static readonly int[] parents = [-1, .. Enumerable.Range(1, 20).Select(bone => bone % 4 == 1 ? 0 : bone - 1), 0];
    private static readonly double[] relatives = Transforms(1), inverses = Transforms(2), points = Differences.Numbers(3 * Points, 5), theta = Differences.Numbers(26, 6), us = Differences.Numbers(2 * Points, 8);
    private static readonly double[] positions = [.. Differences.Numbers(4 * Vertices, 3).Select((v, i) => i % 4 == 3 ? 1 : v)], weights = Differences.Numbers(Vertices * PerVertex, 4);
    private static readonly int[] bones = Integers(Vertices * PerVertex, 22, 1), triangles = Integers(Faces * 3, Vertices, 2);

    public static TheoryData<bool, Skinning, bool> Hands => new()
    {
        { false, Skinning.PerPoint, false }, { true, Skinning.PerPoint, true }, { false, Skinning.PerVertex, true }, { true, Skinning.PerVertex, false },
    };

    [Theory, MemberData(nameof(Hands))]
    public void ErrorsAndTheirJacobian(bool withTriangles, Skinning skinning, bool isMirrored)
    {
        var correspondences = Integers(Points, withTriangles ? Faces : Vertices, 3);
        double[] at = [.. us, .. theta];
        double[] Errors(double[] p) => ByMatrices(p[(2 * Points)..], withTriangles ? p[..(2 * Points)] : null, correspondences, isMirrored);
        var jacobian = Differences.Jacobian(Errors, at);
        Tensor[] after =
        [
            Tensor.Of(relatives, 22, 4, 4), Tensor.Of(inverses, 22, 4, 4), Tensor.Of(positions, Vertices, 4), Of(bones, Vertices, PerVertex), Tensor.Of(weights, Vertices, PerVertex),
            .. withTriangles ? [Of(triangles, Faces, 3)] : Array.Empty<Tensor>(), Of(correspondences, Points), Tensor.Of(points, Points, 3),
        ];
        Tensor[] inputs = withTriangles ? [theta, Tensor.Of(us, Points, 2), .. after] : [theta, .. after];
        Ways.Agree(withTriangles ? HandTracking.Complicated(isMirrored, skinning) : HandTracking.Simple(isMirrored, skinning), inputs, [Errors(at)]);
        // of the coordinates a row has its own point's
        double[] expected = [.. jacobian.SelectMany((row, i) => (withTriangles ? row[(i / 3 * 2)..][..2] : []).Concat(row[(2 * Points)..]))];
        Ways.Agree(withTriangles ? HandTracking.ComplicatedJacobian(isMirrored, skinning) : HandTracking.SimpleJacobian(isMirrored, skinning), inputs, [expected], 1e-9);
    }

    // Without rotation a vertex is where the bones leave it; nothing is divided by the angle 0.
    [Fact]
    public void NoRotation()
    {
        Tensor[] inputs = [new double[26], Tensor.Of(relatives, 22, 4, 4), Tensor.Of(inverses, 22, 4, 4), Tensor.Of(positions, Vertices, 4), Of(bones, Vertices, PerVertex), Tensor.Of(weights, Vertices, PerVertex), Of([0], 1), Tensor.Of(points.AsSpan(0, 3), 1, 3)];
        Ways.Agree(HandTracking.Simple(false, Skinning.PerPoint), inputs, [ByMatrices(new double[26], null, [0], false)]);
        foreach (var found in Ways.Run(HandTracking.SimpleJacobian(false, Skinning.PerPoint), inputs)) Assert.All(found[0], entry => Assert.True(double.IsFinite(entry)));
    }

    // As it is written: every matrix 4 x 4, every vertex from every bone, the hand's rotation last.
    private static double[] ByMatrices(double[] p, double[]? us, int[] correspondences, bool isMirrored)
    {
        var absolute = new double[22][];
        var vertices = new double[Vertices, 3];
        for (var bone = 0; bone < 22; bone++)
        {
            var (finger, joint) = ((bone - 1) / 4, (bone - 1) % 4);
            var relative = relatives[(16 * bone)..][..16];
            if (bone is > 0 and < 21 && joint > 0)
            {
                if (joint == 1) relative = Times(relative, Turn(0, 1, p[7 + 4 * finger]));
                relative = Times(relative, Turn(1, 2, joint == 1 ? p[6 + 4 * finger] : p[6 + 4 * finger + joint]));
            }

            absolute[bone] = parents[bone] < 0 ? relative : Times(absolute[parents[bone]], relative);
            var moved = Times(absolute[bone], inverses[(16 * bone)..][..16]);
            for (var v = 0; v < Vertices; v++)
                for (var k = 0; k < PerVertex; k++)
                    if (bones[v * PerVertex + k] == bone)
                        for (var i = 0; i < 3; i++) vertices[v, i] += weights[v * PerVertex + k] * Enumerable.Range(0, 4).Sum(j => moved[4 * i + j] * positions[4 * v + j]);
        }

        var angle = Math.Sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        var rotation = RotationBySeries([p[0], p[1], p[2]], angle < 1e-4);
        return [.. correspondences.SelectMany((c, n) => Enumerable.Range(0, 3).Select(i => points[3 * n + i] - (us is null
            ? Placed(c, i)
            : us[2 * n] * Placed(triangles[3 * c], i) + us[2 * n + 1] * Placed(triangles[3 * c + 1], i) + (1 - us[2 * n] - us[2 * n + 1]) * Placed(triangles[3 * c + 2], i))))];

        double Placed(int v, int i) => p[3 + i] + Enumerable.Range(0, 3).Sum(j => rotation[3 * i + j] * (j == 0 && isMirrored ? -1 : 1) * vertices[v, j]);
    }

    // exp([a]ₓ)
    private static double[] RotationBySeries(double[] a, bool isNone)
    {
        double[] cross = [0, -a[2], a[1], a[2], 0, -a[0], -a[1], a[0], 0], sum = [1, 0, 0, 0, 1, 0, 0, 0, 1], power = sum;
        for (var k = 1; k < 40 && !isNone; k++)
        {
            power = [.. Enumerable.Range(0, 9).Select(e => Enumerable.Range(0, 3).Sum(j => power[e / 3 * 3 + j] * cross[3 * j + e % 3]) / k)];
            sum = [.. sum.Zip(power, (x, y) => x + y)];
        }

        return sum;
    }

    // from axis i to axis j
    private static double[] Turn(int i, int j, double angle)
    {
        double[] m = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        (m[5 * i], m[5 * j], m[4 * i + j], m[4 * j + i]) = (Math.Cos(angle), Math.Cos(angle), -Math.Sin(angle), Math.Sin(angle));
        return m;
    }

    private static double[] Times(double[] a, double[] b) => [.. Enumerable.Range(0, 16).Select(e => Enumerable.Range(0, 4).Sum(k => a[e / 4 * 4 + k] * b[4 * k + e % 4]))];

    // any affine transforms
    private static double[] Transforms(int seed) => [.. Differences.Numbers(22 * 16, seed).Select((v, e) => e % 16 < 12 ? v : e % 16 == 15 ? 1 : 0)];

    private static int[] Integers(int count, int below, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(below))];
    }

    private static Tensor Of(int[] values, params int[] lengths) => Tensor.Of(DType.Int32, [.. values.Select(v => (double)v)], lengths);
}
