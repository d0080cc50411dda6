using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Calling a function with nodes, by position and by name.</summary>
public sealed class CallTests
{
    private readonly Graph graph = new();
    private readonly Node x, y;
    private readonly Function f;

    public CallTests()
    {
        (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var own = new Graph();
        var (a, b) = (own.Variable("a"), own.Variable("b"));
        f = own.Function("f", [a, b], [("difference", a - b), ("quotient", a / b)]);
    }

    [Fact]
    public void ACallBuildsTheBodyInTheCallersGraph()
    {
        Assert.Same(Exp(x) - y, f.Call(Exp(x), y)[0]);
        Assert.Same(x / x, f.Call(x, x)[1]);
        Assert.Same(f.Call(x, y)[0], f.Call(x, y)[0]);
        Assert.Same(x / y, f.Select("quotient").Call(x, y)[0]);
    }

    [Fact]
    public void ArgumentsGoByNameToo()
    {
        Assert.Same(y - x, f.Call(("b", x), ("a", y))[0]);
        Assert.Equal("f: the argument 'a' is given twice. (Parameter 'others')", Fails(() => f.Call(("a", x), ("a", y))));
        Assert.Equal("f: the argument for 'b' is missing; expected one for each of a, b. (Parameter 'others')", Fails(() => f.Call(("a", x))));
        Assert.Equal("The function 'f' has no input 'c'; its inputs are a, b. (Parameter 'name')", Fails(() => f.Call(("c", x))));
    }

    [Fact]
    public void WrongArgumentsAreErrors()
    {
        Assert.Equal("f: expected 2 argument(s) (a, b), got 1. (Parameter 'arguments')", Fails(() => f.Call(x)));
        Assert.Equal("f: the argument for 'b' is null. (Parameter 'arguments')", Fails(() => f.Call(x, null!)));
        Assert.Equal("f: the argument z belongs to another graph than the first argument x. (Parameter 'arguments')", Fails(() => f.Call(x, new Graph().Variable("z"))));
        Assert.Equal("f: the input 'b' is f64; got v of type f64[3].", Assert.Throws<ShapeException>(() => f.Call(x, graph.Variable("v", [3]))).Message);
        Assert.Equal("f: the input 'a' is f64; got k of type i32.", Assert.Throws<ShapeException>(() => f.Call(graph.Variable("k", dtype: DType.Int32), x)).Message);
    }

    [Fact]
    public void SizesAreSolvedFromTheArguments()
    {
        var own = new Graph();
        var (n, d) = (own.Dim("n"), own.Dim("d"));
        var (a, b) = (own.Variable("a", [2 * n + 1, d]), own.Variable("b", [n * d]));
        var g = own.Function("g", [a, b], [Sum(a, [0]), BroadcastTo(own.Constant(1), [n])]);
        var m = graph.Dim("n");   // a name that means another size in the caller's graph
        var outputs = g.Call(graph.Variable("A", [6 * m + 1, 4]), graph.Variable("B", [12 * m]));
        Assert.Equal("f64[4]", outputs[0].Type.ToString());
        Assert.Equal("f64[3*n]", outputs[1].Type.ToString());
        Assert.Equal(
            "g: the input 'b' is f64[d*n]; got C of type f64[13].",
            Assert.Throws<ShapeException>(() => g.Call(graph.Variable("A", [6 * m + 1, 4]), graph.Variable("C", [13]))).Message);
        Assert.Equal(
            "g: the input 'a' is f64[2*n + 1, d]; got D of type f64[4, 4].",
            Assert.Throws<ShapeException>(() => g.Call(graph.Variable("D", [4, 4]), graph.Variable("B", [12 * m]))).Message);
    }

    private static string Fails(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}
