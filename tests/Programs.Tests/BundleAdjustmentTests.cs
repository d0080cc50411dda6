using System.Numerics;

namespace SymDiff.Programs.Tests;

public sealed class BundleAdjustmentTests
{
    private static readonly BundleAdjustment.Run residuals = BundleAdjustment.Residuals().Compile<BundleAdjustment.Run>();
    private static readonly BundleAdjustment.Run jacobian = BundleAdjustment.Jacobian().Compile<BundleAdjustment.Run>();

    [Theory, InlineData(7), InlineData(1), InlineData(0), InlineData(37)]
    public void ResidualsAreThoseOfQuaternions(int observations)
    {
        var data = new Data(observations);
        var (reprojection, weight) = (new double[2 * observations], new double[observations]);
        residuals(data.Cameras, data.Points, data.Weights, data.CameraOf, data.PointOf, data.Seen, reprojection, weight);
        Differences.Agree([.. Enumerable.Range(0, observations).SelectMany(i => Residual(data.Arguments(i), data.Seen[(2 * i)..(2 * i + 2)]))], reprojection, 1e-13);
        Differences.Agree([.. data.Weights.Select(w => 1 - w * w)], weight);
    }

    [Theory, InlineData(7), InlineData(1), InlineData(0), InlineData(37)]
    public void TheBlocksOfTheJacobianAreThoseOfQuaternions(int observations)
    {
        var data = new Data(observations);
        var (blocks, weight) = (new double[2 * BundleAdjustment.Columns * observations], new double[observations]);
        jacobian(data.Cameras, data.Points, data.Weights, data.CameraOf, data.PointOf, data.Seen, blocks, weight);
        for (var i = 0; i < observations; i++)
        {
            var seen = data.Seen[(2 * i)..(2 * i + 2)];
            var expected = Differences.Jacobian(a => Residual(a, seen), data.Arguments(i)).SelectMany(row => row).ToArray();
            Differences.Agree(expected, blocks.AsSpan(30 * i, 30), 1e-9);
        }

        Differences.Agree([.. data.Weights.Select(w => -2 * w)], weight);
    }

    // A camera that is not turned: the derivative by the rotation vector is that of the cross product.
    [Fact]
    public void ACameraThatIsNotTurned()
    {
        var data = new Data(1);
        Array.Clear(data.Cameras, 0, 3);
        var (blocks, weight) = (new double[30], new double[1]);
        jacobian(data.Cameras, data.Points, data.Weights, data.CameraOf, data.PointOf, data.Seen, blocks, weight);
        // quaternions have no trouble near 0, only in 0: so differences from there
        Differences.Agree(Differences.Jacobian(a => Residual(a, data.Seen), data.Arguments(0)).SelectMany(row => row).ToArray(), blocks, 1e-9);
    }

    // The same camera model with a unit quaternion turning the point.
    private static double[] Residual(double[] a, double[] seen)
    {
        var angle = Math.Sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        var half = angle == 0 ? 0.5 : Math.Sin(angle / 2) / angle;
        var (x, y, z) = Turned(Math.Cos(angle / 2), a[0] * half, a[1] * half, a[2] * half, a[11] - a[3], a[12] - a[4], a[13] - a[5]);
        var image = new Complex(x / z, y / z);
        var r2 = image.Real * image.Real + image.Imaginary * image.Imaginary;
        var pixel = image * a[6] * (1 + a[9] * r2 + a[10] * r2 * r2) + new Complex(a[7], a[8]);
        return [a[14] * (pixel.Real - seen[0]), a[14] * (pixel.Imaginary - seen[1])];
    }

    // the matrix of a unit quaternion, times a point
    private static (double X, double Y, double Z) Turned(double s, double i, double j, double k, double x, double y, double z) => (
        (1 - 2 * (j * j + k * k)) * x + 2 * (i * j - k * s) * y + 2 * (i * k + j * s) * z,
        2 * (i * j + k * s) * x + (1 - 2 * (i * i + k * k)) * y + 2 * (j * k - i * s) * z,
        2 * (i * k - j * s) * x + 2 * (j * k + i * s) * y + (1 - 2 * (i * i + j * j)) * z);

    private sealed class Data
    {
        private const int CameraCount = 3, PointCount = 4;

        public Data(int observations)
        {
            Cameras = Differences.Numbers(CameraCount * 11, 1);
            for (var i = 0; i < Cameras.Length; i++) if (i % 11 < 3) Cameras[i] *= 0.4;   // turned by less than a right angle, so that
            Points = Differences.Numbers(PointCount * 3, 2);
            for (var i = 0; i < PointCount; i++) Points[3 * i + 2] += 8;   // points are before them
            Weights = Differences.Numbers(observations, 3);
            Seen = Differences.Numbers(2 * observations, 4);
            CameraOf = [.. Enumerable.Range(0, observations).Select(i => i % CameraCount)];
            PointOf = [.. Enumerable.Range(0, observations).Select(i => (3 * i + 1) % PointCount)];
        }

        public double[] Cameras { get; }

        public double[] Points { get; }

        public double[] Weights { get; }

        public double[] Seen { get; }

        public int[] CameraOf { get; }

        public int[] PointOf { get; }

        public double[] Arguments(int i) =>
            [.. Cameras[(11 * CameraOf[i])..(11 * CameraOf[i] + 11)], .. Points[(3 * PointOf[i])..(3 * PointOf[i] + 3)], Weights[i]];
    }
}
