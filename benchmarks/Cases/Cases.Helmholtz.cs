using System.Runtime.Intrinsics;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private static readonly double Upper = 1 + Math.Sqrt(2);
    private static readonly double Lower = 1 - Math.Sqrt(2);
    private static readonly double RootEight = Math.Sqrt(8);

    private delegate double GradientOfMixture(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> x, Span<double> gradient);

    private delegate double OfMixture(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> x);

    // Helmholtz energy of a mixture: Σ xᵢ·ln(xᵢ/(1 - b·x)) - xᵀAx/(√8·b·x)·ln((1 + (1 + √2)·b·x)/(1 + (1 - √2)·b·x))
    private static unsafe Case Helmholtz(int n)
    {
        var graph = new Graph();
        var size = graph.Dim("n");
        var (a, b, x) = (graph.Variable("A", [size, size]), graph.Variable("b", [size]), graph.Variable("x", [size]));
        var s = Dot(b, x);
        var f = graph.Function("helmholtz", [a, b, x], [Sum(x * Log(x / (1 - s))) - Dot(x, MatMul(a, x)) / (RootEight * s) * Log((1 + Upper * s) / (1 + Lower * s))]);
        double[] matrix = [.. Numbers(n * n, 6).Select(v => v + 2)], sizes = [.. Numbers(n, 7).Select(v => (v + 2) / (4.0 * n))], parts = [.. Numbers(n, 8).Select(v => (v + 1.5) / n)];
        var workspace = new double[2 * n];
        return new("Helmholtz", n, [
            ByHand("C# by hand", g => HelmholtzByHand(matrix, sizes, parts, workspace, g, lanes: false)),
            ByHand("C# by hand, SIMD", g => HelmholtzByHand(matrix, sizes, parts, workspace, g, lanes: true)),
            .. NativeCode.Contender("helmholtz", (function, g) =>
            {
                fixed (double* pa = matrix, pb = sizes, px = parts, pw = workspace, pg = g)
                    return ((delegate* unmanaged<int, double*, double*, double*, double*, double*, double>)function)(n, pa, pb, px, pw, pg);
            }),
            .. Compiled<GradientOfMixture, OfMixture>(f, ["x"], run => g => run(matrix, sizes, parts, g), run => () => run(matrix, sizes, parts)),
            Interpreted(f, ["x"], Tensor.Of(matrix, n, n), Tensor.Vector(sizes), Tensor.Vector(parts)),
        ]);
    }

    private static double HelmholtzByHand(double[] a, double[] b, double[] x, double[] workspace, double[]? gradient, bool lanes)
    {
        var n = x.Length;
        Span<double> ax = workspace.AsSpan(0, n), xa = workspace.AsSpan(n, n);
        var s = 0.0;
        for (var i = 0; i < n; i++) s += b[i] * x[i];
        if (lanes)
        {
            VectorKernels.MatMul(a, x, ax, n, n, 1);
            if (gradient is not null) VectorKernels.MatMul(x, a, xa, 1, n, n);
        }
        else
        {
            xa.Clear();
            for (var i = 0; i < n; i++)
            {
                var row = a.AsSpan(i * n, n);
                var sum = 0.0;
                for (var j = 0; j < row.Length; j++) sum += row[j] * x[j];
                ax[i] = sum;
                if (gradient is null) continue;
                for (var j = 0; j < row.Length; j++) xa[j] += row[j] * x[i];
            }
        }

        var (entropy, energy, total) = (0.0, 0.0, 0.0);
        var at = 0;
        if (lanes)
        {
            var (logs, rest) = (Vector256<double>.Zero, Vector256.Create(1 - s));
            for (; at + 4 <= n; at += 4)
            {
                var v = Vector256.LoadUnsafe(ref x[at]);
                var log = VectorMath.Log(v / rest);
                logs += v * log;
                if (gradient is not null) log.StoreUnsafe(ref gradient[at]);
            }

            entropy = Vector256.Sum(logs);
        }

        for (; at < n; at++)
        {
            var log = Math.Log(x[at] / (1 - s));
            entropy += x[at] * log;
            if (gradient is not null) gradient[at] = log;
        }

        for (var i = 0; i < n; i++) (energy, total) = (energy + x[i] * ax[i], total + x[i]);
        var quotient = Math.Log((1 + Upper * s) / (1 + Lower * s));
        if (gradient is not null)
        {
            var slope = total / (1 - s) - energy / RootEight * (-quotient / (s * s) + (Upper / (1 + Upper * s) - Lower / (1 + Lower * s)) / s);
            var factor = quotient / (RootEight * s);
            for (var i = 0; i < n; i++) gradient[i] += 1 + b[i] * slope - (ax[i] + xa[i]) * factor;
        }

        return entropy - energy / (RootEight * s) * quotient;
    }
}
