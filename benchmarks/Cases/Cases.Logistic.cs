using System.Runtime.Intrinsics;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    // mean softplus(-y·(A·w)) + λ/2·|w|²
    private static unsafe Case Logistic(int n, int d)
    {
        var graph = new Graph();
        var rows = graph.Dim("n");
        var (a, y, w) = (graph.Variable("A", [rows, d]), graph.Variable("y", [rows]), graph.Variable("w", [d]));
        var f = graph.Function("logistic", [a, y, w], [Mean(Softplus(-y * MatMul(a, w))) + 0.005 * Sum(w * w)]);
        double[] data = Numbers(n * d, 3), labels = [.. Numbers(n, 4).Select(v => v > 0 ? 1.0 : -1.0)], weights = Numbers(d, 5), margins = new double[n];
        return new($"Logistic regression, {n} rows", d, [
            ByHand("C# by hand", g => LogisticByHand(data, labels, weights, g)),
            ByHand("C# by hand, SIMD", g => LogisticInLanes(data, labels, weights, margins, g)),
            .. NativeCode.Contender("logistic", (function, g) =>
            {
                fixed (double* pa = data, py = labels, pw = weights, pg = g)
                    return ((delegate* unmanaged<int, int, double*, double*, double*, double*, double>)function)(n, d, pa, py, pw, pg);
            }),
            .. Compiled<GradientOfMixture, OfMixture>(f, ["w"], run => g => run(data, labels, weights, g), run => () => run(data, labels, weights)),
            Interpreted(f, ["w"], Tensor.Of(data, n, d), Tensor.Vector(labels), Tensor.Vector(weights)),
        ]);
    }

    private static double LogisticByHand(double[] a, double[] y, double[] w, double[]? gradient)
    {
        var (value, n) = (0.0, y.Length);
        for (var j = 0; gradient is not null && j < w.Length; j++) gradient[j] = 0.01 * w[j];
        for (var i = 0; i < n; i++)
        {
            var row = a.AsSpan(i * w.Length, w.Length);
            var margin = 0.0;
            for (var j = 0; j < row.Length; j++) margin += row[j] * w[j];
            var e = Math.Exp(-Math.Abs(margin));
            var t = y[i] * margin;
            value += Math.Max(-t, 0) + ScalarMath.Log1p(e);
            if (gradient is null) continue;
            var scale = -y[i] * (t > 0 ? e : 1) / (1 + e) / n;
            for (var j = 0; j < row.Length; j++) gradient[j] += scale * row[j];
        }

        return value / n + 0.005 * w.Sum(v => v * v);
    }

    // All margins, then softplus and its derivative in lanes, then the rows' combination.
    private static double LogisticInLanes(double[] a, double[] y, double[] w, double[] margins, double[]? gradient)
    {
        var (n, sum, i) = (y.Length, Vector256<double>.Zero, 0);
        VectorKernels.MatMul(a, w, margins, n, w.Length, 1);
        for (; i + 4 <= n; i += 4)
        {
            var label = Vector256.LoadUnsafe(ref y[i]);
            var t = -label * Vector256.LoadUnsafe(ref margins[i]);
            sum += VectorMath.Softplus(t);
            if (gradient is not null) (-label * VectorMath.Sigmoid(t) / Vector256.Create((double)n)).StoreUnsafe(ref margins[i]);
        }

        var value = Vector256.Sum(sum);
        for (; i < n; i++)
        {
            var t = -y[i] * margins[i];
            value += ScalarMath.Softplus(t);
            margins[i] = -y[i] * ScalarMath.Sigmoid(t) / n;
        }

        if (gradient is not null)
        {
            VectorKernels.MatMul(margins, a, gradient, 1, n, w.Length);
            VectorKernels.AddScaled(gradient, 0.01, w);
        }

        return value / n + 0.005 * VectorKernels.Dot(w, w);
    }
}
