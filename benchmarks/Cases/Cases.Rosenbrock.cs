using System.Runtime.Intrinsics;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private delegate double GradientOfVector(ReadOnlySpan<double> x, Span<double> gradient);

    private delegate double OfVector(ReadOnlySpan<double> x);

    // Σ 100·(xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)²
    private static unsafe Case Rosenbrock(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("rosenbrock", [x], [Sum(100 * Square(x[1..] - Square(x[..^1])) + Square(1 - x[..^1]))]);
        var at = Numbers(n, 1);
        return new("Rosenbrock chain", n, [
            ByHand("C# by hand", g => RosenbrockByHand(at, g)),
            ByHand("C# by hand, SIMD", g => RosenbrockInLanes(at, g)),
            .. NativeCode.Contender("rosenbrock", (function, g) =>
            {
                fixed (double* px = at, pg = g) return ((delegate* unmanaged<int, double*, double*, double>)function)(n, px, pg);
            }),
            .. Compiled<GradientOfVector, OfVector>(f, ["x"], run => g => run(at, g), run => () => run(at)),
            Interpreted(f, ["x"], Tensor.Vector(at)),
        ]);
    }

    private static double RosenbrockByHand(double[] x, double[]? gradient)
    {
        var value = 0.0;
        if (gradient is not null) Array.Clear(gradient);
        for (var i = 0; i < x.Length - 1; i++)
        {
            var (t, u) = (x[i + 1] - x[i] * x[i], 1 - x[i]);
            value += 100 * t * t + u * u;
            if (gradient is null) continue;
            gradient[i] += -400 * t * x[i] - 2 * u;
            gradient[i + 1] += 200 * t;
        }

        return value;
    }

    // Each entry of the gradient from its two terms: -400·tᵢ·xᵢ - 2·uᵢ + 200·tᵢ₋₁ with t = xᵢ₊₁ - xᵢ², u = 1 - xᵢ
    private static double RosenbrockInLanes(double[] x, double[]? gradient)
    {
        var (n, sum, i) = (x.Length, Vector256<double>.Zero, 1);
        var (first, firstU) = (x[1] - x[0] * x[0], 1 - x[0]);
        if (gradient is not null) gradient[0] = -400 * first * x[0] - 2 * firstU;
        for (; i + 4 < n; i += 4)
        {
            var (before, at, after) = (Vector256.LoadUnsafe(ref x[i - 1]), Vector256.LoadUnsafe(ref x[i]), Vector256.LoadUnsafe(ref x[i + 1]));
            var (t, u) = (after - at * at, Vector256.Create(1.0) - at);
            sum += Vector256.FusedMultiplyAdd(t * 100.0, t, u * u);
            if (gradient is not null) (t * -400.0 * at - u * 2.0 + (at - before * before) * 200.0).StoreUnsafe(ref gradient[i]);
        }

        var value = 100 * first * first + firstU * firstU + Vector256.Sum(sum);
        for (; i < n; i++)
        {
            var (t, u) = i < n - 1 ? (x[i + 1] - x[i] * x[i], 1 - x[i]) : (0, 0);
            value += 100 * t * t + u * u;
            if (gradient is not null) gradient[i] = -400 * t * x[i] - 2 * u + 200 * (x[i] - x[i - 1] * x[i - 1]);
        }

        return value;
    }
}
