using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Declared relations between sizes: in that graph both sides are one length.</summary>
public sealed class DeclareTests
{
    private readonly Graph graph = new();

    [Fact]
    public void DeclaredLengthsUnify()
    {
        var (n, m) = (graph.Dim("n"), graph.Dim("m"));
        graph.Declare(n, 2 * m);
        var (x, y) = (graph.Variable("x", [n, 3]), graph.Variable("y", [2 * m, 3]));
        Assert.Equal("f64[2*m, 3]", (x + y).Type.ToString());
        Assert.Equal(2 * m, graph.Dim("n"));
        Assert.Equal("f64[2*m]", BroadcastTo(graph.Constant(1), [n]).Type.ToString());
        var f = graph.Function("f", [x, y], [Sum(x * y)]);
        Assert.Equal(["m"], f.Sizes.AsEnumerable());
        Assert.Equal(12, f.Evaluate(Ones(4, 3), Ones(4, 3))[0].ToDouble());
        Assert.Equal(
            "f: axis 0 of 'x' has length 3; expected 2*m = 4.",
            Assert.Throws<ShapeException>(() => f.Evaluate(Ones(3, 3), Ones(4, 3))).Message);
    }

    [Fact]
    public void DeclarationsFollowEachOther()
    {
        var (k, n, m) = (graph.Dim("k"), graph.Dim("n"), graph.Dim("m"));
        graph.Declare(k, n + 1);
        graph.Declare(n, 2 * m);
        Assert.Equal(2 * m + 1, graph.Dim("k"));
        graph.Declare(n, 2 * m);
        graph.Declare(k, 2 * m + 1);
        graph.Declare(m, n / 2);
        Assert.Equal("f64[2*m + 1]", graph.Variable("x", [k]).Type.ToString());
    }

    [Fact]
    public void AFunctionCalledInTheGraphObeys()
    {
        var other = new Graph();
        var g = other.Function("g", [other.Variable("a", [new Dim("n")])], [Exp(other.Variable("a", [new Dim("n")]))]);
        graph.Declare(new("n"), 2 * new Dim("m"));
        Assert.Equal("f64[2*m]", g.Call(graph.Variable("x", [new Dim("n")]))[0].Type.ToString());
    }

    [Fact]
    public void ContradictionsAndLateDeclarationsAreErrors()
    {
        var (n, m) = (new Dim("n"), new Dim("m"));
        graph.Declare(n, 2 * m);
        Assert.Equal("Declare: the size 'n' is 2*m already; it cannot be 3*m too. (Parameter 'length')", Fails(n, 3 * m));
        Assert.Equal("Declare: 2*m = 5 is no declaration of a size: expected a name on the left, that is not declared already. (Parameter 'size')", Fails(2 * m, 5));
        Assert.Equal("Declare: m = m*m is an equation for 'm' and not a declaration of it. (Parameter 'length')", Fails(m, m * m));
        Assert.Equal("Declare: m = 2*m is an equation for 'm' and not a declaration of it. (Parameter 'length')", Fails(m, n));
        var x = graph.Variable("x", [new Dim("k")]);
        Assert.Equal("Declare: the size 'k' is in use already, in x of type f64[k]; declare it before. (Parameter 'size')", Fails(new("k"), m));
    }

    private string Fails(Dim size, Dim length) => Assert.Throws<ArgumentException>(() => graph.Declare(size, length)).Message;

    private static Tensor Ones(params int[] lengths) => Tensor.Of(Enumerable.Repeat(1.0, lengths.Aggregate(1, (a, b) => a * b)).ToArray(), lengths);
}
