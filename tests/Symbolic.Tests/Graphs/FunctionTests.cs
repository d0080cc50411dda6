using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>What a function promises, and what it says when it is made or called wrongly.</summary>
public sealed class FunctionTests
{
    private readonly Graph graph = new();
    private readonly Node x, y, v;

    public FunctionTests() => (x, y, v) = (graph.Variable("x"), graph.Variable("y"), graph.Variable("v", [graph.Dim("n")]));

    [Fact]
    public void OutputsAreNamed()
    {
        Assert.Equal(["value"], graph.Function("f", [x], [x]).OutputNames.AsEnumerable());
        Assert.Equal(["value1", "value2"], graph.Function("f", [x], [x, Exp(x)]).OutputNames.AsEnumerable());
        Assert.Same(x, graph.Function("f", [x], [("a", x), ("b", Exp(x))]).Output("a"));
        Assert.Equal("f(f64 x, f64[n] v) -> (f64[n] value)", graph.Function("f", [x, v], [x * v]).ToString());
    }

    [Fact]
    public void WhatIsNoFunctionIsAnError()
    {
        Assert.Equal("f: the input exp(x) is not a variable; make one with Graph.Variable.", Fails(() => graph.Function("f", [Exp(x)], [x])));
        Assert.Equal("f: the input x is given twice.", Fails(() => graph.Function("f", [x, x], [x])));
        Assert.Equal("f: the input z belongs to another graph than the outputs.", Fails(() => graph.Function("f", [new Graph().Variable("z")], [graph.Constant(1)])));
        Assert.Equal("f: the output z belongs to another graph than the first.", Fails(() => graph.Function("f", [x], [x, new Graph().Variable("z")])));
        Assert.Equal("f: two outputs are named 'a'.", Fails(() => graph.Function("f", [x], [("a", x), ("a", Exp(x))])));
        Assert.Equal("f: the outputs depend on the variable 'y', which is not among the inputs.", Fails(() => graph.Function("f", [x], [x * y])));
        Assert.Equal("The function 'f' has no outputs; expected at least one. (Parameter 'outputs')", Fails(() => graph.Function("f", [x], Array.Empty<Node>())));
        Assert.Equal(
            "'f g' is not a name for a function: expected letters, digits and underscores, starting with a letter or underscore. (Parameter 'name')",
            Fails(() => graph.Function("f g", [x], [x])));
    }

    [Fact]
    public void UnknownNamesAreErrors()
    {
        var f = graph.Function("f", [x, y], [x * y]);
        Assert.Equal("The function 'f' has no input 'z'; its inputs are x, y. (Parameter 'name')", Fails(() => f.Input("z")));
        Assert.Equal("The function 'f' has no output 'z'; its outputs are value. (Parameter 'name')", Fails(() => f.Output("z")));
    }

    [Fact]
    public void NumbersAreTheEntriesOfTheOnlyVector()
    {
        var f = graph.Function("f", [v], [Sum(v * v)]);
        Assert.Equal([14], f.Evaluate(new double[] { 1, 2, 3 }));
        Assert.Equal([2, 4, 6], f.Gradient().Evaluate(new double[] { 1, 2, 3 }));
        Assert.Equal(
            "f_value_and_gradient: Evaluate of numbers gives a number for each output, but d_v is f64[n]. Pass tensors: Evaluate(Tensor.Vector(...)).",
            Assert.Throws<ShapeException>(() => f.ValueAndGradient().Evaluate(new double[] { 1, 2, 3 })).Message);
    }

    [Fact]
    public void ValuesFitTheirInputs()
    {
        var f = graph.Function("f", [x, v], [Sum(x * v)]);
        Assert.Equal("f: expected 2 input(s) (x, v), got 1. (Parameter 'inputs')", Fails(() => f.Evaluate(1.0)));
        Assert.Equal("f: the input 'v' is f64[n]; got a value of type f64.", Assert.Throws<ShapeException>(() => f.Evaluate(1.0, 2.0)).Message);
        Assert.Equal("f: the input 'x' is f64; got a value of type i32.", Assert.Throws<ShapeException>(() => f.Evaluate(Tensor.Scalar(1, DType.Int32), new double[] { 1 })).Message);
        var g = graph.Function("g", [v, graph.Variable("w", [graph.Dim("n"), 2])], [Sum(v)]);
        Assert.Equal("g: axis 0 of 'w' has length 2; expected n = 3.", Assert.Throws<ShapeException>(() => g.Evaluate(new double[3], Tensor.Of(new double[4], 2, 2))).Message);
        Assert.Equal("g: axis 1 of 'w' has length 1; expected 2.", Assert.Throws<ShapeException>(() => g.Evaluate(new double[3], Tensor.Of(new double[3], 3, 1))).Message);
        var h = graph.Function("h", [graph.Variable("u", [graph.Dim("a") * graph.Dim("b")])], [graph.Constant(1)]);
        Assert.Equal(
            "h: the size 'a' cannot be solved from the lengths of the inputs: axis 0 of 'u' is a*b and has length 6.",
            Assert.Throws<ShapeException>(() => h.Evaluate(Tensor.Vector(new double[6]))).Message);
    }

    [Fact]
    public void EveryNodeEvaluatesAlone()
    {
        var bad = MatMul(graph.Variable("A", [2, 2]), graph.Variable("A", [2, 2]));
        var sum = x + y;
        _ = Sum(bad) * sum;
        Assert.Equal(5, sum.Evaluate(new Dictionary<Node, Tensor> { [x] = 2, [y] = 3 }).ToDouble());
    }

    private static string Fails(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}
