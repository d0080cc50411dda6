using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Linear;

/// <summary>Cholesky factors, solves, inverses and determinants: identities, published values, matrices that have none, mistakes.</summary>
public sealed class FactorisationTests
{
    private readonly Graph graph = new();

    private Node A => graph.Variable("a", [3, 3]);

    private Node X => graph.Variable("x", [graph.Dim("n"), graph.Dim("n")]);

    // The textbook example: L = (2; 6 1; -8 5 3)
    private static Tensor Positive => Matrix(new double[,] { { 4, 12, -16 }, { 12, 37, -43 }, { -16, -43, 98 } });

    [Fact]
    public void CholeskyOfTheTextbookExample()
    {
        Assert.Equal([2, 0, 0, 6, 1, 0, -8, 5, 3], Value(Cholesky(A), Positive).ToArray());
        Assert.Equal(Positive.ToArray(), Value(Cholesky(A).MatMul(Cholesky(A).T), Positive).ToArray());
        Assert.Equal(Math.Log(36), Value(LogDeterminant(A), Positive).ToDouble(), 1e-12);
        Assert.Equal(36, Value(Determinant(A), Positive).ToDouble(), 1e-10);
    }

    // 2·Σ log diag L = log det A, with gradient A⁻¹: as a function of the lower triangle twice that below the diagonal
    [Fact]
    public void TheLogarithmOfTheDeterminantTwoWays()
    {
        Tensor a = Matrix(new double[,] { { 2, 0.5 }, { 0.5, 1 } });   // det = 7/4, inverse (4/7, -2/7; -2/7, 8/7)
        var byFactor = 2 * Sum(Log(Diagonal(Cholesky(X))));
        Assert.Equal(Math.Log(1.75), Value(byFactor, a).ToDouble(), 1e-15);
        Assert.Equal([4.0 / 7, 0, -4.0 / 7, 8.0 / 7], GradientOf(byFactor, a), Near);
        Assert.Equal([4.0 / 7, -2.0 / 7, -2.0 / 7, 8.0 / 7], GradientOf(LogDeterminant(X), a), Near);
        Assert.Equal([1, -0.5, -0.5, 2], GradientOf(Determinant(X), a), Near);   // the cofactors
    }

    [Fact]
    public void WhatIsNotPositiveDefiniteIsNaN()
    {
        Assert.All(Value(Cholesky(X), Matrix(new double[,] { { 1, 2 }, { 2, 1 } })).ToArray(), v => Assert.Equal(double.NaN, v));
        var stack = graph.Variable("s", [2, 1, 1]);
        Assert.Equal([double.NaN, 2], Value(Cholesky(stack), Tensor.Of([-1.0, 4], 2, 1, 1)).ToArray());
    }

    [Fact]
    public void WhatIsSingularIsNaNOrMinusInfinity()
    {
        Tensor singular = Matrix(new double[,] { { 1, 2 }, { 2, 4 } });
        Assert.All(Value(Inverse(X), singular).ToArray(), v => Assert.Equal(double.NaN, v));
        Assert.Equal(0, Value(Determinant(X), singular).ToDouble());
        Assert.Equal(double.NegativeInfinity, Value(LogDeterminant(X), singular).ToDouble());
    }

    [Fact]
    public void SolvesUndoProducts()
    {
        var b = graph.Variable("b", [3]);
        Tensor v = Tensor.Vector(1, -2, 3);
        Assert.Equal(v.ToArray(), Value(Solve(A, A.MatMul(b)), Positive, v).ToArray(), Near);
        Assert.Equal(v.ToArray(), Value(Inverse(A).MatMul(A.MatMul(b)), Positive, v).ToArray(), (e, a) => Math.Abs(e - a) < 1e-10);
        foreach (var (lower, transposed) in new[] { (true, false), (true, true), (false, false), (false, true) })
        {
            var triangle = lower ? LowerTriangle(A) : UpperTriangle(A);
            var product = (transposed ? triangle.T : triangle).MatMul(b);
            Assert.Equal(v.ToArray(), Value(TriangularSolve(A, product, lower, transposed), Positive, v).ToArray(), Near);
        }
    }

