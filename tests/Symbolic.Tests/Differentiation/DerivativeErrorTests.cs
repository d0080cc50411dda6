using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>What is said when a derivative is asked for that does not exist.</summary>
public sealed class DerivativeErrorTests
{
    private readonly Graph graph = new();
    private readonly Node x;

    public DerivativeErrorTests() => x = graph.Variable("x");

    [Fact]
    public void OfATensor()
    {
        var v = graph.Variable("v", [3]);
        const string message = "The gradient of v*v of type f64[3] does not exist: expected a floating-point scalar. Sum it, or ask for a Jacobian.";
        var f = graph.Function("f", [v], [v * v]);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Gradient()).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Hessian()).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.HessianVectorProduct()).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Derivative(2)).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Explain(Tensor.Vector(1, 2, 3))).Message);
    }

    [Fact]
    public void OfAnInteger()
    {
        var f = graph.Function("f", [x], [Cast(x, DType.Int32)]);
        Assert.Equal(
            "The gradient of (int)x of type i32 does not exist: expected a floating-point scalar. Cast it to f64 first.",
            Assert.Throws<DifferentiationException>(() => f.Gradient()).Message);
    }

    [Fact]
    public void OfSeveralOutputs()
    {
        var f = graph.Function("f", [x], [x * x, x + x]);
        Assert.Equal(
            "f: the gradient is of one output, but there are 2 (value1, value2). Take one, or ask for the Jacobian.",
            Assert.Throws<DifferentiationException>(() => f.Gradient()).Message);
    }

    [Fact]
    public void ByAnInteger()
    {
        var k = graph.Variable("k", TensorType.Int32);
        var f = graph.Function("f", [x, k], [x * Cast(k, DType.Float64)]);
        const string message = "The derivative by k of type i32 does not exist: expected a floating-point node. Cast it to f64 where it enters, and differentiate by that.";
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Gradient("k")).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.JacobianVectorProduct("k")).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.VectorJacobianProduct("k")).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Hessian("k")).Message);
        Assert.Equal([3], f.Gradient().Evaluate(2, 3));   // all inputs are those of floating point
    }

    [Fact]
    public void ByNothing()
    {
        var k = graph.Variable("k", TensorType.Int32);
        Assert.Equal(
            "f: there is no floating-point input to differentiate by; the inputs are i32 k.",
            Assert.Throws<DifferentiationException>(() => graph.Function("f", [k], [Cast(k, DType.Float64)]).Gradient()).Message);
        Assert.Equal(
            "f: there is no floating-point input to differentiate by; the inputs are none.",
            Assert.Throws<DifferentiationException>(() => graph.Function("f", [], [graph.Constant(1)]).Gradient()).Message);
    }

    [Fact]
    public void ByTheSameInputTwice()
    {
        var f = graph.Function("f", [x], [x * x]);
        Assert.Equal("f: the input 'x' is named twice in wrt. (Parameter 'wrt')", Assert.Throws<ArgumentException>(() => f.Gradient("x", "x")).Message);
        Assert.Equal("The node x stands twice in wrt. (Parameter 'wrt')", Assert.Throws<ArgumentException>(() => Gradient.Of(x * x, [x, x])).Message);
    }

    [Fact]
    public void ByAnUnknownInput() => Assert.Equal(
        "The function 'f' has no input 'z'; its inputs are x. (Parameter 'name')",
        Assert.Throws<ArgumentException>(() => graph.Function("f", [x], [x * x]).Gradient("z")).Message);

    [Fact]
    public void ByANodeOfAnotherGraph() => Assert.Equal(
        "The node z belongs to another graph than the output that is differentiated. (Parameter 'target')",
        Assert.Throws<ArgumentException>(() => Gradient.Of(x * x, [new Graph().Variable("z")])).Message);

    [Fact]
    public void OfOrderZero() => Assert.StartsWith(
        "A derivative has order 1 or more. (Parameter 'order')",
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Function("f", [x], [x * x]).Derivative(0)).Message, StringComparison.Ordinal);

    [Fact]
    public void SeedsAndTangentsHaveTheTypeOfTheirNode()
    {
        var v = graph.Variable("v", [3]);
        Assert.Equal(
            "The seed x of type f64 does not fit the output v of type f64[3].",
            Assert.Throws<ShapeException>(() => ReverseMode.BuildGrad([(v, x)], v)).Message);
        Assert.Equal(
            "The tangent v of type f64[3] does not fit x of type f64.",
            Assert.Throws<ShapeException>(() => ForwardMode.BuildTangents([x], new Dictionary<Node, Node> { [x] = v })).Message);
        Assert.Equal(
            "H·v of 1 node(s) needs a direction for each; got 0. (Parameter 'v')",
            Assert.Throws<ArgumentException>(() => Hessian.VectorProduct(x * x, [x], [])).Message);
    }
}
