using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Structure;

/// <summary>Slices, indexers, embedding and padding: values, gradients, named sizes, mistakes.</summary>
public sealed class SliceTests
{
    private readonly Graph graph = new();

    private Dim N => graph.Dim("n");

    private Node X => graph.Variable("x", [5]);

    private Node Y => graph.Variable("y", [N]);

    private Node M => graph.Variable("m", [2, 3]);

    private static Tensor Five => Tensor.Vector(10, 11, 12, 13, 14);

    private static Tensor Rows => Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });

    [Fact]
    public void StartStopStep()
    {
        Assert.Equal([11, 12, 13], Value(Slice(X, 0, 1, 4), Five).ToArray());
        Assert.Equal([10, 12, 14], Value(Slice(X, 0, step: 2), Five).ToArray());
        Assert.Equal([13, 11], Value(Slice(X, 0, -2, 0, -2), Five).ToArray());
        Assert.Equal([14, 13, 12, 11, 10], Value(Reverse(X), Five).ToArray());
        Assert.Equal([], Value(Slice(X, 0, 2, 2), Five).ToArray());
        Assert.Same(X, Slice(X, 0));
    }

    [Fact]
    public void Indexers()
    {
        Assert.Equal(12, Value(X[2], Five).ToDouble());
        Assert.Equal(14, Value(X[^1], Five).ToDouble());
        Assert.Same(X[^1], X[-1]);
        Assert.Same(X, X[..]);
        Assert.Equal([11, 12, 13], Value(X[1..^1], Five).ToArray());
        Assert.Equal([4, 5, 6], Value(M[1], Rows).ToArray());
        Assert.Equal([2, 5], Value(M[.., 1], Rows).ToArray());
        Assert.Equal(6, Value(M[^1, ^1], Rows).ToDouble());
        Assert.Equal([4, 6], Value(M[1, AxisIndex.Range(step: 2)], Rows).ToArray());
        Assert.Equal([3, 1, 6, 4], Value(M[.., AxisIndex.Range(step: -2)], Rows).ToArray());
    }

    [Fact]
    public void NodesIndex()
    {
        var i = graph.Variable("i", TensorType.Int32);
        var many = graph.Variable("k", [2], DType.Int64);
        Assert.Equal(12, Value(X[i], Five, Tensor.Scalar(2, DType.Int32)).ToDouble());
        Assert.Equal([14, 10], Value(X[many], Five, Tensor.Of(DType.Int64, [4, 0], 2)).ToArray());
        Assert.Equal([3, 1], Value(M[i, many], Rows, Tensor.Of(DType.Int64, [2, 0], 2), Tensor.Scalar(0, DType.Int32)).ToArray());
    }

    [Fact]
    public void NamedSizes()
    {
        Assert.Equal(new Shape([N - 1]), Y[1..].Shape);
        Assert.Equal(new Shape([N - 2]), Y[1..^1].Shape);
        Assert.Equal(new Shape([N / 2]), Slice(Y, 0, step: 2).Shape);
        Assert.Equal([11, 12, 13, 14], Value(Y[1..], Five).ToArray());
        Assert.Equal(14, Value(Y[N - 1], Five).ToDouble());
        Assert.Equal([2, 0], Value(Slice(Y, 0, step: -2), Tensor.Vector(-1, 0, 1, 2)).ToArray());
        Assert.Equal([], Value(Reverse(Y), Tensor.Vector()).ToArray());
        Assert.Equal("The size n - 2 is -1 for n = 1; expected an integer from 0 to 2147483647.", Assert.Throws<ShapeException>(() => Value(Y[1..^1], Tensor.Vector(1))).Message);
        var z = graph.Variable("z", [2 * N + 1]);
        Assert.Equal([2], Value(z[AxisIndex.Range(N, N + 1)], Tensor.Vector(1, 2, 3)).ToArray());
    }

    // d(x[1]·x[^1])/dx is x[4] at 1 and x[1] at 4
    [Fact]
    public void TheAdjointOfASliceIsItsEmbedding()
    {
        Assert.Equal([0, 14, 0, 0, 11], GradientOf(X[1] * X[^1], Five));
        Assert.Equal([0, 0, 0, 1, 0], GradientOf(Slice(X, 0, -2, 0, -2)[0], Five));
        Assert.Equal([1, 0, 1, 0, 1], GradientOf(Sum(Slice(X, 0, step: 2)), Five));
    }

    [Fact]
    public void Embedding()
    {
        var y = graph.Variable("y2", [2]);
        Tensor data = Tensor.Vector(7, 8);
        Assert.Equal([0, 7, 8], Value(Embed(y, 0, 1, 3), data).ToArray());
        Assert.Equal([0, 7, 0, 0, 8, 0], Value(Embed(y, 0, 1, 6, 3), data).ToArray());
        Assert.Equal([0, 8, 0, 7], Value(Embed(y, 0, 3, 4, -2), data).ToArray());
        Assert.Equal([0, 7, 8, 0, 0], Value(Pad(y, 0, 1, 2), data).ToArray());
        Assert.Equal([-1, 7, 8], Value(Pad(y, 0, 1, 0, graph.Constant(-1)), data).ToArray());
        Assert.Equal([0, 0, 0], Value(Embed(graph.Variable("e", [0]), 0, 0, 3), Tensor.Vector()).ToArray());
        Assert.Equal([0, 0, 5, 6], Value(Pad(Y, 0, N, 0), Tensor.Vector(5, 6)).ToArray());
    }

    [Fact]
    public void BindingASizeRunsTheRuleAgain()
    {
        var f = new Function("f", [Y], [Sum(Y[1..] * Y[..^1])]);
        var x = graph.Variable("three", [3]);
        Assert.Equal([2 * 3 + 3 * 5], Value(f.Call(x)[0], Tensor.Vector(2, 3, 5)).ToArray());
        Assert.Equal([3, 2 + 5, 3], GradientOf(f.Call(x)[0], Tensor.Vector(2, 3, 5)));
        Assert.Equal("Slice: axis 0 of f64[0] has no -1 entries from 1 in steps of 1; expected positions from 0 to -1.", Refusal(() => f.Call(graph.Variable("none", [0]))[0]));
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("Slice: axis 0 of f64[5] has no 4 entries from 2 in steps of 1; expected positions from 0 to 4.", Refusal(() => X[2..6]));
        Assert.Equal("Entry: the index 5 is outside of axis 0 of f64[5]; expected 0 to 4.", Refusal(() => X[5]));
        Assert.Equal("Slice: axis 0 of f64[5] has no -2 entries from 3 in steps of 1; expected positions from 0 to 4.", Refusal(() => X[3..1]));
        Assert.Equal("Entry: the index n is outside of axis 0 of f64[n]; expected 0 to n - 1.", Refusal(() => Y[N]));
        Assert.Equal("Slice: the step along axis 0 of f64[5] is 0; expected a positive or negative number.", Refusal(() => Slice(X, 0, step: 0)));
        Assert.Equal("Slice: there is no axis 1 in shape [5]; expected -1 to 0.", Refusal(() => Slice(X, 1)));
        Assert.Equal("The node x of type f64[5] is indexed along 2 axes; it has 1.", Refusal(() => X[1, 2]));
        Assert.Equal("Pad: axis 0 of f64[5] cannot be padded by -1 and 0; expected no negative number. Slice drops entries.", Refusal(() => Pad(X, 0, -1, 0)));
        Assert.Equal("Embed: axis 0 of f64[5] does not fit into 5 entries from 1 in steps of 1; expected positions from 0 to 4.", Refusal(() => Embed(X, 0, 1, 5)));
        Assert.Equal("Embed: the step along axis 0 of f64[5] is 0; expected a positive or negative number.", Refusal(() => Embed(X, 0, 0, 9, 0)));
    }
}
