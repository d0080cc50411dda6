using SymDiff.Programs;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    // Of every observation two rows of the Jacobian, by camera, point and weight, and the derivative of its weight's error; as value, the errors.
    private static unsafe Case Adjustment(int cameras, int points, int p)
    {
        double[] Around(double[] centre, int count, int seed) => [.. Numbers(count * centre.Length, seed).Select((v, i) => centre[i % centre.Length] * (1 + v / 10))];
        double[] camera = Around([0.1, -0.2, 0.05, 1, -1, -10, 400, 5, -8, 0.08, 0.003], cameras, 41), point = Around([0.5, 0.25, 1], points, 42);
        double[] w = Around([0.4], p, 43), seen = Around([270, 830], p, 44), errors = new double[3 * p];
        int[] cameraOf = [.. Enumerable.Range(0, p).Select(i => i % cameras)], pointOf = [.. Enumerable.Range(0, p).Select(i => i % points)];
        var split = 2 * BundleAdjustment.Columns * p;
        return new($"Bundle adjustment, {p:N0} observations", split + p, [
            Way("C# by hand", (e, g) => Projection.Run(camera, point, w, cameraOf, pointOf, seen, e, g)),
            Way("C# by hand, SIMD", (e, g) => ProjectionInLanes.Run(camera, point, w, cameraOf, pointOf, seen, e, g)),
            .. NativeCode.Addresses("adjustment").Select(address => Way("C++ by hand", (e, g) =>
            {
                fixed (double* pc = camera, pp = point, pw = w, ps = seen, pe = e, pg = g)
                fixed (int* pco = cameraOf, ppo = pointOf)
                    ((delegate* unmanaged<int, double*, double*, double*, int*, int*, double*, double*, double*, void>)address)(p, pc, pp, pw, pco, ppo, ps, pe, pg);
            })),
            .. new[] { Backend.Roslyn, Backend.ExpressionTree }.Select(Generated),
        ]);

        // What is given back is the first error: a derivative by a weight is the error without it.
        Contender Way(string name, Action<double[]?, double[]?> run, double compileMilliseconds = 0) => new(
            name,
            g =>
            {
                run(null, g);
                return w[0] * g[BundleAdjustment.Columns - 1];
            },
            () =>
            {
                run(errors, null);
                return errors[0];
            },
            compileMilliseconds);

        Contender Generated(Backend backend)
        {
            var residuals = BundleAdjustment.Residuals().Compile<BundleAdjustment.Run>(new() { Backend = backend });
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var jacobian = BundleAdjustment.Jacobian().Compile<BundleAdjustment.Run>(new() { Backend = backend });
            return Way(
                $"SymDiff, {backend}",
                (e, g) =>
                {
                    if (g is null) residuals(camera, point, w, cameraOf, pointOf, seen, e.AsSpan(0, 2 * p), e.AsSpan(2 * p));
                    else jacobian(camera, point, w, cameraOf, pointOf, seen, g.AsSpan(0, split), g.AsSpan(split));
                },
                watch.Elapsed.TotalMilliseconds);
        }
    }
}
