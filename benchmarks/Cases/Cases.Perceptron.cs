using System.Runtime.Intrinsics;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private delegate double GradientOfPerceptron(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> w1, ReadOnlySpan<double> b1, ReadOnlySpan<double> w2, ReadOnlySpan<double> b2,
        Span<double> dw1, Span<double> db1, Span<double> dw2, Span<double> db2);

    private delegate double OfPerceptron(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> w1, ReadOnlySpan<double> b1, ReadOnlySpan<double> w2, ReadOnlySpan<double> b2);

    private delegate void Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int m, int k, int n, bool transposeA, bool transposeB);

    // mean cross-entropy of softmax(tanh(X·W₁ + b₁)·W₂ + b₂) and Y
    private static unsafe Case Perceptron(int batch, int inputs, int hidden, int outputs)
    {
        var graph = new Graph();
        Node Input(string name, params Dim[] shape) => graph.Variable(name, [.. shape]);
        Node x = Input("X", batch, inputs), y = Input("Y", batch, outputs);
        Node w1 = Input("W1", inputs, hidden), b1 = Input("b1", hidden), w2 = Input("W2", hidden, outputs), b2 = Input("b2", outputs);
        var f = graph.Function("perceptron", [x, y, w1, b1, w2, b2], [Mean(CrossEntropy(MatMul(Tanh(MatMul(x, w1) + b1), w2) + b2, y))]);
        var labels = new double[batch * outputs];
        for (var i = 0; i < batch; i++) labels[i * outputs + i * 7 % outputs] = 1;
        double[] Scaled(int count, double scale, int seed) => [.. Numbers(count, seed).Select(v => v * scale)];
        double[][] p = [Numbers(batch * inputs, 21), labels, Scaled(inputs * hidden, 0.05, 22), Scaled(hidden, 0.1, 23), Scaled(hidden * outputs, 0.2, 24), Scaled(outputs, 0.1, 25)];
        var layers = new Layers(batch, inputs, hidden, outputs);
        var workspace = new double[2 * batch * (hidden + outputs)];
        int[] starts = [0, inputs * hidden, inputs * hidden + hidden, inputs * hidden + hidden + hidden * outputs];
        return new($"Perceptron {inputs}-{hidden}-{outputs}, batch {batch}", starts[^1] + outputs, [
            ByHand("C# by hand", g => layers.Loss(p, g, ProductByHand, lanes: false)),
            ByHand("C# by hand, SIMD", g => layers.Loss(p, g, (a, b, c, m, k, n, ta, tb) => VectorKernels.MatMul(a, b, c, m, k, n, ta, tb), lanes: true)),
            .. NativeCode.Contender("perceptron", (function, g) =>
            {
                fixed (double* px = p[0], py = p[1], pw1 = p[2], pb1 = p[3], pw2 = p[4], pb2 = p[5], pg = g, pw = workspace)
                    return ((delegate* unmanaged<int, int, int, int, double*, double*, double*, double*, double*, double*, double*, double*, double>)function)(
                        batch, inputs, hidden, outputs, px, py, pw1, pb1, pw2, pb2, pw, pg);
            }),
            .. Compiled<GradientOfPerceptron, OfPerceptron>(
                f, ["W1", "b1", "W2", "b2"],
                run => g => run(p[0], p[1], p[2], p[3], p[4], p[5], g.AsSpan(0, starts[1]), g.AsSpan(starts[1], hidden), g.AsSpan(starts[2], hidden * outputs), g.AsSpan(starts[3])),
                run => () => run(p[0], p[1], p[2], p[3], p[4], p[5])),
        ]);
    }

    // Rows of B stream through the cache; with A transposed rows of C do.
    private static void ProductByHand(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int m, int k, int n, bool transposeA, bool transposeB)
    {
        c.Clear();
        for (var i = 0; i < m; i++)
        {
            var row = c.Slice(i * n, n);
            for (var p = 0; p < k && !transposeB; p++)
            {
                var factor = transposeA ? a[p * m + i] : a[i * k + p];
                var other = b.Slice(p * n, n);
                for (var j = 0; j < row.Length; j++) row[j] += factor * other[j];
            }

            for (var j = 0; j < n && transposeB; j++)
            {
                ReadOnlySpan<double> left = a.Slice(i * k, k), right = b.Slice(j * k, k);
                var sum = 0.0;
                for (var p = 0; p < left.Length; p++) sum += left[p] * right[p];
                row[j] = sum;
            }
        }
    }

    private sealed class Layers(int batch, int inputs, int hidden, int outputs)
    {
        private readonly double[] activations = new double[batch * hidden];
        private readonly double[] activationsBar = new double[batch * hidden];
        private readonly double[] logits = new double[batch * outputs];

        public double Loss(double[][] p, double[]? gradient, Product product, bool lanes)
        {
            product(p[0], p[2], activations, batch, inputs, hidden, false, false);
            Activate(p[3], lanes);
            product(activations, p[4], logits, batch, hidden, outputs, false, false);
            var loss = CrossEntropy(p[1], p[5]);
            if (gradient is null) return loss;
            Span<double> dw1 = gradient.AsSpan(0, inputs * hidden), db1 = gradient.AsSpan(inputs * hidden, hidden);
            Span<double> dw2 = gradient.AsSpan(inputs * hidden + hidden, hidden * outputs), db2 = gradient.AsSpan(inputs * hidden + hidden + hidden * outputs);
            product(activations, logits, dw2, hidden, batch, outputs, true, false);
            SumRows(logits, db2);
            product(logits, p[4], activationsBar, batch, outputs, hidden, false, true);
            for (var i = 0; i < activationsBar.Length; i++) activationsBar[i] *= 1 - activations[i] * activations[i];
            product(p[0], activationsBar, dw1, inputs, batch, hidden, true, false);
            SumRows(activationsBar, db1);
            return loss;
        }

        // tanh(activations + bias)
        private void Activate(double[] bias, bool lanes)
        {
            for (var i = 0; i < batch; i++)
            {
                var row = activations.AsSpan(i * hidden, hidden);
                var j = 0;
                for (; lanes && j + 4 <= hidden; j += 4)
                    VectorMath.Tanh(Vector256.LoadUnsafe(ref row[j]) + Vector256.LoadUnsafe(ref bias[j])).StoreUnsafe(ref row[j]);
                for (; j < hidden; j++) row[j] = Math.Tanh(row[j] + bias[j]);
            }
        }

        // The loss; the logits become its derivative by them, (softmax - y)/batch.
        private double CrossEntropy(double[] y, double[] bias)
        {
            var loss = 0.0;
            for (var i = 0; i < batch; i++)
            {
                Span<double> row = logits.AsSpan(i * outputs, outputs), labels = y.AsSpan(i * outputs, outputs);
                var (largest, sum) = (double.NegativeInfinity, 0.0);
                for (var j = 0; j < row.Length; j++) largest = Math.Max(largest, row[j] += bias[j]);
                for (var j = 0; j < row.Length; j++) sum += Math.Exp(row[j] - largest);
                for (var j = 0; j < row.Length; j++)
                {
                    loss -= labels[j] * (row[j] - largest - Math.Log(sum));
                    row[j] = (Math.Exp(row[j] - largest) / sum - labels[j]) / batch;
                }
            }

            return loss / batch;
        }

        private static void SumRows(double[] rows, Span<double> sums)
        {
            sums.Clear();
            for (var start = 0; start < rows.Length; start += sums.Length)
                for (var j = 0; j < sums.Length; j++) sums[j] += rows[start + j];
        }
    }
}
