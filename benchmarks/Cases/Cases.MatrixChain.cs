using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private delegate double GradientOfChain(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d, Span<double> da, Span<double> db, Span<double> dc, Span<double> dd);

    private delegate double OfChain(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d);

    // ½·|A·B·C·D|² for 20s×4s, 4s×30s, 30s×6s, 6s×20s: by hand as A·((B·C)·D)
    private static unsafe Case MatrixChain(int scale)
    {
        int[] size = [20 * scale, 4 * scale, 30 * scale, 6 * scale, 20 * scale];
        var graph = new Graph();
        var names = new[] { "A", "B", "C", "D" };
        Node[] x = [.. names.Select((name, i) => graph.Variable(name, [size[i], size[i + 1]]))];
        var f = graph.Function("chain", x, [0.5 * Sum(Square(MatMul(MatMul(MatMul(x[0], x[1]), x[2]), x[3])))]);
        double[][] p = [.. names.Select((_, i) => Numbers(size[i] * size[i + 1], 31 + i))];
        int[] starts = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, i).Sum(k => size[k] * size[k + 1]))];
        Span<double> Part(double[] g, int i) => g.AsSpan(starts[i], size[i] * size[i + 1]);
        var workspace = Enumerable.Range(0, 5).Select(i => new double[size.Max() * size.Max()]).ToArray();
        var flat = new double[5 * size.Max() * size.Max()];
        return new($"Matrix chain, {string.Join('x', size)}", starts[4], [
            ByHand("C# by hand", g => ChainByHand(size, p, starts, workspace, g, ProductByHand)),
            ByHand("C# by hand, SIMD", g => ChainByHand(size, p, starts, workspace, g, (a, b, c, m, k, n, ta, tb) => VectorKernels.MatMul(a, b, c, m, k, n, ta, tb))),
            .. NativeCode.Contender("matrix_chain", (function, g) =>
            {
                fixed (double* a = p[0], b = p[1], c = p[2], d = p[3], w = flat, pg = g)
                fixed (int* s = size)
                    return ((delegate* unmanaged<int*, double*, double*, double*, double*, double*, double*, double>)function)(s, a, b, c, d, w, pg);
            }),
            .. Compiled<GradientOfChain, OfChain>(
                f, names, run => g => run(p[0], p[1], p[2], p[3], Part(g, 0), Part(g, 1), Part(g, 2), Part(g, 3)), run => () => run(p[0], p[1], p[2], p[3])),
        ]);
    }

    private static double ChainByHand(int[] size, double[][] p, int[] starts, double[][] workspace, double[]? gradient, Product product)
    {
        int m = size[0], k = size[1], n = size[2], q = size[3], r = size[4];
        double[] bc = workspace[0], bcd = workspace[1], all = workspace[2], bcdBar = workspace[3], bcBar = workspace[4];
        product(p[1], p[2], bc.AsSpan(0, k * q), k, n, q, false, false);
        product(bc.AsSpan(0, k * q), p[3], bcd.AsSpan(0, k * r), k, q, r, false, false);
        product(p[0], bcd.AsSpan(0, k * r), all.AsSpan(0, m * r), m, k, r, false, false);
        var sum = 0.0;
        foreach (var v in all.AsSpan(0, m * r)) sum += v * v;
        if (gradient is null) return sum / 2;
        product(all.AsSpan(0, m * r), bcd.AsSpan(0, k * r), gradient.AsSpan(starts[0], m * k), m, r, k, false, true);
        product(p[0], all.AsSpan(0, m * r), bcdBar.AsSpan(0, k * r), k, m, r, true, false);
        product(bc.AsSpan(0, k * q), bcdBar.AsSpan(0, k * r), gradient.AsSpan(starts[3], q * r), q, k, r, true, false);
        product(bcdBar.AsSpan(0, k * r), p[3], bcBar.AsSpan(0, k * q), k, r, q, false, true);
        product(bcBar.AsSpan(0, k * q), p[2], gradient.AsSpan(starts[1], k * n), k, q, n, false, true);
        product(p[1], bcBar.AsSpan(0, k * q), gradient.AsSpan(starts[2], n * q), n, k, q, true, false);
        return sum / 2;
    }
}
