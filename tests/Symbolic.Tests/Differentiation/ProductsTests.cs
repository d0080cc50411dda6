using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Products of Jacobians and Hessians with vectors.</summary>
public sealed class ProductsTests
{
    private readonly Graph graph = new();

    // f = x²·y + exp(y): H = [2y, 2x; 2x, exp(y)], H·(1, 2) = (2y + 4x, 2x + 2·exp(y))
    [Theory]
    [InlineData(HessianMode.ForwardOverReverse)]
    [InlineData(HessianMode.ReverseOverReverse)]
    public void TheHessianTimesAVector(HessianMode mode)
    {
        var hvp = Quadratic().HessianVectorProduct(mode);
        Assert.Equal(["x", "y", "v_x", "v_y"], hvp.InputNames.ToArray());
        Assert.Equal(["hv_x", "hv_y"], hvp.OutputNames.ToArray());
        Assert.Equal([2 * 0.0 + 4 * 3, 2 * 3 + 2 * 1.0], hvp.Evaluate(3, 0, 1, 2));
    }

    [Theory]
    [InlineData(HessianMode.ForwardOverReverse)]
    [InlineData(HessianMode.ReverseOverReverse)]
    public void ByOneInputOnly(HessianMode mode)
    {
        var hvp = Quadratic().HessianVectorProduct(mode, wrt: "x");
        Assert.Equal(["x", "y", "v_x"], hvp.InputNames.ToArray());
        Assert.Equal([2 * 5.0 * 7], hvp.Evaluate(3, 5, 7));
    }

    // f = xᵀ·A·x: H = A + Aᵀ
    [Theory]
    [InlineData(HessianMode.ForwardOverReverse)]
    [InlineData(HessianMode.ReverseOverReverse)]
    public void OfAQuadraticFormInNamedSizes(HessianMode mode)
    {
        var n = graph.Dim("n");
        var (a, x) = (graph.Variable("A", [n, n]), graph.Variable("x", [n]));
        var hvp = graph.Function("f", [a, x], [MatMul(x, MatMul(a, x))]).HessianVectorProduct(mode, "x");
        var values = hvp.Evaluate(Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 } }), Tensor.Vector(7, 8), Tensor.Vector(1, -1));
        Assert.Equal([2 * 1 - 5, 5 - 8], values[0].ToArray());
    }

    // v = x² is computed from x, but is held fixed: H·v = 6x·x² for f = x³
    [Theory]
    [InlineData(HessianMode.ForwardOverReverse)]
    [InlineData(HessianMode.ReverseOverReverse)]
    public void ADirectionThatDependsOnTheInputIsHeldFixed(HessianMode mode)
    {
        var x = graph.Variable("x");
        var product = Hessian.VectorProduct(x * x * x, [x], [x * x], mode);
        Assert.Equal(6 * 2 * 4, product[0].Evaluate(new Dictionary<Node, Tensor> { [x] = 2 }).ToDouble());
    }

    [Fact]
    public void OfALinearFunctionIsZero()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y", [2]));
        var f = graph.Function("f", [x, y], [2 * x]);
        foreach (var mode in new[] { HessianMode.ForwardOverReverse, HessianMode.ReverseOverReverse })
        {
            var values = f.HessianVectorProduct(mode).Evaluate(1.0, Tensor.Vector(1, 2), 1.0, Tensor.Vector(1, 2));
            Assert.Equal([0], values[0].ToArray());
            Assert.Equal([0, 0], values[1].ToArray());
        }
    }

    [Fact]
    public void NamesThatAreTakenGetAnUnderscore()
    {
        var (x, v) = (graph.Variable("x"), graph.Variable("v_x", [3]));
        var f = graph.Function("f", [x, v], [x * x * Sum(v)]);
        var hvp = f.HessianVectorProduct(wrt: "x");
        Assert.Equal(["x", "v_x", "v_x_"], hvp.InputNames.ToArray());
        Assert.Equal([2 * 6.0 * 5], hvp.Evaluate(1.0, Tensor.Vector(1, 2, 3), 5.0)[0].ToArray());
        var value = graph.Function("f", [x], [("d_x", x * x)]).ValueAndGradient();
        Assert.Equal(["d_x", "d_x_"], value.OutputNames.ToArray());
    }

    // J = [y, x; 1, 0] for (x·y, x)
    [Fact]
    public void TheJacobianTimesAVectorAndItsTranspose()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var f = graph.Function("f", [x, y], [("p", x * y), ("q", +1 * x)]);
        var jvp = f.JacobianVectorProduct();
        Assert.Equal(["x", "y", "v_x", "v_y", "d_p", "d_q"], jvp.InputNames.Concat(jvp.OutputNames));
        Assert.Equal([5 * 7 + 3 * 11, 7], jvp.Evaluate(3, 5, 7, 11));
        var vjp = f.VectorJacobianProduct();
        Assert.Equal(["x", "y", "v_p", "v_q", "d_x", "d_y"], vjp.InputNames.Concat(vjp.OutputNames));
        Assert.Equal([5 * 7 + 11, 3 * 7], vjp.Evaluate(3, 5, 7, 11));
    }

    [Fact]
    public void ProductsOfWhatDoesNotDependAreZero()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var f = graph.Function("f", [x, y], [x * x]);
        var zero = new DifferentiationOptions { Disconnected = Undefined.Zero };
        Assert.Equal([0], f.JacobianVectorProduct(zero, "y").Evaluate(1, 2, 3));
        Assert.Equal([0], f.VectorJacobianProduct(zero, "y").Evaluate(1, 2, 3));
        Assert.Equal([0], f.Jacobian(zero, "y").Evaluate(1, 2));
        Assert.Equal([2, 0], f.Jacobian().Evaluate(1, 2));
    }

    [Fact]
    public void ANamedInputThatNoOutputDependsOnIsAnError()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var f = graph.Function("f", [x, y], [("p", x * x), ("q", Exp(x))]);
        const string message = "The output does not depend on y, so the derivative is zero. Leave y out of wrt, or ask for zeros with DifferentiationOptions.Disconnected.";
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Jacobian("y")).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.JacobianVectorProduct("x", "y")).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.VectorJacobianProduct("y")).Message);
        Assert.Equal([2 * 3.0, 0], graph.Function("g", [x, y], [("p", x * x), ("q", +1 * y)]).Jacobian("x").Evaluate(3, 4));
    }

    private Function Quadratic()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        return graph.Function("f", [x, y], [x * x * y + Exp(y)]);
    }
}
