using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Second derivatives of scalars and tensors.</summary>
public sealed class HessianTests
{
    private readonly Graph graph = new();

    // f = x²·y³: fxx = 2y³, fxy = 6x·y², fyy = 6x²·y
    [Fact]
    public void OfScalars()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var hessian = graph.Function("f", [x, y], [x * x * y * y * y]).Hessian();
        Assert.Equal(["d_x_x", "d_x_y", "d_y_x", "d_y_y"], hessian.OutputNames.ToArray());
        Assert.Equal([2 * 125, 6 * 3 * 25, 6 * 3 * 25, 6 * 9 * 5], hessian.Evaluate(3, 5));
        Assert.Same(hessian.Output("d_x_y"), hessian.Output("d_y_x"));
    }

    [Fact]
    public void EntriesWithoutInfluenceAreZero()
    {
        var (x, y, z) = (graph.Variable("x"), graph.Variable("y"), graph.Variable("z"));
        var hessian = graph.Function("f", [x, y, z], [x * x + y]).Hessian();
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, 0], hessian.Evaluate(3, 5, 7));
    }

    // f = t·xᵀ·A·x: ∂²/∂x∂x = t·(A + Aᵀ), ∂²/∂x∂t = (A + Aᵀ)·x, ∂²/∂t∂t = 0
    [Fact]
    public void OfAScalarAndAVector()
    {
        var (x, t) = (graph.Variable("x", [2]), graph.Variable("t"));
        var a = graph.Constant(Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 } }));
        var hessian = graph.Function("f", [x, t], [t * MatMul(x, MatMul(a, x))]).Hessian();
        var values = hessian.Evaluate(Tensor.Vector(7, 11), 13.0);
        Assert.Equal(Tensor.Of([26, 65, 65, 104], 2, 2), values[0]);
        Assert.Equal(Tensor.Of([2 * 7 + 5 * 11, 5 * 7 + 8 * 11], 2), values[1]);
        Assert.Equal(values[1], values[2]);
        Assert.Equal(Tensor.Scalar(0), values[3]);
    }

    // f = Σ (A∘A)·B by the 2×2 matrix A and the vector b: block [A, b] has the axes of A, then those of b
    [Fact]
    public void BlocksAreTransposesOfEachOther()
    {
        var (a, b) = (graph.Variable("A", [2, 2]), graph.Variable("b", [2]));
        var values = graph.Function("f", [a, b], [Sum(MatMul(a * a, b))]).Hessian().Evaluate(Tensor.Of([1, 2, 3, 4], 2, 2), Tensor.Vector(5, 6));
        Assert.Equal([[2, 2, 2, 2], [2, 2, 2], [2, 2, 2], [2, 2]], values.Select(v => v.Lengths.ToArray()));
        // ∂²f/∂A[i,j]∂b[k] = 2A[i,j]·[j = k]
        Assert.Equal([2, 0, 0, 4, 6, 0, 0, 8], values[1].ToArray());
        Assert.Equal([2, 0, 6, 0, 0, 4, 0, 8], values[2].ToArray());
        Assert.Equal([10, 0, 0, 0, 0, 12, 0, 0, 0, 0, 10, 0, 0, 0, 0, 12], values[0].ToArray());
    }

    [Fact]
    public void AnAxisOfNamedSizeIsAnError()
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("f", [x], [Sum(x * x)]);
        Assert.Equal(
            "The Hessian of sum(x*x) by x of type f64[n] has an axis of named size, so its rows cannot be listed. Bind the size with Function.Bind, or use HessianVectorProduct.",
            Assert.Throws<DifferentiationException>(() => f.Hessian()).Message);
        Assert.Equal(
            "The derivatives of order 3 of sum(x*x) by x of type f64[n] have an axis of named size, so their rows cannot be listed. Bind the size with Function.Bind, or use HessianVectorProduct.",
            Assert.Throws<DifferentiationException>(() => f.Derivative(3)).Message);
    }
}
