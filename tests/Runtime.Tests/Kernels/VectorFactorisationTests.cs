using System.Reflection;
using static SymDiff.Runtime.Tests.Kernels.Matrices;
using Kernel = SymDiff.Runtime.Kernels;

namespace SymDiff.Runtime.Tests.Kernels;

public class VectorFactorisationTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(5), InlineData(32), InlineData(33), InlineData(70), InlineData(130)]
    public void TheFactorTimesItsTransposeIsTheMatrix(int n)
    {
        double[] a = PositiveDefinite(n, 1), l = new double[n * n];
        VectorKernels.Cholesky(a, l, n);
        AssertClose(a, Product(l, Transpose(l, n, n), n, n, n), 1e-11);
        for (var i = 0; i < n; i++) Assert.All(l[((i * n) + i + 1)..((i + 1) * n)], x => Assert.Equal(0, x));

        var single = new float[n * n];
        VectorKernels.Cholesky(Single(a), single, n);
        AssertClose(l, single, 1e-4);
    }

    [Fact]
    public void OnlyTheLowerTriangleIsReadAndLMayBeAItself()
    {
        const int n = 50;
        double[] a = PositiveDefinite(n, 2), expected = new double[n * n];
        Kernel.Cholesky(a, expected, n);
        for (var i = 0; i < n; i++) a.AsSpan((i * n) + i + 1, n - i - 1).Fill(double.NaN);
        VectorKernels.Cholesky(a, a, n);
        AssertClose(expected, a, 1e-11);
    }

    [Theory]
    [InlineData(3), InlineData(45)]
    public void WhatIsNotPositiveDefiniteGivesNaN(int n)
    {
        double[] a = PositiveDefinite(n, 3), l = new double[n * n];
        a[^1] = -1;
        VectorKernels.Cholesky(a, l, n);
        Assert.All(l, x => Assert.Equal(double.NaN, x));
    }

    [Theory]
    [InlineData(1, 1), InlineData(5, 3), InlineData(32, 1), InlineData(40, 7), InlineData(70, 1), InlineData(100, 40), InlineData(70, 300), InlineData(3, 0), InlineData(0, 2)]
    public void TriangularSystemsAreSolvedInAllForms(int n, int columns)
    {
        var l = new double[n * n];
        Kernel.Cholesky(PositiveDefinite(n, 4), l, n);
        var b = Random(n, columns, 5);
        foreach (var (lower, transposed) in new[] { (true, false), (true, true), (false, false), (false, true) })
        {
            var a = lower ? l : Transpose(l, n, n);
            for (var i = 0; i < n; i++) a.AsSpan(lower ? (i * n) + i + 1 : i * n, lower ? n - i - 1 : i).Fill(double.NaN); // not read
            double[] expected = new double[n * columns], x = [.. b];
            Kernel.TriangularSolve(a, b, expected, n, columns, lower, transposed);
            VectorKernels.TriangularSolve(a, x, x, n, columns, lower, transposed);
            AssertClose(expected, x, 1e-10);

            var single = new float[n * columns];
            VectorKernels.TriangularSolve(Single(a), Single(b), single, n, columns, lower, transposed);
            AssertClose(expected, single, 1e-4);
        }
    }

    [Fact]
    public void BatchesAreOneAfterTheOther()
    {
        const int n = 35;
        double[] a = [.. PositiveDefinite(n, 6), .. PositiveDefinite(n, 7)], l = new double[a.Length], one = new double[n * n];
        VectorKernels.BatchedCholesky(a, l, 2, n);
        VectorKernels.Cholesky(a.AsSpan(n * n), one, n);
        Assert.Equal(one, l[(n * n)..]);

        double[] b = Random(2 * n, 3, 8), x = new double[b.Length], last = new double[n * 3];
        VectorKernels.BatchedTriangularSolve(l, b, x, 2, n, 3);
        VectorKernels.TriangularSolve(one, b.AsSpan(n * 3), last, n, 3);
        Assert.Equal(last, x[(n * 3)..]);
    }

    // The code generator finds them so: the same name, the same parameters first.
    [Fact]
    public void EveryKernelHasAReferenceTwin()
    {
        var own = new[] { "Dot", "AddScaled" };
        var methods = typeof(VectorKernels).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => !own.Contains(m.Name));
        Assert.All(methods, m => Assert.Contains(typeof(Kernel).GetMethods().Where(k => k.Name == m.Name), k => Types(m).Take(Types(k).Length).SequenceEqual(Types(k))));
    }

    private static Type[] Types(MethodInfo method) => [.. method.GetParameters().Select(p => p.ParameterType)];
}
