using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Linear;

/// <summary>Matrix products, stacks of them, dot and outer products: values, gradients, named sizes, mistakes.</summary>
public sealed class MatMulTests
{
    private readonly Graph graph = new();

    private static Tensor A => Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });

    [Fact]
    public void MatricesAndVectors()
    {
        var (a, v, u) = (graph.Variable("a", [2, 3]), graph.Variable("v", [3]), graph.Variable("u", [2]));
        Assert.Equal([14, 32, 32, 77], Value(a.MatMul(a.T), A).ToArray());
        Assert.Equal([14, 32], Value(a.MatMul(v), A, Tensor.Vector(1, 2, 3)).ToArray());
        Assert.Equal([9, 12, 15], Value(u.MatMul(a), Tensor.Vector(1, 2), A).ToArray());
        Assert.Equal(14, Value(Dot(v, v), Tensor.Vector(1, 2, 3)).ToDouble());
        Assert.Equal([3, 4, 6, 8], Value(Outer(u, graph.Variable("w", [2])), Tensor.Vector(1, 2), Tensor.Vector(3, 4)).ToArray());
    }

    [Fact]
    public void StacksBroadcast()
    {
        var n = graph.Dim("n");
        var (s, t, m) = (graph.Variable("s", [n, 2, 3]), graph.Variable("t", [4, 1, 3, 5]), graph.Variable("m", [3, 6]));
        Assert.Equal(new Shape([4, n, 2, 5]), s.MatMul(t).Shape);
        Assert.Equal(new Shape([n, 2, 6]), s.MatMul(m).Shape);
        Assert.Equal(new Shape([n, 2]), s.MatMul(graph.Variable("v", [3])).Shape);
        Assert.Equal(new Shape([n, 3]), graph.Variable("u", [2]).MatMul(s).Shape);
        Tensor two = Tensor.Of([1.0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1], 2, 2, 3);
        var x = graph.Variable("x", [3, 1]);
        Assert.Equal([5, 5, 13, 18], Value(s.MatMul(x), two, Matrix(new double[,] { { 5 }, { 6 }, { 7 } })).ToArray());
    }

    // d Σ(S·x)/dx is the sum of all rows, d/dS repeats x
    [Fact]
    public void TheAdjointSumsOverTheStack()
    {
        var (s, x) = (graph.Variable("s", [2, 1, 2]), graph.Variable("x", [2, 1]));
        Assert.Equal([[5, 6, 5, 6], [1 + 3, 2 + 4]], Gradients(Sum(s.MatMul(x)), Tensor.Of([1.0, 2, 3, 4], 2, 1, 2), Matrix(new double[,] { { 5 }, { 6 } })));
    }

    [Fact]
    public void EmptyInnerAxes() =>
        Assert.Equal([0, 0, 0, 0], Value(graph.Variable("e", [2, 0]).MatMul(graph.Variable("f", [0, 2])), Tensor.Of([], 2, 0), Tensor.Of([], 0, 2)).ToArray());

    [Fact]
    public void Mistakes()
    {
        var (a, v, s) = (graph.Variable("a", [2, 3]), graph.Variable("v", [3]), graph.Variable("s", [4, 2, 3]));
        Assert.Equal("MatMul: the inner dimensions differ: f64[2, 3] has 3 columns and f64[2, 3] has 2 rows.", Refusal(() => a.MatMul(a)));
        Assert.Equal("MatMul: expected matrices or vectors, got f64[2, 3] and f64.", Refusal(() => a.MatMul(graph.Variable("c"))));
        Assert.Equal("MatMul: expected numbers of one dtype, got f64[2, 3] and f32[3]; Cast one of them.", Refusal(() => a.MatMul(graph.Variable("g", [3], DType.Float32))));
        Assert.Equal("MatMul: the stacks [4] of f64[4, 2, 3] and [5] of f64[5, 3, 1] do not broadcast: aligned from the last axis, lengths must be equal, or one of them the constant 1.", Refusal(() => s.MatMul(graph.Variable("t", [5, 3, 1]))));
        Assert.Equal("Dot: expected two vectors, got f64[2, 3] and f64[3]; MatMul multiplies matrices.", Refusal(() => Dot(a, v)));
        Assert.Equal("Outer: expected two vectors, got f64[2, 3] and f64[3]; Einsum says products of more axes.", Refusal(() => Outer(a, v)));
    }
}