    // ∂(A⁻¹)/∂a = -A⁻¹·(∂A/∂a)·A⁻¹; for A = (a) it is -1/a², and the second derivative 2/a³
    [Fact]
    public void OfOneByOne()
    {
        var a = graph.Variable("t", [1, 1]);
        Tensor four = Matrix(new double[,] { { 4 } });
        var first = Gradient.Of(Sum(Inverse(a)), [a])[0];
        Assert.Equal(-1.0 / 16, Value(Sum(first), four).ToDouble());
        Assert.Equal([2.0 / 64], GradientOf(Sum(first), four));
        Assert.Equal([1.0 / 4], GradientOf(Sum(Cholesky(a)), four));          // √a: 1/(2√a)
        Assert.Equal([-1.0 / 32], GradientOf(Sum(Gradient.Of(Sum(Cholesky(a)), [a])[0]), four), Near);
        Assert.Equal([1.0 / 4], GradientOf(LogDeterminant(a), four));
    }

    [Fact]
    public void StacksOfVectorsAndMatrices()
    {
        var s = graph.Variable("s", [graph.Dim("k"), 2, 2]);
        Assert.Equal(s.Shape, Inverse(s).Shape);
        Assert.Equal(new Shape([graph.Dim("k")]), LogDeterminant(s).Shape);
        Assert.Equal(new Shape([graph.Dim("k"), 2]), Solve(s, graph.Variable("b", [graph.Dim("k"), 2])).Shape);
        Assert.Equal(new Shape([graph.Dim("k"), 2, 7]), TriangularSolve(s, graph.Variable("c", [graph.Dim("k"), 2, 7])).Shape);
        Assert.Equal([0.5, 0, 0, 0.25, 1, 0, 0, 1], Value(Inverse(s), Tensor.Of([2.0, 0, 0, 4, 1, 0, 0, 1], 2, 2, 2)).ToArray());
        Assert.Equal([8, 1], Value(Determinant(s), Tensor.Of([2.0, 0, 0, 4, 1, 0, 0, 1], 2, 2, 2)).ToArray());
    }

    [Fact]
    public void Mistakes()
    {
        var (m, v, f) = (graph.Variable("m", [2, 3]), graph.Variable("v", [4]), graph.Variable("f", [3], DType.Float32));
        Assert.Equal("Cholesky: expected a square matrix, got f64[2, 3] with 2 rows and 3 columns.", Refusal(() => Cholesky(m)));
        Assert.Equal("Cholesky: expected a matrix, got f64[4].", Refusal(() => Cholesky(v)));
        Assert.Equal("Cholesky: expected f64 or f32, got i32[2, 2]; Cast it to f64 first.", Refusal(() => Cholesky(graph.Variable("i", [2, 2], DType.Int32))));
        Assert.Equal("Inverse: expected a square matrix, got f64[2, 3] with 2 rows and 3 columns.", Refusal(() => Inverse(m)));
        Assert.Equal("Determinant: expected a square matrix, got f64[2, 3] with 2 rows and 3 columns.", Refusal(() => Determinant(m)));
        Assert.Equal("LogDeterminant: expected a square matrix, got f64[2, 3] with 2 rows and 3 columns.", Refusal(() => LogDeterminant(m)));
        Assert.Equal("Solve: the right-hand sides f64[4, 1] do not fit the matrix f64[3, 3]; expected as many rows, and equal axes before them.", Refusal(() => Solve(A, v)));
        Assert.Equal("Solve: the operands f64[3, 3] and f32[3, 1] have different dtypes; Cast one of them.", Refusal(() => Solve(A, f)));
        Assert.Equal("Solve: expected a matrix, got f64.", Refusal(() => Solve(A, graph.Variable("c"))));
        Assert.Equal("TriangularSolve: expected a square matrix, got f64[2, 3] with 2 rows and 3 columns.", Refusal(() => TriangularSolve(m, v)));
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-13;
}
