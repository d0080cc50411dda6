using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Reductions;

/// <summary>Sums, means, extrema and their kin: values, derivatives at kinks and zeros, empty axes, named sizes, mistakes.</summary>
public sealed class ReductionTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [graph.Dim("n")]);

    private Node M => graph.Variable("m", [2, 3]);

    private Node Truths => graph.Variable("t", [3], DType.Bool);

    private static Tensor Empty => Tensor.Vector();

    private static Tensor Rows => Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });

    [Fact]
    public void AxesAreCountedFromEitherEnd()
    {
        Assert.Same(Sum(M, [1]), Sum(M, [-1]));
        Assert.Same(Sum(M), Sum(M, [-1, 0]));
        Assert.Equal([6, 15], Value(Sum(M, [1]), Rows).ToArray());
        Assert.Equal([5, 7, 9], Value(Sum(M, [0]), Rows).ToArray());
        Assert.Equal([2, 1], Value(Sum(M, [1], keep: true), Rows).Lengths.ToArray());
        Assert.Equal([1, 1], Value(Max(M, null, keep: true), Rows).Lengths.ToArray());
    }

    // design: empty reductions are sum 0, product 1, max -inf, mean NaN
    [Fact]
    public void EmptyReductions()
    {
        Assert.Equal(0, Value(Sum(X), Empty).ToDouble());
        Assert.Equal(1, Value(Product(X), Empty).ToDouble());
        Assert.Equal(double.NegativeInfinity, Value(Max(X), Empty).ToDouble());
        Assert.Equal(double.PositiveInfinity, Value(Min(X), Empty).ToDouble());
        Assert.Equal(double.NaN, Value(Mean(X), Empty).ToDouble());
        Assert.Equal(double.NaN, Value(Variance(X), Empty).ToDouble());
        Assert.Equal(double.NaN, Value(Variance(X, null, ddof: 1), Empty).ToDouble());
        Assert.Equal(0, Value(Norm(X), Empty).ToDouble());
        Assert.Equal(double.NegativeInfinity, Value(LogSumExp(X), Empty).ToDouble());
        Assert.Equal(0, Value(Any(graph.Variable("b", [graph.Dim("n")], DType.Bool)), Tensor.Of(DType.Bool, [], 0)).ToDouble());
        Assert.Equal(1, Value(All(graph.Variable("b", [graph.Dim("n")], DType.Bool)), Tensor.Of(DType.Bool, [], 0)).ToDouble());
    }

    [Fact]
    public void MeanAndVarianceOfNamedLength()
    {
        // 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and population variance 4; the sample variance is 32/7
        Tensor data = Tensor.Vector(2, 4, 4, 4, 5, 5, 7, 9);
        Assert.Equal(5, Value(Mean(X), data).ToDouble());
        Assert.Equal(4, Value(Variance(X), data).ToDouble());
        Assert.Equal(2, Value(StandardDeviation(X), data).ToDouble());
        Assert.Equal(32.0 / 7, Value(Variance(X, null, ddof: 1), data).ToDouble(), 1e-15);
        Assert.Equal(double.NaN, Value(Variance(X, null, ddof: 1), Tensor.Vector(3)).ToDouble());
        Assert.Equal(double.NaN, Value(Variance(X, null, ddof: 2), Tensor.Vector(3)).ToDouble());
        Assert.Equal([0, 0, 0], GradientOf(StandardDeviation(X), Tensor.Vector(2, 2, 2)));
    }

    [Fact]
    public void TwoPassesKeepTheVarianceOfLargeNumbers() =>
        Assert.Equal(2.0 / 3, Value(Variance(X), Tensor.Vector(1e9 + 1, 1e9 + 2, 1e9 + 3)).ToDouble(), 1e-12);

    [Fact]
    public void ATieSharesTheDerivative()
    {
        Assert.Equal([0, 0.5, 0, 0.5], GradientOf(Max(X), Tensor.Vector(1, 7, 3, 7)));
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], GradientOf(Min(X), Tensor.Vector(4, 4, 4)));
        Assert.Equal([0, -0.5, 0.5], GradientOf(NormInf(X), Tensor.Vector(1, -7, 7)));
    }

    // ∂Πx/∂x[k] = Π_{j≠k} x[j]: with one zero only its own derivative is not 0, with two all are
    [Fact]
    public void ProductsWithZeros()
    {
        Assert.Equal([12, 8, 6], GradientOf(Product(X), Tensor.Vector(2, 3, 4)));
        Assert.Equal([0, 8, 0], GradientOf(Product(X), Tensor.Vector(2, 0, 4)));
        Assert.Equal([0, 0, 0], GradientOf(Product(X), Tensor.Vector(0, 0, 4)));
        Assert.Equal([1], GradientOf(Product(X), Tensor.Vector(0)));
    }

    // ∂²Πx/∂x[i]∂x[j] is the product of the others; ∂³/∂x[0]∂x[1]∂x[2] of four entries is x[3]
    [Fact]
    public void HigherDerivativesOfProductsWithZeros()
    {
        var first = Gradient.Of(Product(X), [X])[0];
        var second = Gradient.Of(first[0], [X])[0];
        var third = Gradient.Of(second[1], [X])[0];
        Tensor at = Tensor.Vector(0, 0, 0, 5);
        Assert.Equal([0, 0, 0, 0], Value(second, at).ToArray());
        Assert.Equal([0, 0, 5, 0], Value(third, at).ToArray());
        Assert.Equal([0, 6 * 7, 5 * 7, 5 * 6], Value(second, Tensor.Vector(0, 5, 6, 7)).ToArray());
    }

    [Fact]
    public void ArgumentsOfExtrema()
    {
        Tensor data = Matrix(new double[,] { { 1, 9, 9 }, { 4, 4, -6 } });
        Assert.Equal([1, 0], Value(ArgMax(M, 1), data).ToArray());
        Assert.Equal([0, 1, 1], Value(ArgMin(M, 0), data).ToArray());
        Assert.Equal(1, Value(ArgMax(M), data).ToDouble());
        Assert.Equal(5, Value(ArgMin(M), data).ToDouble());
        Assert.Equal(DType.Int32, ArgMax(M, 0).DType);
        Assert.Equal(2, Value(ArgMax(X), Tensor.Vector(1, 5, double.NaN, 7)).ToDouble());
    }

    [Fact]
    public void TruthsAreCounted()
    {
        var t = Tensor.Of(DType.Bool, [1, 0, 1], 3);
        Assert.Equal(2, Value(Count(Truths), t).ToDouble());
        Assert.Equal(1, Value(Any(Truths), t).ToDouble());
        Assert.Equal(0, Value(All(Truths), t).ToDouble());
    }

    [Fact]
    public void Norms()
    {
        Tensor data = Tensor.Vector(3, -4);
        Assert.Equal(5, Value(Norm(X), data).ToDouble());
        Assert.Equal(25, Value(SquaredNorm(X), data).ToDouble());
        Assert.Equal(7, Value(Norm1(X), data).ToDouble());
        Assert.Equal(4, Value(NormInf(X), data).ToDouble());
        Assert.Equal([0.6, -0.8], GradientOf(Norm(X), data), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([0, 0], GradientOf(Norm(X), Tensor.Vector(0, 0)));
        Assert.Equal([0, 0], GradientOf(SquaredNorm(Gradient.Of(Norm(X), [X])[0]), Tensor.Vector(0, 0)));
    }

    [Fact]
    public void SinglePrecisionRoundsEachSum()
    {
        var x = graph.Variable("s", [2], DType.Float32);
        Assert.Equal(16777216, Value(Sum(x), Tensor.Of(DType.Float32, [16777216, 1], 2)).ToDouble());   // 2^24 + 1 is no float
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("Sum: there is no axis 2 in shape [2, 3]; expected -2 to 1.", Refusal(() => Sum(M, [2])));
        Assert.Equal("Max: there is no axis 0 in shape []; expected none, a scalar has no axes.", Refusal(() => Max(graph.Variable("a"), [0])));
        Assert.Equal("Sum: an axis of f64[2, 3] is named twice in [1, -1]; name each once.", Refusal(() => Sum(M, [1, -1])));
        Assert.Equal("Sum: expected numbers, got bool[3]; Cast it to i32 or f64 first.", Refusal(() => Sum(Truths)));
        Assert.Equal("Product: expected numbers, got bool[3]; Cast it to i32 or f64 first.", Refusal(() => Product(Truths)));
        Assert.Equal("Mean: expected f64 or f32, got i32[2]; Cast it to f64 first.", Refusal(() => Mean(graph.Variable("i", [2], DType.Int32))));
        Assert.Equal("Variance: expected f64 or f32, got bool[3]; Cast it to f64 first.", Refusal(() => Variance(Truths)));
        Assert.Equal("LogSumExp: expected f64 or f32, got i32[2]; Cast it to f64 first.", Refusal(() => LogSumExp(graph.Variable("i", [2], DType.Int32))));
        Assert.Equal("Any: expected bool, got f64[2, 3]; compare it with something.", Refusal(() => Any(M)));
        Assert.Equal("All: expected bool, got f64[2, 3]; compare it with something.", Refusal(() => All(M)));
        Assert.Equal("Count: expected bool, got f64[2, 3]; compare it with something.", Refusal(() => Count(M)));
        Assert.Equal("ArgMax: axis 0 of f64[0] is empty, so no entry of it has a position; expected at least one entry.", Refusal(() => ArgMax(graph.Variable("e", [0]))));
        Assert.Equal("ArgMin: expected numbers, got bool[3]; Cast it to i32 or f64 first.", Refusal(() => ArgMin(Truths)));
        Assert.Equal("ArgMax of an empty axis has no position.", Assert.Throws<ShapeException>(() => Value(ArgMax(X), Empty)).Message);
    }
}
