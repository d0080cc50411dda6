using static SymDiff.Runtime.Tests.Kernels.Matrices;
using Kernel = SymDiff.Runtime.Kernels;

namespace SymDiff.Runtime.Tests.Kernels;

public class FactorisationTests
{
    public static TheoryData<int> Sizes => [0, 1, 2, 5, 16, 33];

    [Theory, MemberData(nameof(Sizes))]
    public void CholeskyTimesItsTransposeIsTheMatrix(int n)
    {
        var a = PositiveDefinite(n, 1);
        var l = Enumerable.Repeat(double.NaN, n * n).ToArray();
        Kernel.Cholesky(a, l, n);
        AssertClose(a, Product(l, Transpose(l, n, n), n, n, n));
        Assert.All(Enumerable.Range(0, n * n).Where(k => k % n > k / n), k => Assert.Equal(0, l[k]));

        var single = new float[n * n];
        Kernel.Cholesky(Single(a), single, n);
        AssertClose(l, single);

        Kernel.Cholesky(a, a, n); // in place
        Assert.Equal(l, a);
    }

    [Fact]
    public void CholeskyReadsTheLowerTriangleOnly()
    {
        var l = new double[4];
        Kernel.Cholesky([4, double.NaN, 2, 10], l, 2);
        Assert.Equal([2, 0, 1, 3], l);
    }

    [Theory]
    [InlineData(1.0, 2, 2, 1), InlineData(0.0, 0, 0, 0), InlineData(double.NaN, 0, 0, 1), InlineData(1.0, 1, 1, 1)]
    public void CholeskyOfAMatrixThatIsNotPositiveDefiniteIsNaN(double a, double b, double c, double d)
    {
        var l = new double[4];
        Kernel.Cholesky([a, b, c, d], l, 2);
        Assert.All(l, x => Assert.Equal(double.NaN, x));
    }

    [Theory]
    [InlineData(true, false), InlineData(true, true), InlineData(false, false), InlineData(false, true)]
    public void TriangularSolveInvertsTheProduct(bool lower, bool transposed)
    {
        const int n = 6, columns = 3;
        double[] a = PositiveDefinite(n, 2), x = Random(n, columns, 3);
        double[] triangle = [.. a.Select((value, k) => (lower ? k % n <= k / n : k % n >= k / n) ? value : 0)];
        var b = Product(transposed ? Transpose(triangle, n, n) : triangle, x, n, n, columns);

        var solution = new double[n * columns];
        Kernel.TriangularSolve(a, b, solution, n, columns, lower, transposed); // the other triangle is not read
        AssertClose(x, solution);

        var single = new float[n * columns];
        Kernel.TriangularSolve(Single(a), Single(b), single, n, columns, lower, transposed);
        AssertClose(x, single);

        Kernel.TriangularSolve(a, b, b, n, columns, lower, transposed); // in place
        Assert.Equal(solution, b);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void SolveInvertsTheProduct(int n)
    {
        double[] a = Sum(Random(n, n, 4), Identity(n)), x = Random(n, 2, 5), solution = new double[2 * n];
        var b = Product(a, x, n, n, 2);
        Kernel.Solve(a, b, solution, n, 2);
        AssertClose(x, solution, 1e-10);

        var single = new float[2 * n];
        Kernel.Solve(Single(a), Single(b), single, n, 2);
        AssertClose(x, single, 1e-3);
    }

    [Fact]
    public void SolvePivots()
    {
        var x = new double[2];
        Kernel.Solve([0, 1, 1, 0], [3, 5], x, 2, 1);
        Assert.Equal([5, 3], x);
        Kernel.Solve([1e-20, 1, 1, 1], [1, 2], x, 2, 1); // without pivoting x[0] would be 0
        Assert.Equal([1, 1], x);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void InverseTimesTheMatrixIsTheIdentity(int n)
    {
        double[] a = PositiveDefinite(n, 6), inverse = new double[n * n];
        Kernel.Inverse(a, inverse, n);
        AssertClose(Identity(n), Product(a, inverse, n, n, n), 1e-11);

        var single = new float[n * n];
        Kernel.Inverse(Single(a), single, n);
        AssertClose(inverse, single, 1e-4);
    }

    [Fact]
    public void ASingularMatrixGivesNaN()
    {
        double[] x = new double[2], inverse = new double[4];
        Kernel.Solve([1, 2, 2, 4], [1, 2], x, 2, 1);
        Kernel.Inverse([1, 2, 2, 4], inverse, 2);
        Assert.All(x.Concat(inverse), value => Assert.Equal(double.NaN, value));
    }

    [Theory]
    [InlineData(new double[] { }, 0, 1), InlineData(new double[] { -3 }, 1, -3), InlineData(new double[] { 0, 1, 1, 0 }, 2, -1), InlineData(new double[] { 1, 2, 2, 4 }, 2, 0)]
    [InlineData(new double[] { 2, 0, 1, 1, 3, 2, 1, 1, 4 }, 3, 18), InlineData(new double[] { 0, 0, 2, 3, 0, 0, 0, 5, 0 }, 3, 30), InlineData(new[] { double.NaN, 1, 1, 1 }, 2, double.NaN)]
    public void DeterminantAndItsLogarithm(double[] a, int n, double determinant)
    {
        Assert.Equal(determinant, Kernel.Determinant(a, n), 1e-13);
        Assert.Equal(Math.Log(Math.Abs(determinant)), Kernel.LogAbsDeterminant(a, n, out var sign), 1e-14);
        Assert.Equal(ScalarMath.Sign(determinant), sign);
        Assert.Equal((float)determinant, Kernel.Determinant(Single(a), n), 1e-5f);
        Assert.Equal(Kernel.LogAbsDeterminant(a, n), Kernel.LogAbsDeterminant(Single(a), n), 1e-6);
    }

    [Fact]
    public void TheLogarithmHoldsWhereTheDeterminantOverflows()
    {
        double[] a = [.. Identity(200).Select(x => 100 * x)];
        Assert.Equal(double.PositiveInfinity, Kernel.Determinant(a, 200));
        Assert.Equal(200 * Math.Log(100), Kernel.LogAbsDeterminant(a, 200), 1e-10);
    }

    [Fact]
    public void AWrongLengthIsAnError()
    {
        Assert.Throws<ArgumentException>("a", () => Kernel.Cholesky(new double[3], new double[4], 2));
        Assert.Throws<ArgumentException>("l", () => Kernel.Cholesky(new double[4], new double[3], 2));
        Assert.Throws<ArgumentException>("x", () => Kernel.TriangularSolve(new double[4], new double[2], new double[3], 2, 1));
        Assert.Throws<ArgumentException>("b", () => Kernel.Solve(new double[4], new double[3], new double[2], 2, 1));
        Assert.Throws<ArgumentException>("inverse", () => Kernel.Inverse(new double[4], new double[5], 2));
        Assert.Throws<ArgumentException>("a", () => Kernel.Determinant(new double[5], 2));
        Assert.Throws<ArgumentException>("a", () => Kernel.LogAbsDeterminant(new float[5], 2));
        Assert.Throws<ArgumentException>("n", () => Kernel.Determinant(new double[4], -2));
    }
}
