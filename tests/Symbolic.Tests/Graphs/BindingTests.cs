using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Inputs that become constants, and sizes that are fixed.</summary>
public sealed class BindingTests
{
    private readonly Graph graph = new();
    private readonly Node x, k, v;
    private readonly Function f;

    public BindingTests()
    {
        (x, k, v) = (graph.Variable("x"), graph.Variable("k", dtype: DType.Int32), graph.Variable("v", [graph.Dim("n")]));
        f = graph.Function("f", [x, k, v], [Sum(x * v) + Cast(k, DType.Float64)]);
    }

    [Fact]
    public void AnInputBecomesAConstant()
    {
        var bound = f.Bind("k", 3);
        Assert.Equal(["x", "v"], bound.InputNames.AsEnumerable());
        Assert.Same(Sum(x * v) + Cast(graph.Constant(3, DType.Int32), DType.Float64), bound.Outputs[0]);
        Assert.Equal(2 * (1 + 4) + 3, bound.Evaluate(2.0, new double[] { 1, 4 })[0].ToDouble());
        Assert.Equal(["v"], f.Bind(("k", 3), ("x", 0.5)).InputNames.AsEnumerable());
    }

    [Fact]
    public void ATensorFixesTheSizes()
    {
        var w = graph.Variable("w", [graph.Dim("n"), 2]);
        var g = graph.Function("g", [v, w], [MatMul(v, w)]).Bind("v", new double[] { 1, 2, 3 });
        Assert.Equal("g(f64[3, 2] w) -> (f64[2] value)", g.ToString());
        Assert.Equal([1 + 6 + 15, 2 + 8 + 18], g.Evaluate(Tensor.Of([1.0, 2, 3, 4, 5, 6], 3, 2))[0].ToArray());
    }

    [Fact]
    public void ASizeIsBound()
    {
        var ten = f.Bind("n", 10);
        Assert.Equal("f(f64 x, i32 k, f64[10] v) -> (f64 value)", ten.ToString());
        Assert.Empty(ten.Sizes);
        GraphVerifier.Check(ten);
        Assert.Equal("f(f64 x, i32 k) -> (f64 value)", f.Bind(("n", 2), ("v", new double[] { 1, 2 })).ToString());
    }

    // in the length of a loop, as a number, inside of a body: a size need not be one of an input
    [Fact]
    public void ASizeThatIsOnlyComputedWithIsBound()
    {
        var g = graph.Function("g", [x], [x * graph.SumOver(graph.Dim("p"), i => graph.SumOver(graph.Dim("q"), j => Exp(x * Cast(i * j, DType.Float64)))) / graph.Size(graph.Dim("r"))]);
        Assert.Equal(["p", "q", "r"], g.Sizes.Order());
        Assert.Equal((4 + Math.Exp(2) + Math.Exp(4)) / 2, g.Bind(("p", 2), ("q", 3), ("r", 4)).Evaluate(2.0)[0], 1e-12);
        Assert.Equal(
            "g: the size 'q' does not follow from the inputs. Fix it with Function.Bind(\"q\", ...).",
            Assert.Throws<ShapeException>(() => g.Bind(("p", 2), ("r", 4)).Evaluate(1.0)).Message);
    }

    [Fact]
    public void AFloatRoundsToTheInputsDtype()
    {
        var s = graph.Variable("s", dtype: DType.Float32);
        Assert.Same(graph.Constant(0.1, DType.Float32), graph.Function("h", [s], [s]).Bind("s", 0.1).Outputs[0]);
    }

    [Fact]
    public void ValuesThatDoNotFitAreErrors()
    {
        Assert.Equal("f: there is no input and no size 'q' to bind; the inputs are x, k, v, the sizes n. (Parameter 'values')", Fails(("q", 1)));
        Assert.Equal("f: 'x' is bound twice. (Parameter 'values')", Fails(("x", 1), ("x", 2)));
        Assert.Equal("f: the input 'k' is i32; got 2.5 of type f64.", Fails(("k", 2.5)));
        Assert.Equal("f: the input 'x' is f64; got 1f of type f32.", Fails(("x", Tensor.Scalar(1, DType.Float32))));
        Assert.Equal("f: the input 'x' is f64; got a value of type f64[2].", Fails(("x", new double[] { 1, 2 })));
        Assert.Equal("f: the input 'v' is f64[n]; got a value of type f64.", Fails(("v", 1)));
        Assert.Equal("f: the input 'v' is f64[n], which is [3] with n = 3; got a value of type f64[2].", Fails(("n", 3), ("v", new double[] { 1, 2 })));
        Assert.Equal("f: 'n' is a size, to be bound to an integer from 0 to 2147483647; got 2.5.", Fails(("n", 2.5)));
        Assert.Equal("f: 'n' is a size, to be bound to an integer from 0 to 2147483647; got -1.", Fails(("n", -1)));
        Assert.Equal("f: 'n' is a size, to be bound to an integer from 0 to 2147483647; got [3].", Fails(("n", new double[] { 3 })));
    }

    private string Fails(params (string, Tensor)[] values)
    {
        var exception = Record.Exception(() => f.Bind(values));
        Assert.True(exception is ArgumentException or ShapeException);
        return exception.Message;
    }
}
