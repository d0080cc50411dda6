using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using SymDiff.Runtime;

namespace SymDiff.Benchmarks;

/// <summary>Square matrix products on one thread: billions of operations a second, beside OpenBLAS where it is installed.</summary>
internal static class MatrixProductTable
{
    public static Table Measure(bool quick)
    {
        var blas = Blas.Load();
        var table = new Table().Border(TableBorder.Ascii).AddColumns("size");
        foreach (var type in new[] { "double", "float" }) table.AddColumns($"{type} AB", "AᵀB", "ABᵀ", "OpenBLAS AB", "AᵀB", "ABᵀ");
        foreach (var n in quick ? [32, 65] : new[] { 16, 32, 33, 48, 50, 64, 65, 96, 100, 128, 130, 192, 200, 250, 256, 512, 1024 })
        {
            double[] a = Numbers(n), b = Numbers(n), c = new double[n * n];
            float[] fa = [.. a.Select(v => (float)v)], fb = [.. b.Select(v => (float)v)], fc = new float[n * n];
            var times = Fastest(n, quick ? 3 : 40,
                () => VectorKernels.MatMul(a, b, c, n, n, n),
                () => VectorKernels.MatMul(a, b, c, n, n, n, transposeA: true),
                () => VectorKernels.MatMul(a, b, c, n, n, n, transposeA: false, transposeB: true),
                () => blas?.Multiply(a, b, c, n),
                () => blas?.Multiply(a, b, c, n, transposeA: Blas.Transposed),
                () => blas?.Multiply(a, b, c, n, transposeB: Blas.Transposed),
                () => VectorKernels.MatMul(fa, fb, fc, n, n, n),
                () => VectorKernels.MatMul(fa, fb, fc, n, n, n, transposeA: true),
                () => VectorKernels.MatMul(fa, fb, fc, n, n, n, transposeA: false, transposeB: true),
                () => blas?.Multiply(fa, fb, fc, n),
                () => blas?.Multiply(fa, fb, fc, n, transposeA: Blas.Transposed),
                () => blas?.Multiply(fa, fb, fc, n, transposeB: Blas.Transposed));
            string Rate(int way) => (2e-9 * n * n * n / times[way]).ToString("F1", CultureInfo.InvariantCulture);
            string Ours(int way) => blas is null ? Rate(way) : string.Create(CultureInfo.InvariantCulture, $"{Rate(way)} ({times[way + 3] / times[way]:F2})");
            string Theirs(int way) => blas is null ? "" : Rate(way);
            table.AddRow([$"{n}", Ours(0), Ours(1), Ours(2), Theirs(3), Theirs(4), Theirs(5), Ours(6), Ours(7), Ours(8), Theirs(9), Theirs(10), Theirs(11)]);
        }

        return table;
    }

    /// <summary>Stacks of products by compiled functions, beside a call of OpenBLAS for each.</summary>
    public static Table Stacks(bool quick)
    {
        const int batch = 32;
        var blas = Blas.Load();
        var table = new Table().Border(TableBorder.Ascii).AddColumns("size", "32 products", "of one B", "OpenBLAS, a call each", "of one B");
        foreach (var n in quick ? [32] : new[] { 16, 32, 50, 64, 100, 128, 256 })
        {
            var graph = new Graph();
            var (size, stack) = (graph.Dim("n"), graph.Dim("s"));
            Node a = graph.Variable("a", [stack, size, size]), b = graph.Variable("b", [stack, size, size]), w = graph.Variable("w", [size, size]);
            var each = graph.Function("each", [a, b], [NodeMath.MatMul(a, b)]).Compile<Product>();
            var shared = graph.Function("shared", [a, w], [NodeMath.MatMul(a, w)]).Compile<Product>();
            double[] x = [.. Enumerable.Repeat(Numbers(n), batch).SelectMany(v => v)], y = Numbers(n), c = new double[x.Length];
            var times = Fastest(n, quick ? 3 : 20, () => each(x, x, batch, n, c), () => shared(x, y, batch, n, c), () => blas?.MultiplyEach(x, x, c, batch, n), () => blas?.MultiplyEach(x, y, c, batch, n));
            string Rate(int i) => (2e-9 * batch * n * n * n / times[i]).ToString("F1", CultureInfo.InvariantCulture);
            string Ours(int i) => blas is null ? Rate(i) : string.Create(CultureInfo.InvariantCulture, $"{Rate(i)} ({times[i + 2] / times[i]:F2})");
            table.AddRow($"{n}", Ours(0), Ours(1), blas is null ? "" : Rate(2), blas is null ? "" : Rate(3));
        }

        return table;
    }

    /// <summary>Cholesky factors and triangular solves with as many columns as rows: microseconds.</summary>
    public static Table Factors(bool quick)
    {
        var blas = Blas.Load();
        var table = new Table().Border(TableBorder.Ascii).AddColumns("size", "Cholesky, µs", "dpotrf", "ratio", "triangular solve, µs", "dtrsm", "ratio");
        foreach (var n in quick ? [32] : new[] { 32, 64, 128, 256, 512 })
        {
            double[] b = Numbers(n), a = new double[n * n], l = new double[n * n], x = new double[n * n], factor = new double[n * n];
            VectorKernels.MatMul(b, b, a, n, n, n, transposeA: false, transposeB: true);
            for (var i = 0; i < n; i++) a[(i * n) + i] += 1;
            VectorKernels.Cholesky(a, factor, n);
            var times = Fastest(n, quick ? 3 : 40,
                () => VectorKernels.Cholesky(a, l, n),
                () =>
                {
                    a.CopyTo(l, 0);
                    blas?.Factorise(l, n);
                },
                () => VectorKernels.TriangularSolve(factor, b, x, n, n),
                () =>
                {
                    b.CopyTo(x, 0);
                    blas?.Solve(factor, x, n);
                });
            string Microseconds(int i) => (1e6 * times[i]).ToString("F1", CultureInfo.InvariantCulture);
            string Theirs(int i) => blas is null ? "" : Microseconds(i);
            string Ratio(int i) => blas is null ? "" : (times[i + 1] / times[i]).ToString("F2", CultureInfo.InvariantCulture);
            table.AddRow($"{n}", Microseconds(0), Theirs(1), Ratio(0), Microseconds(2), Theirs(3), Ratio(2));
        }

        return table;
    }

    private delegate void Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int stack, int size, Span<double> c);

    // The least seconds of each in turns.
    private static double[] Fastest(int n, int rounds, params Action[] ways)
    {
        var repeats = Math.Max(1, (int)(3e6 / (2.0 * n * n * n)));
        var fastest = ways.Select(_ => double.MaxValue).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < repeats; i++) ways[way]();
                fastest[way] = Math.Min(fastest[way], Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
            }
        }

        return fastest;
    }

    private static double[] Numbers(int n)
    {
        var random = new Random(n);
        return [.. Enumerable.Range(0, n * n).Select(_ => random.NextDouble() - 0.5)];
    }
}
