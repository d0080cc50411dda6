using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Some of the outputs, other names, composition.</summary>
public sealed class SelectionTests
{
    private readonly Graph graph = new();
    private readonly Node x, y;
    private readonly Function f;

    public SelectionTests()
    {
        (x, y) = (graph.Variable("x"), graph.Variable("y"));
        f = graph.Function("f", [x, y], [("sum", x + y), ("ratio", x / y)]);
    }

    [Fact]
    public void OutputsAreSelectedInOrder()
    {
        var g = f.Select("ratio", "sum");
        Assert.Equal([x / y, x + y], g.Outputs.AsEnumerable());
        Assert.Equal(["ratio", "sum"], g.OutputNames.AsEnumerable());
        Assert.Equal(["x", "y"], f.Select("sum").InputNames.AsEnumerable());
        Assert.Equal("The function 'f' has no output 'value'; its outputs are sum, ratio. (Parameter 'name')", Fails(() => f.Select("value")));
        Assert.Equal("f: two outputs are named 'sum'.", Fails(() => f.Select("sum", "sum")));
    }

    [Fact]
    public void NamesAreChanged()
    {
        Assert.Equal("g", f.Rename("g").Name);
        Assert.Equal(["total", "ratio"], f.RenameOutputs(("sum", "total")).OutputNames.AsEnumerable());
        var swapped = f.RenameInputs(("x", "y"), ("y", "x"));
        Assert.Equal(["y", "x"], swapped.InputNames.AsEnumerable());
        Assert.Equal([y + x, y / x], swapped.Outputs.AsEnumerable());
        Assert.Equal([3, 0.5], swapped.Evaluate(1, 2));
        Assert.Equal("The function 'f' has no input 'z'; its inputs are x, y. (Parameter 'names')", Fails(() => f.RenameInputs(("z", "a"))));
        Assert.Equal("The function 'f' has no output 'z'; its outputs are sum, ratio. (Parameter 'names')", Fails(() => f.RenameOutputs(("z", "a"))));
        Assert.Equal("f: two inputs would be named 'y'. (Parameter 'names')", Fails(() => f.RenameInputs(("x", "y"))));
        Assert.Equal("f: two outputs are named 'ratio'.", Fails(() => f.RenameOutputs(("sum", "ratio"))));
    }

    // f(x, g(x_, z)) = (x + x_·z, x/(x_·z))
    [Fact]
    public void FunctionsAreComposed()
    {
        var own = new Graph();
        var g = own.Function("g", [own.Variable("x"), own.Variable("z")], [own.Variable("x") * own.Variable("z")]);
        var composed = f.Compose("y", g);
        Assert.Equal("f_g(f64 x, f64 x_, f64 z) -> (f64 sum, f64 ratio)", composed.ToString());
        Assert.Equal([1 + 6, 1.0 / 6], composed.Evaluate(1, 2, 3));
        Assert.Equal("f_g(f64 x, f64 z, f64 y) -> (f64 sum, f64 ratio)", f.Compose("x", g).ToString());
        Assert.Equal("f_one(f64 x) -> (f64 sum, f64 ratio)", f.Compose("y", own.Function("one", [], [own.Constant(1)])).ToString());
        GraphVerifier.Check(composed);
    }

    [Fact]
    public void SizesOfComposedFunctionsStayApart()
    {
        var (n, p) = (graph.Dim("n"), graph.Dim("p"));
        var outer = graph.Function("h", [graph.Variable("a", [n]), graph.Variable("b", [n]), graph.Variable("c", [p])], [Sum(graph.Variable("a", [n]) * graph.Variable("b", [n])) + Sum(graph.Variable("c", [p]))]);
        var own = new Graph();
        var (u, w) = (own.Variable("u", [own.Dim("p")]), own.Variable("w", [own.Dim("n")]));
        var inner = own.Function("g", [u, w], [Exp(u) * Sum(w)]);
        Assert.Equal("h_g(f64[p] u, f64[n] w, f64[p] b, f64[p_] c) -> (f64 value)", outer.Compose("a", inner).ToString());
    }

    [Fact]
    public void WhatDoesNotComposeIsAnError()
    {
        Assert.Equal("f: 'x' is to be computed by f, which has the outputs sum, ratio; take one of them with Select. (Parameter 'inner')", Fails(() => f.Compose("x", f)));
        var v = graph.Variable("v", [3]);
        Assert.Equal(
            "f: the input 'x' is f64; got the output of g of type f64[3].",
            Assert.Throws<ShapeException>(() => f.Compose("x", graph.Function("g", [v], [v]))).Message);
    }

    private static string Fails(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}
