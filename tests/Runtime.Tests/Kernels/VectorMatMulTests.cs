using System.Runtime.Intrinsics;
using static SymDiff.Runtime.Tests.Kernels.Matrices;

namespace SymDiff.Runtime.Tests.Kernels;

public class VectorMatMulTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 2, 3, 4 }, { 1, 9, 1 }, { 0, 3, 2 }, { 3, 0, 2 }, { 3, 2, 0 }, { 8, 8, 24 }, { 7, 5, 23 }, { 9, 17, 25 }, { 33, 65, 31 }, { 4, 300, 50 },
        { 64, 64, 64 }, { 130, 300, 50 }, { 140, 130, 110 }, { 20, 260, 1600 }, { 1, 70, 90 }, { 90, 70, 1 }, { 16, 8, 32 }, { 50, 3, 8 },
        { 33, 33, 33 }, { 65, 20, 65 }, { 100, 17, 50 }, { 13, 7, 26 }, { 10, 100, 130 }, { 9, 5, 3 }, { 3, 4, 2 }, { 40, 9, 5 }, { 5, 9, 40 }, { 6, 70, 12 }, { 21, 130, 105 }, { 4, 3, 1540 },
        { 19, 30, 40 }, { 27, 70, 33 }, { 30, 9, 48 }, { 31, 17, 65 }, { 66, 150, 67 }, { 53, 200, 66 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void EveryFormIsOneChainOfFusedMultiplyAddsAnEntry(int m, int k, int n)
    {
        foreach (var (transposeA, transposeB, accumulate) in Forms())
        {
            double[] a = Random(m, k, 1), b = Random(k, n, 2), start = Random(m, n, 3), c = [.. start];
            var expected = Enumerable.Range(0, m * n).Select(at => Chain(a, b, accumulate ? start[at] : 0, at / Math.Max(n, 1), at % Math.Max(n, 1), k, n)).ToArray();
            VectorKernels.MatMul(transposeA ? Transpose(a, m, k) : a, transposeB ? Transpose(b, k, n) : b, c, m, k, n, transposeA, transposeB, accumulate);
            if (m > 1 && n > 1) Assert.Equal(expected, c);
            else AssertClose(expected, c);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void FloatsAreComputedAsFloats(int m, int k, int n)
    {
        foreach (var (transposeA, transposeB, accumulate) in Forms())
        {
            double[] a = Random(m, k, 1), b = Random(k, n, 2), start = Random(m, n, 3);
            var (left, right, c) = (Single(a), Single(b), Single(start));
            var expected = Enumerable.Range(0, m * n).Select(at => Chain(left, right, accumulate ? c[at] : 0, at / Math.Max(n, 1), at % Math.Max(n, 1), k, n)).ToArray();
            VectorKernels.MatMul(Single(transposeA ? Transpose(a, m, k) : a), Single(transposeB ? Transpose(b, k, n) : b), c, m, k, n, transposeA, transposeB, accumulate);
            if (m > 1 && n > 1) Assert.Equal(expected, c);
            else AssertClose([.. expected.Select(x => (double)x)], c);
        }
    }

    // What a processor without 512 bits would compute; where there are 512, the public method does the other.
    [Theory, MemberData(nameof(Sizes))]
    public unsafe void BothWidthsGiveTheSameBits(int m, int k, int n)
    {
        foreach (var (transposeA, transposeB, accumulate) in Forms())
        {
            double[] a = Random(m, k, 1), b = Random(k, n, 2), narrow = Random(m, n, 3), wide = [.. narrow];
            float[] fa = Single(a), fb = Single(b), fNarrow = Single(narrow), fWide = [.. fNarrow];
            fixed (double* pa = a, pb = b, pn = narrow, pw = wide)
            fixed (float* qa = fa, qb = fb, qn = fNarrow, qw = fWide)
            {
                var (left, right) = (Strided<double>.Of(pa, m, k, transposeA), Strided<double>.Of(pb, k, n, transposeB));
                MatrixProduct<Doubles256, Vector256<double>, double>.Multiply(left, right, pn, n, m, k, n, accumulate);
                MatrixProduct<Doubles512, Vector512<double>, double>.Multiply(left, right, pw, n, m, k, n, accumulate);
                var (fLeft, fRight) = (Strided<float>.Of(qa, m, k, transposeA), Strided<float>.Of(qb, k, n, transposeB));
                MatrixProduct<Floats256, Vector256<float>, float>.Multiply(fLeft, fRight, qn, n, m, k, n, accumulate);
                MatrixProduct<Floats512, Vector512<float>, float>.Multiply(fLeft, fRight, qw, n, m, k, n, accumulate);
            }

            Assert.Equal(narrow, wide);
            Assert.Equal(fNarrow, fWide);
        }
    }

    // Nothing beyond a row of C is written: the rows lie apart, and what is between them stays.
    [Theory]
    [InlineData(9, 7, 3), InlineData(3, 4, 2), InlineData(20, 9, 13), InlineData(40, 33, 33), InlineData(17, 30, 49)]
    public unsafe void WhatIsBetweenRowsStays(int m, int k, int n)
    {
        double[] a = Random(m, k, 1), b = Random(k, n, 2), c = [.. Enumerable.Repeat(7.0, (m + 1) * (n + 5))];
        fixed (double* pa = a, pb = b, pc = c)
        {
            DoubleProducts.Multiply(Strided<double>.Of(pa, m, k, false), Strided<double>.Of(pb, k, n, false), pc, n + 5, m, k, n, accumulate: false);
        }

        for (var i = 0; i < m; i++)
        {
            Assert.Equal(Enumerable.Range(0, n).Select(j => Chain(a, b, 0, i, j, k, n)), c.AsSpan(i * (n + 5), n).ToArray());
            Assert.All(c.AsSpan((i * (n + 5)) + n, 5).ToArray(), x => Assert.Equal(7, x));
        }

        Assert.All(c.AsSpan(m * (n + 5)).ToArray(), x => Assert.Equal(7, x));
    }

    [Theory]
    [InlineData(200, 130, 90, 2), InlineData(200, 130, 90, 3), InlineData(5, 300, 900, 4)]
    public void PartsGiveTheSameBits(int m, int k, int n, int degree)
    {
        double[] a = Random(m, k, 1), b = Random(k, n, 2), whole = new double[m * n], parts = new double[m * n];
        VectorKernels.MatMul(a, b, whole, m, k, n);
        VectorKernels.MatMul(a, b, parts, m, k, n, transposeA: false, maxDegreeOfParallelism: degree);
        Assert.Equal(whole, parts);
    }

    // Parts of the stack, parts of each product, and what is too little for either.
    [Theory]
    [InlineData(40, 30, 31, 33, 1), InlineData(40, 30, 31, 33, 2), InlineData(3, 100, 120, 90, 4), InlineData(1, 9, 5, 17, 2), InlineData(0, 3, 4, 5, 2), InlineData(7, 2, 3, 2, 1)]
    public void AStackIsAProductEachAndOneMatrixIsAFactorOfAll(int batch, int m, int k, int n, int degree)
    {
        foreach (var (transposeA, transposeB, accumulate) in Forms())
        {
            foreach (var (stackA, stackB) in new[] { (batch, batch), (batch, 1), (1, batch) })
            {
                double[] a = Random(stackA * m, k, 3), b = Random(stackB * k, n, 4), c = Random(batch * m, n, 5);
                float[] fa = Single(a), fb = Single(b), fc = Single(c);
                var (expected, single) = (c.ToArray(), fc.ToArray());
                for (var i = 0; i < batch; i++)
                {
                    var (atA, atB, atC) = (stackA == 1 ? 0 : i * m * k, stackB == 1 ? 0 : i * k * n, i * m * n);
                    VectorKernels.MatMul(a.AsSpan(atA, m * k), b.AsSpan(atB, k * n), expected.AsSpan(atC, m * n), m, k, n, transposeA, transposeB, accumulate);
                    VectorKernels.MatMul(fa.AsSpan(atA, m * k), fb.AsSpan(atB, k * n), single.AsSpan(atC, m * n), m, k, n, transposeA, transposeB, accumulate);
                }

                VectorKernels.BatchedMatMul(a, b, c, batch, m, k, n, transposeA, transposeB, accumulate, degree);
                VectorKernels.BatchedMatMul(fa, fb, fc, batch, m, k, n, transposeA, transposeB, accumulate, degree);
                Assert.Equal(expected, c);
                Assert.Equal(single, fc);
            }
        }
    }

    [Theory]
    [InlineData(40, 30, 31, 33, 1), InlineData(40, 30, 31, 33, 3), InlineData(3, 100, 120, 90, 2), InlineData(1, 9, 5, 17, 2), InlineData(0, 3, 4, 5, 2), InlineData(7, 2, 0, 2, 1), InlineData(4, 0, 3, 2, 1)]
    public void ASumOverAStackIsAProductAddedAfterTheOther(int batch, int m, int k, int n, int degree)
    {
        foreach (var (transposeA, transposeB, accumulate) in Forms())
        {
            double[] a = Random(batch * m, k, 3), b = Random(batch * k, n, 4), c = Random(m, n, 5), expected = accumulate ? [.. c] : new double[m * n];
            float[] fa = Single(a), fb = Single(b), fc = Single(c), single = Single(expected);
            for (var i = 0; i < batch; i++)
            {
                VectorKernels.MatMul(a.AsSpan(i * m * k, m * k), b.AsSpan(i * k * n, k * n), expected, m, k, n, transposeA, transposeB, accumulate: true);
                VectorKernels.MatMul(fa.AsSpan(i * m * k, m * k), fb.AsSpan(i * k * n, k * n), single, m, k, n, transposeA, transposeB, accumulate: true);
            }

            VectorKernels.SummedMatMul(a, b, c, batch, m, k, n, transposeA, transposeB, accumulate, degree);
            VectorKernels.SummedMatMul(fa, fb, fc, batch, m, k, n, transposeA, transposeB, accumulate, degree);
            Assert.Equal(expected, c);
            Assert.Equal(single, fc);
        }
    }

    [Fact]
    public void ASumOverAStackOfAnotherHeightIsAnError()
    {
        var error = Assert.Throws<ArgumentException>(() => VectorKernels.SummedMatMul(new double[18], new double[36], new double[24], 3, 2, 3, 4));
        Assert.StartsWith("c has 24 elements; expected 8 (2×4).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStackOfAnotherHeightIsAnError()
    {
        var error = Assert.Throws<ArgumentException>(() => VectorKernels.BatchedMatMul(new double[12], new double[36], new double[24], 3, 2, 3, 4));
        Assert.StartsWith("a has 12 elements; expected 18 (3×2×3).", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1), InlineData(3, 5), InlineData(20, 30)]
    public void NaNAndInfinityTimesZeroAreNaN(int m, int n)
    {
        double[] a = new double[m * 2], b = [.. Enumerable.Repeat(double.NaN, n), .. Enumerable.Repeat(double.PositiveInfinity, n)], c = new double[m * n];
        VectorKernels.MatMul(a, b, c, m, 2, n);
        Assert.All(c, x => Assert.Equal(double.NaN, x));
    }

    [Theory]
    [InlineData(20, 20, 20), InlineData(130, 300, 170), InlineData(1, 50, 60)]
    public void NothingIsAllocated(int m, int k, int n)
    {
        double[] a = Random(m, k, 1), b = Random(k, n, 2), c = new double[m * n];
        void Multiply()
        {
            VectorKernels.MatMul(a, b, c, m, k, n, transposeA: false, accumulate: true);
            VectorKernels.BatchedMatMul(a, b, c, 1, m, k, n);
        }

        Multiply();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) Multiply();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AWrongLengthIsAnErrorBeforeAnythingIsWritten()
    {
        var c = Enumerable.Repeat(7.0, 8).ToArray();
        var error = Assert.Throws<ArgumentException>(() => VectorKernels.MatMul(new double[5], new double[12], c, 2, 3, 4));
        Assert.StartsWith("a has 5 elements; expected 6 (2×3).", error.Message, StringComparison.Ordinal);
        Assert.All(c, x => Assert.Equal(7, x));
    }

    [Theory]
    [InlineData(0), InlineData(3), InlineData(16), InlineData(101)]
    public void DotAndAddScaledAreWhatTheySay(int n)
    {
        double[] x = Random(1, n, 1), y = Random(1, n, 2), sum = [.. y];
        VectorKernels.AddScaled(sum, 0.5, x);
        AssertClose([.. x.Zip(y, (p, q) => (0.5 * p) + q)], sum, 1e-15);
        Assert.Equal(x.Zip(y, (p, q) => p * q).Sum(), VectorKernels.Dot(x, y), 1e-13);
        Assert.Equal(x.Zip(y, (p, q) => p * q).Sum(), VectorKernels.Dot(Single(x), Single(y)), 1e-5);
    }

    [Theory]
    [InlineData(1, 5), InlineData(2, 37), InlineData(7, 130)]
    public void AMatrixTimesAVectorIsADotProductARow(int m, int k)
    {
        double[] a = Random(m, k, 1), x = Random(1, k, 2), y = new double[m];
        VectorKernels.MatMul(a, x, y, m, k, 1);
        Assert.Equal(Enumerable.Range(0, m).Select(i => VectorKernels.Dot(a.AsSpan(i * k, k), x)), y);
    }

    private static IEnumerable<(bool, bool, bool)> Forms() => Enumerable.Range(0, 8).Select(i => ((i & 1) != 0, (i & 2) != 0, (i & 4) != 0));

    private static double Chain(double[] a, double[] b, double start, int i, int j, int k, int n) =>
        Enumerable.Range(0, k).Aggregate(start, (sum, p) => Math.FusedMultiplyAdd(a[(i * k) + p], b[(p * n) + j], sum));

    private static float Chain(float[] a, float[] b, float start, int i, int j, int k, int n) =>
        Enumerable.Range(0, k).Aggregate(start, (sum, p) => MathF.FusedMultiplyAdd(a[(i * k) + p], b[(p * n) + j], sum));
}
