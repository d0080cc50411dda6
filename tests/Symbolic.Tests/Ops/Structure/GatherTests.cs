using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Structure;

/// <summary>Gather and scatter-add, each the adjoint of the other, and one-hot rows.</summary>
public sealed class GatherTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [graph.Dim("n")]);

    private Node I => graph.Variable("i", [3], DType.Int32);

    private static Tensor Indices => Tensor.Of(DType.Int32, [1, 1, 3], 3);

    [Fact]
    public void RepeatedIndicesAddUpInTheAdjoint()
    {
        Tensor x = Tensor.Vector(10, 11, 12, 13);
        Assert.Equal([11, 11, 13], Value(Gather(X, I), x, Indices).ToArray());
        Assert.Equal([0, 22 + 22, 0, 26], GradientOf(SquaredNorm(Gather(X, I)), x, Indices));
    }

    [Fact]
    public void SumsOverSegments()
    {
        var v = graph.Variable("v", [3]);
        Assert.Equal([0, 3, 0, 4], Value(ScatterAdd(v, I, 0, 4), Tensor.Vector(1, 2, 4), Indices).ToArray());
        Assert.Equal([6, 6, 8], GradientOf(SquaredNorm(ScatterAdd(v, I, 0, 4)), Tensor.Vector(1, 2, 4), Indices));
    }

    [Fact]
    public void TheAxesOfTheIndicesReplaceTheAxis()
    {
        var m = graph.Variable("m", [2, 5]);
        var k = graph.Variable("k", [3, 4], DType.Int64);
        Assert.Equal(new Shape([2, 3, 4]), Gather(m, k, -1).Shape);
        Assert.Equal(new Shape([3, 4, 5]), Gather(m, k).Shape);
        Assert.Equal(new Shape([2, 7]), ScatterAdd(Gather(m, k, 1), k, 1, 7).Shape);
        Assert.Equal(new Shape([7, 5]), ScatterAdd(Gather(m, k, 0), k, 0, 7).Shape);
        Assert.Equal(new Shape([2, 7]), ScatterAdd(Gather(m, k, 1), k, -1, 7).Shape);
    }

    [Fact]
    public void OneHotRows()
    {
        Assert.Equal([0, 1, 0, 0, 1, 0, 0, 0, 0], Value(OneHot(I, 3), Indices).ToArray());
        Assert.Equal([0, 0, 0, 1, 1, 0], Value(OneHot(I, 2, axis: 0), Indices).ToArray());
        Assert.Equal(DType.Float32, OneHot(I, 3, dtype: DType.Float32).DType);
    }

    [Fact]
    public void AnUntakenEntryLeaksNothing()
    {
        var x = graph.Variable("s", [4]);
        var y = Sum(Select(Gather(x, I) > 0, Log(Gather(x, I)), x.Literal(0)));
        Assert.Equal([0, 1, 0, 0], GradientOf(y, Tensor.Vector(-1, 2, 0, -3), Indices));
    }

    [Fact]
    public void Mistakes()
    {
        var v = graph.Variable("v", [3]);
        Assert.Equal("Gather: the indices into f64[3] are f64[3]; expected i32 or i64. Cast them.", Refusal(() => Gather(v, v)));
        Assert.Equal("Gather: there is no axis 1 in shape [3]; expected -1 to 0.", Refusal(() => Gather(v, I, 1)));
        Assert.Equal("ScatterAdd: the indices of f64[3] are f64[3]; expected i32 or i64. Cast them.", Refusal(() => ScatterAdd(v, v, 0, 4)));
        Assert.Equal("ScatterAdd: the values f64[n] do not fit the indices i32[3]; expected the axes of the indices from axis 0 on.", Refusal(() => ScatterAdd(X, I, 0, 4)));
        Assert.Equal("ScatterAdd: expected numbers, got bool[3]; Cast it to i32 or f64 first.", Refusal(() => ScatterAdd(v > 0, I, 0, 4)));
        Assert.Equal("OneHot: the indices are f64[3]; expected i32 or i64. Cast them.", Refusal(() => OneHot(v, 3)));
        Assert.Equal("The index 3 is outside of axis 0 of f64[2]; expected 0 to 1.", Assert.Throws<ShapeException>(() => Value(Gather(X, I), Tensor.Vector(1, 2), Tensor.Of(DType.Int32, [0, 3, 1], 3))).Message);
        Assert.Equal("ScatterAdd: the index 3 is outside of axis 0; expected 0 to 1.", Assert.Throws<ShapeException>(() => Value(ScatterAdd(v, I, 0, 2), Tensor.Vector(1, 2, 3), Tensor.Of(DType.Int32, [0, 3, 1], 3))).Message);
    }
}
