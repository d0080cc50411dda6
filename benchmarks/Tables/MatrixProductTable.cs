using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;
using SymDiff.Runtime;

namespace SymDiff.Benchmarks;

/// <summary>Square matrix products on one thread: billions of operations a second, beside OpenBLAS where it is installed.</summary>
internal static unsafe class MatrixProductTable
{
    private const int RowMajor = 101;
    private const int NotTransposed = 111;

    private const int Transposed = 112;

    public static Table Measure(bool quick)
    {
        var blas = LoadBlas();
        var table = new Table().Border(TableBorder.Ascii).AddColumns("size", "double AB", "AᵀB", "ABᵀ", "OpenBLAS", "its ABᵀ", "float AB", "AᵀB", "ABᵀ", "OpenBLAS", "its ABᵀ");
        foreach (var n in quick ? [32, 65] : new[] { 16, 32, 33, 48, 50, 64, 65, 96, 100, 128, 130, 192, 200, 250, 256, 512, 1024 })
        {
            double[] a = Numbers(n), b = Numbers(n), c = new double[n * n];
            float[] fa = [.. a.Select(v => (float)v)], fb = [.. b.Select(v => (float)v)], fc = new float[n * n];
            var times = Fastest(n, quick ? 3 : 40,
                () => VectorKernels.MatMul(a, b, c, n, n, n),
                () => VectorKernels.MatMul(a, b, c, n, n, n, transposeA: true),
                () => VectorKernels.MatMul(a, b, c, n, n, n, transposeA: false, transposeB: true),
                () => blas?.Multiply(a, b, c, n, NotTransposed),
                () => blas?.Multiply(a, b, c, n, Transposed),
                () => VectorKernels.MatMul(fa, fb, fc, n, n, n),
                () => VectorKernels.MatMul(fa, fb, fc, n, n, n, transposeA: true),
                () => VectorKernels.MatMul(fa, fb, fc, n, n, n, transposeA: false, transposeB: true),
                () => blas?.Multiply(fa, fb, fc, n, NotTransposed),
                () => blas?.Multiply(fa, fb, fc, n, Transposed));
            string Rate(int i) => (2e-9 * n * n * n / times[i]).ToString("F1", CultureInfo.InvariantCulture);
            string Theirs(int i) => blas is null ? "" : Rate(i);
            string Ours(int i, int theirs) => blas is null ? Rate(i) : string.Create(CultureInfo.InvariantCulture, $"{Rate(i)} ({times[theirs] / times[i]:F2})");
            table.AddRow($"{n}", Ours(0, 3), Ours(1, 3), Ours(2, 3), Theirs(3), Theirs(4), Ours(5, 8), Ours(6, 8), Ours(7, 8), Theirs(8), Theirs(9));
        }

        return table;
    }

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

    private static Blas? LoadBlas()
    {
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out var library)) return null;
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(1);
        return new(
            (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)NativeLibrary.GetExport(library, "cblas_dgemm"),
            (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm"));
    }

    private sealed class Blas(
        delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> dgemm,
        delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> sgemm)
    {
        public void Multiply(double[] a, double[] b, double[] c, int n, int transposeB)
        {
            fixed (double* pa = a, pb = b, pc = c) dgemm(RowMajor, NotTransposed, transposeB, n, n, n, 1, pa, n, pb, n, 0, pc, n);
        }

        public void Multiply(float[] a, float[] b, float[] c, int n, int transposeB)
        {
            fixed (float* pa = a, pb = b, pc = c) sgemm(RowMajor, NotTransposed, transposeB, n, n, n, 1, pa, n, pb, n, 0, pc, n);
        }
    }
}
