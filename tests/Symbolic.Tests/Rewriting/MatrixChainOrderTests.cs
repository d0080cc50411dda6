using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>Products of matrices go in the cheapest order, counted in multiplications.</summary>
public sealed class MatrixChainOrderTests
{
    private readonly Graph graph = new();

    [Fact]
    public void AVectorAtTheEndMakesItGoFromRightToLeft()
    {
        var n = graph.Dim("n");
        var (a, b, c, d) = (graph.Variable("A", [n, n]), graph.Variable("B", [n, n]), graph.Variable("C", [n, n]), graph.Variable("d", [n]));
        Assert.Same(a.MatMul(b.MatMul(c.MatMul(d))), a.MatMul(b).MatMul(c).MatMul(d).Simplify());
        Assert.Same(d.MatMul(a).MatMul(b).MatMul(c), d.MatMul(a.MatMul(b.MatMul(c))).Simplify());
    }

    // The example of Cormen, Leiserson, Rivest and Stein: 30×35, 35×15, 15×5, 5×10, 10×20, 20×25 take 15,125 multiplications
    [Fact]
    public void ConstantSizes()
    {
        int[] sizes = [30, 35, 15, 5, 10, 20, 25];
        var factors = Enumerable.Range(0, 6).Select(i => graph.Variable("A" + i, [sizes[i], sizes[i + 1]])).ToList();
        var product = factors.Aggregate((p, f) => p.MatMul(f));
        Assert.Equal(40_500, Multiplications(product));
        Assert.Equal(15_125, Multiplications(product.Simplify()));
    }

    [Fact]
    public void ThroughTransposes()
    {
        var (a, b, v) = (graph.Variable("A", [20, 30]), graph.Variable("B", [30, 40]), graph.Variable("v", [20]));
        Assert.Same(v.MatMul(a).MatMul(b), a.MatMul(b).T.MatMul(v).Simplify());
    }

    [Fact]
    public void AProductThatIsReadElsewhereIsOneFactor()
    {
        var (a, b, v) = (graph.Variable("A", [20, 20]), graph.Variable("B", [20, 20]), graph.Variable("v", [20]));
        var product = a.MatMul(b);
        var f = graph.Function("f", [a, b, v], [product, product.MatMul(v)]);
        Assert.Same(f, f.Simplify());
    }

    // A·v is a column; as the left operand it is read as a row, which no other order can say
    [Fact]
    public void AColumnThatIsReadAsARowStays()
    {
        var (a, b, v) = (graph.Variable("A", [20, 30]), graph.Variable("B", [20, 10]), graph.Variable("v", [30]));
        var y = a.MatMul(v).MatMul(b);
        Assert.Same(y, y.Simplify());
    }

    // the reverse sweep of a linear network has vectors only, whatever the order of its forward pass
    [Fact]
    public void TheGradientOfAChain()
    {
        var factors = Enumerable.Range(0, 5).Select(i => graph.Variable("A" + i, [50, 50])).ToList();
        var x = graph.Variable("x", [50]);
        var y = factors.Aggregate((p, f) => p.MatMul(f)).MatMul(x);
        var gradient = Gradient.Of(Sum(y), [x])[0];
        Assert.InRange(Multiplications(gradient), 4 * 2500, 5 * 2500);
    }

    [Fact]
    public void LongChains()
    {
        var a = graph.Variable("A", [10, 10]);
        var v = graph.Variable("v", [10]);
        var left = a;
        for (var i = 1; i < 5000; i++) left = left.MatMul(a);
        Assert.Equal(5000 * 100, Multiplications(left.MatMul(v).Simplify()));
    }

    private static double Multiplications(Node root) => Traversal.PostOrder([root]).Where(n => n.Op is MatMul).Sum(n =>
        (double)n.Shape.Size.Value * n.Inputs[1].Shape[0].Value);
}
