using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Structure;

/// <summary>Ops that change axes: reshape with an open length, squeezed, swapped and moved axes, broadcasting.</summary>
public sealed class ShapeTests
{
    private readonly Graph graph = new();

    private Dim N => graph.Dim("n");

    private Node M => graph.Variable("m", [2, 3]);

    private Node B => graph.Variable("b", [N, 4, 5]);

    [Fact]
    public void AnOpenLengthIsWhatTheOthersLeave()
    {
        Assert.Same(Reshape(M, [3, 2]), Reshape(M, [3, -1]));
        Assert.Same(Flatten(M), Reshape(M, [-1]));
        Assert.Equal(new Shape([N, 20]), Reshape(B, [N, -1]).Shape);
        Assert.Equal(new Shape([4 * N, 5]), Reshape(B, [-1, 5]).Shape);
        Assert.Equal(new Shape([20, N]), Reshape(B, [-1, N]).Shape);
        Assert.Equal(new Shape([2 * N, 10]), Reshape(B, [-1, 10]).Shape);
        Assert.Same(M, Reshape(M, [2, 3]));
    }

    [Fact]
    public void AxesOfLengthOneComeAndGo()
    {
        Assert.Equal(new Shape([1, 2, 3]), ExpandDims(M, 0).Shape);
        Assert.Equal(new Shape([2, 3, 1]), ExpandDims(M, -1).Shape);
        Assert.Equal(new Shape([2, 1, 3]), ExpandDims(M, 1).Shape);
        Assert.Equal(new Shape([2, 3]), Squeeze(ExpandDims(ExpandDims(M, 1), 0)).Shape);
        Assert.Equal(new Shape([1, 2, 3]), Squeeze(ExpandDims(ExpandDims(M, -1), 0), -1).Shape);
    }

    [Fact]
    public void AxesMove()
    {
        Assert.Same(M.T, SwapAxes(M, 0, -1));
        Assert.Same(M.T, MatrixTranspose(M));
        Assert.Equal(new Shape([N, 5, 4]), MatrixTranspose(B).Shape);
        Assert.Equal(new Shape([4, 5, N]), MoveAxis(B, 0, -1).Shape);
        Assert.Equal(new Shape([5, N, 4]), MoveAxis(B, 2, 0).Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], Value(M.T, Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } })).ToArray());
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("Reshape: f64[2, 3] has 6 entries and [4] has 4; the numbers must be equal.", Refusal(() => Reshape(M, [4])));
        Assert.Equal("Reshape: f64[2, 3] has 6 entries, which [4, -1] does not divide; name the length that is -1.", Refusal(() => Reshape(M, [4, -1])));
        Assert.Equal("Reshape: f64[n, 4, 5] has 20*n entries, which [m, -1] does not divide; name the length that is -1.", Refusal(() => Reshape(B, [graph.Dim("m"), -1])));
        Assert.Equal("Reshape: the shape [-1, -1] for f64[2, 3] leaves more than one length open; expected one -1 at most.", Refusal(() => Reshape(M, [-1, -1])));
        Assert.Equal("Squeeze: axis 0 of f64[2, 3] has length 2; expected 1. Take picks one of its entries.", Refusal(() => Squeeze(M, 0)));
        Assert.Equal("ExpandDims: there is no axis 3 in shape [1, 2, 3]; expected -3 to 2.", Refusal(() => ExpandDims(M, 3)));
        Assert.Equal("Transpose: the order [0, 0] is no permutation of the 2 axes of f64[2, 3].", Refusal(() => Transpose(M, 0, 0)));
        Assert.Equal("MatrixTranspose: expected a matrix, got f64[3].", Refusal(() => MatrixTranspose(graph.Variable("v", [3]))));
        Assert.Equal("SwapAxes: there is no axis 2 in shape [2, 3]; expected -2 to 1.", Refusal(() => SwapAxes(M, 0, 2)));
        Assert.Equal("MoveAxis: there is no axis 2 in shape [2, 3]; expected -2 to 1.", Refusal(() => MoveAxis(M, 2, 0)));
        Assert.Equal("BroadcastTo: f64[2, 3] does not broadcast to [3, 3]: aligned from the last axis, lengths must be equal or the constant 1 in the operand.", Refusal(() => BroadcastTo(M, [3, 3])));
    }
}
