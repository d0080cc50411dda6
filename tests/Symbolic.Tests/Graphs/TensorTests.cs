using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Values, and the rules of dtypes: no promotion, a literal takes the other operand's type.</summary>
public sealed class TensorTests
{
    private readonly Graph graph = new();

    [Fact]
    public void TensorsAreEqualByBitsAndLengths()
    {
        Assert.Equal(Tensor.Vector(1, 2), Tensor.Vector(1, 2));
        Assert.NotEqual(Tensor.Vector(0.0), Tensor.Vector(-0.0));
        Assert.Equal(Tensor.Vector(double.NaN), Tensor.Vector(double.NaN));
        Assert.NotEqual(Tensor.Vector(1, 2), Tensor.Of([1.0, 2.0], 2, 1));
        Assert.NotEqual(Tensor.Scalar(1), Tensor.Scalar(1, DType.Float32));
        Assert.Equal(Tensor.Vector(1, 2).GetHashCode(), Tensor.Vector(1, 2).GetHashCode());
    }

    [Fact]
    public void EntriesTakeTheirDtype()
    {
        Assert.Equal(0.1f, Tensor.Scalar(0.1, DType.Float32).ToDouble());
        Assert.Equal(2, Tensor.Scalar(2.9, DType.Int32).ToDouble());
        Assert.Equal(-2, Tensor.Scalar(-2.9, DType.Int64).ToDouble());
        Assert.Equal(1, Tensor.Scalar(0.5, DType.Bool).ToDouble());
    }

    [Fact]
    public void LengthsFitTheEntries()
    {
        Assert.Equal("A tensor of shape [2, 3] has 6 entries; got 5.", Assert.Throws<ShapeException>(() => Tensor.Of(new double[5], 2, 3)).Message);
        Assert.Equal("A tensor of type f64[2] is not one number.", Assert.Throws<ShapeException>(() => Tensor.Vector(1, 2).ToDouble()).Message);
        Assert.Equal("f64[2] {1, 2}", Tensor.Vector(1, 2).ToString());
        Assert.Equal("f64[9] {0, 0, 0, 0, 0, 0, 0, 0, ...}", Tensor.Vector(new double[9]).ToString());
    }

    [Fact]
    public void DtypesAreNotPromoted()
    {
        var (x, s, k) = (graph.Variable("x"), graph.Variable("s", dtype: DType.Float32), graph.Variable("k", dtype: DType.Int32));
        Assert.Equal("Add: the operands f64 and f32 have different dtypes; Cast one of them.", Assert.Throws<ShapeException>(() => x + s).Message);
        Assert.Equal("Multiply: the operands f64 and i32 have different dtypes; Cast one of them.", Assert.Throws<ShapeException>(() => x * k).Message);
        Assert.Equal(DType.Float32, (2 * s).DType);
        Assert.Equal(DType.Int32, (k + 1).DType);
        Assert.Equal("The number 0.5 is no i32, which the other operand k is; Cast that to f64.", Assert.Throws<ShapeException>(() => k * 0.5).Message);
        Assert.Equal(DType.Float64, (Cast(k, DType.Float64) * x).DType);
        Assert.Equal(DType.Bool, (k < 3).DType);
        Assert.Equal("Add: expected numbers, got bool and bool; Cast it first.", Assert.Throws<ShapeException>(() => (k < 3) + (k < 4)).Message);
    }

    [Fact]
    public void ShapesThatDoNotBroadcastAreErrors()
    {
        var (a, b) = (graph.Variable("a", [graph.Dim("n"), 3]), graph.Variable("b", [graph.Dim("m"), 3]));
        Assert.Equal(
            "Add: the shapes of f64[n, 3] and f64[m, 3] do not broadcast: aligned from the last axis, lengths must be equal, or one of them the constant 1.",
            Assert.Throws<ShapeException>(() => a + b).Message);
    }

    // single precision everywhere; integers wrap around and are divided towards zero
    [Fact]
    public void ArithmeticFollowsTheDtype()
    {
        var (s, k) = (graph.Variable("s", dtype: DType.Float32), graph.Variable("k", dtype: DType.Int32));
        Assert.Equal((double)(1f / 3f * 3f), Value(s / 3 * 3, Tensor.Scalar(1, DType.Float32)));
        Assert.Equal(16777216, Value(s + 1, Tensor.Scalar(16777216, DType.Float32)));
        Assert.Equal(int.MinValue, Value(k + 1, Tensor.Scalar(int.MaxValue, DType.Int32)));
        Assert.Equal(-3, Value(k / 2, Tensor.Scalar(-7, DType.Int32)));
    }

    private static double Value(Node node, Tensor at) =>
        node.Evaluate(new Dictionary<Node, Tensor> { [Traversal.PostOrder([node]).First(n => n.Op is Ops.Variable)] = at }).ToDouble();
}
