using SymDiff.Rewriting;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>Long sums and products are collected, and nothing that is shared is computed twice.</summary>
public sealed class CollectTermsTests
{
    private readonly Graph graph = new();
    private readonly Node x, y, z, v;

    public CollectTermsTests() => (x, y, z, v) = (graph.Variable("x"), graph.Variable("y"), graph.Variable("z"), graph.Variable("v", [3]));

    // A part that is passed over may be read by what is written later: here, among the 364 derivatives of order 11. d¹¹/dw¹¹ = x¹¹·f.
    [Fact]
    public void APartThatIsWrittenAgainElsewhereStaysAPart()
    {
        var derivatives = Function.Parse("(w, x, y, z) => sin(x*y*z)*exp(x*w)").Derivative(11);
        Assert.Equal(364, derivatives.Outputs.Length);
        var expected = Math.Pow(1.5, 11) * Math.Sin(1.5 * 0.5 * 0.25) * Math.Exp(1.5 * 0.3);
        Assert.Equal(expected, derivatives.Evaluate(0.3, 1.5, 0.5, 0.25)[0], 1e-12 * expected);
    }

    [Fact]
    public void Sums()
    {
        Assert.Same(2 * x + y, (x + y + x).Simplify());
        Assert.Same(5 * x - y, (3 * x - y + 2 * x).Simplify());
        Assert.Same(y, (x + y - x).Simplify());
        Assert.Same(3 * x + 2 * y + 3, (x + (y + 1) + (x - (-y - x) + 2)).Simplify());
        Assert.Same(y - 2 * x, (y - x - x).Simplify());
        Assert.Same(-(2 * x + y), (-x - y - x).Simplify());
        Assert.Same(graph.Constant(0), (x + y - (y + x)).Simplify());
    }

    // scalars come together before they meet a vector
    [Fact]
    public void SumsOfSeveralShapes()
    {
        Assert.Same(2 * v + (x + y), (v + x + v + y).Simplify());
        Assert.Same(BroadcastTo(x, [3]), (v + x - v).Simplify());
    }

    [Fact]
    public void SumsOfIntegers()
    {
        var (i, j) = (graph.Variable("i", [], DType.Int32), graph.Variable("j", [], DType.Int32));
        Assert.Same(2 * i + j, (i + j + i).Simplify());
    }

    [Fact]
    public void Products()
    {
        var square = x * x;
        Assert.Same(square * square, (x * x * x * x).Simplify());
        Assert.Same(6 * square, (2 * x * (3 * x)).Simplify());
        Assert.Same(-square, (x * -x).Simplify());
        Assert.Same(x * y * x, (x * y * x).Simplify());   // x²·y is no less work, and may overflow where this does not
        Assert.Same(Sin(x) * Sin(x) * Cos(x), (Sin(x) * Cos(x) * Sin(x)).Simplify());   // nothing overflows here
    }

    // x/x is gone only where x is known not to be 0
    [Fact]
    public void Quotients()
    {
        var positive = Exp(Abs(x)) + 1;
        Assert.Same(y, (positive * y / positive).Simplify());
        Assert.Same(x * y / x, (x * y / x).Simplify());
        Assert.Same(x / y / y, (x / y / y).Simplify());   // y·y may overflow where this does not
        Assert.Same(1 / (x * x), (1 / x / x).Simplify());
    }

    [Fact]
    public void WhatIsSharedStaysShared()
    {
        var sum = x + y;
        var f = graph.Function("f", [x, y, z], [sum, sum + z + x, Exp(sum)]).Simplify();
        Assert.Same(sum, f.Outputs[0]);
        Assert.Same(sum + z + x, f.Outputs[1]);
    }

    [Fact]
    public void DoublingsAndSquaringsStayLinear()
    {
        var (sum, product) = (x, x);
        for (var i = 0; i < 60; i++) (sum, product) = (sum + sum, product * product);
        Assert.Same(Math.Pow(2, 60) * x, sum.Simplify());
        Assert.Equal(61, Traversal.PostOrder([product.Simplify()]).Count);
        var gradient = Gradient.Of(product, [x])[0];
        Assert.InRange(Traversal.PostOrder([gradient]).Count, 100, 200);
    }

    [Fact]
    public void AMillionTermsAreOneTerm()
    {
        var sum = x;
        for (var i = 1; i < 1_000_000; i++) sum += i % 2 == 0 ? x : y;
        Assert.Same(500_000 * x + 500_000 * y, graph.Function("f", [x, y], [sum]).Simplify().Outputs[0]);
    }

    [Fact]
    public void AMillionNodesAreAnOrdinaryChain()
    {
        var chain = x;
        for (var i = 0; i < 250_000; i++) chain = Sin(-(chain * 1 + 0));
        var simple = chain.Simplify();
        Assert.Equal(250_000, Traversal.PostOrder([simple]).Count(n => n.Op.Name == "Sin"));
        Assert.Equal(250_001, Traversal.PostOrder([simple]).Count);
        Assert.Same(simple, simple.Simplify());
    }
}
