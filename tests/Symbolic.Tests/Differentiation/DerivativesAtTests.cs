using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Derivatives of a function at nodes are of what it makes of its arguments, not of those nodes where else they are read.</summary>
public sealed class DerivativesAtTests
{
    private readonly Graph graph = new();
    private readonly Node x, y;

    public DerivativesAtTests() => (x, y) = (graph.Variable("x"), graph.Variable("y"));

    [Fact]
    public void TheValueAndTheDerivatives()
    {
        var (value, partials) = Gradient.At(at => at[0] * at[0] * at[1], [x, y]);
        Assert.Same(x * x * y, value);
        Assert.Equal([2 * 3 * 5, 3 * 3], graph.Function("f", [x, y], partials).Evaluate(3, 5));
    }

    // d/dt (x·t) at t = x is x, not the derivative of x·x; by either mode
    [Fact]
    public void TheNodeItselfIsConstantWithin()
    {
        Assert.Same(x, Gradient.At(t => x * t[0], [x]).Partials[0]);
        Assert.Equal([7], graph.Function("f", [x], [ForwardMode.At(t => x * t[0], [x], [graph.Constant(1)]).Tangent]).Evaluate(7));
    }

    // d/dx (x·d/dt (x + t) at t = x) = 1, the example on which perturbations are confused; and with a factor more, 2x
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void NestedDerivativesDoNotMix(bool outerForward, bool innerForward)
    {
        Node Slope(bool forward, Func<Node, Node> f, Node at) => forward ? ForwardMode.At(t => f(t[0]), [at], [at.Literal(1)]).Tangent : Gradient.At(t => f(t[0]), [at]).Partials[0];
        Assert.Equal([1], graph.Function("f", [x], [Slope(outerForward, a => a * Slope(innerForward, b => a + b, x), x)]).Evaluate(3));
        Assert.Equal([6], graph.Function("f", [x], [Slope(outerForward, a => a * Slope(innerForward, b => a * b, x), x)]).Evaluate(3));
    }

    // a loop within, whose body reads the outer argument
    [Fact]
    public void LoopsWithin()
    {
        var rows = graph.Variable("rows", [3]);
        var slope = Gradient.At(a => Loop.SumOver(rows, row => row * Gradient.At(b => a[0] * b[0] * b[0], [x]).Partials[0]), [x]).Partials[0];
        // Σ rowᵢ·2·a·x has the derivative Σ rowᵢ·2·x by a
        Assert.Equal(2 * 5.0 * (1 + 2 + 4), graph.Function("f", [x, rows], [slope]).Evaluate(5.0, Tensor.Vector(1, 2, 4))[0].ToDouble());
    }

    [Fact]
    public void WhatIsWrong()
    {
        Assert.Equal(
            "There are 1 tangent(s) for 2 node(s); expected one for each. (Parameter 'tangents')",
            Assert.Throws<ArgumentException>(() => ForwardMode.At(t => t[0], [x, y], [x])).Message);
        Assert.Equal([0], graph.Function("f", [x], [ForwardMode.At(t => x, [y], [graph.Constant(1)]).Tangent]).Evaluate(2));
        Assert.Throws<DifferentiationException>(() => Gradient.At(t => x, [y]));
    }

    // the number of iterations depends on x: no pass could tell that two such loops are one
    [Fact]
    public void ValueAndDerivativeComeFromTheSameLoops()
    {
        Node Grown(Node from) => Loop.While(from, v => v < 10, v => v * v + 1, 100).Final;
        var (value, partials) = Gradient.At(at => Grown(at[0]), [x]);
        Assert.Equal(2, Loops(value, partials[0]));   // forth and back
        var (again, tangent) = ForwardMode.At(at => Grown(at[0]), [x], [graph.Constant(1)]);
        Assert.Equal(1, Loops(again, tangent));
        var f = graph.Function("f", [x], [value, partials[0], again, tangent]);
        Assert.Equal([26, 2 * 2 * 2 * 5, 26, 2 * 2 * 2 * 5], f.Evaluate(2));   // (2² + 1)² + 1

        static int Loops(params Node[] nodes) => Traversal.PostOrder(nodes).Count(n => n.Op is Ops.LoopOp);
    }
}
