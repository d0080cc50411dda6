using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>BuildGrad on the textbook's fixtures, on repeated inputs, on untaken branches and on deep graphs.</summary>
public sealed class ReverseModeTests
{
    private readonly Graph graph = new();

    // f = (x + y)·z at x = -2, y = 5, z = -4 (backpropagation fixtures)
    [Fact]
    public void SumTimesZ()
    {
        var (x, y, z) = (graph.Variable("x"), graph.Variable("y"), graph.Variable("z"));
        var f = graph.Function("f", [x, y, z], [(x + y) * z]).ValueAndGradient();
        Assert.Equal([-12, -4, -4, 3], f.Evaluate(-2.0, 5.0, -4.0));
    }

    [Fact]
    public void EveryPositionOfARepeatedInputCounts()
    {
        var x = graph.Variable("x");
        Assert.Equal([6], Gradient(x * x).Evaluate(3.0));
        Assert.Equal([2], Gradient(x + x).Evaluate(3.0));
        Assert.Equal([0], Gradient(x / x).Evaluate(3.0));
        var a = graph.Variable("A", [2, 2]);
        var trace = graph.Function("f", [a], [Sum(MatMul(a, a))]).Gradient();
        // ∂/∂A[i,j] Σ(A·A) is the sum of row j plus the sum of column i: A = (0 1; 3 4) has row sums 1, 7 and column sums 3, 5
        Assert.Equal([1 + 3, 7 + 3, 1 + 5, 7 + 5], trace.Evaluate(Tensor.Of([0.0, 1.0, 3.0, 4.0], 2, 2))[0].ToArray());
    }

    // select(x > 0, log(x), 0) at x = -1 and 0, orders 1 to 3
    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    public void AnUntakenBranchLeaksNothing(double at)
    {
        var x = graph.Variable("x");
        var f = graph.Function("f", [x], [Select(x > 0, Log(x) * Exp(Log(x)) / x, x.Literal(0))]);
        for (var order = 1; order <= 3; order++)
        {
            f = f.Gradient("x");
            Assert.Equal([0], f.Evaluate(at));
        }
    }

    [Fact]
    public void TheTableCanBeRead()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var product = x * y;
        var table = ReverseMode.BuildGrad(Select(x > 0, product * product, y), x);
        Assert.Equal(
            """
            x > 0 ? x*y*x*y : y: 1
            x*y*x*y: x > 0 ? 1 : 0 where x > 0 = x > 0 ? 1 : 0 from input 2 of x > 0 ? x*y*x*y : y
            """.ReplaceLineEndings("\n"), string.Join("\n", table.ToString().Split('\n')[..2]));
        Assert.Equal([product], table[product]!.Contributions.Select(c => c.Consumer.Inputs[c.Position]).Distinct());
        Assert.Equal([0, 1], table[product]!.Contributions.Select(c => c.Position));
        Assert.Null(table[y]);   // not between x and the output
    }

    // the adjoint of an op with several outputs is a list, in which what nothing reads is missing
    [Fact]
    public void TheAdjointOfATupleIsAList()
    {
        var (a, b) = (graph.Variable("a", [2]), graph.Variable("b", [2]));
        var both = SumAndProduct.Of(a, b);
        var adjoint = ReverseMode.BuildGrad(Sum(both.Output(1)), a, b)[both]!;
        Assert.Equal([null, both.Output(1).Type], adjoint.Parts.Select(p => p?.Type));
        Assert.Equal("The adjoint of a node with 2 outputs is a list: read Parts.", Assert.Throws<InvalidOperationException>(() => adjoint.Value).Message);
    }

    // only what lies between a target and the output takes part
    [Fact]
    public void TheGraphIsPruned()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var (u, v) = (Exp(x), Exp(y));
        var table = ReverseMode.BuildGrad(u * v, u);
        Assert.Equal([u * v, u], table.Nodes);
        Assert.Same(v, table[u]!.Value);
    }

    private Function Gradient(Node y) => graph.Function("f", [graph.Variable("x")], [y]).Gradient();
}
