namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Shapes, and how they broadcast: trailing axes are aligned, only the constant 1 or a missing axis stretches.</summary>
public sealed class ShapeTests
{
    private static readonly Dim n = new("n"), m = new("m");

    public static TheoryData<Shape, Shape, Shape?> Broadcasts => new()
    {
        { [], [], [] },
        { [], [3], [3] },
        { [3], [2, 3], [2, 3] },
        { [2, 1], [3], [2, 3] },
        { [1], [n], [n] },
        { [n, 1], [1, m], [n, m] },
        { [n], [n], [n] },
        { [2 * n], [n + n], [n + n] },
        { [0], [1], [0] },
        { [2], [3], null },
        { [n], [m], null },
        { [n], [3], null },
        { [0], [2], null },
        { [2, 3], [2], null },
    };

    [Theory, MemberData(nameof(Broadcasts))]
    public void BroadcastingAlignsTrailingAxes(Shape a, Shape b, Shape? result)
    {
        Assert.Equal(result, Shape.Broadcast(a, b));
        Assert.Equal(result, Shape.Broadcast(b, a));
    }

    [Fact]
    public void ShapesAreEqualByTheirLengths()
    {
        Shape a = [n, 3], b = [n, 3];
        Assert.True(a == b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.True(a != [3, n]);
        Assert.True(a != [n]);
        Assert.Equal("[n, 3]", a.ToString());
        Assert.Equal(3 * n, a.Size);
        Assert.Equal(Dim.One, Shape.Scalar.Size);
    }

    [Fact]
    public void AxesCountFromTheEndToo()
    {
        Shape shape = [n, 3, 4];
        Assert.Equal(2, shape.Axis(-1, "Sum"));
        Assert.Equal(0, shape.Axis(0, "Sum"));
        Assert.Equal("Sum: there is no axis 3 in shape [n, 3, 4]; expected -3 to 2.", Assert.Throws<ShapeException>(() => shape.Axis(3, "Sum")).Message);
    }

    [Fact]
    public void TypesAreWrittenShort()
    {
        Assert.Equal("f64", TensorType.Float64.ToString());
        Assert.Equal("f32[n, 64]", new TensorType(DType.Float32, [n, 64]).ToString());
        Assert.Equal("bool[2]", new TensorType(DType.Bool, [2]).ToString());
        Assert.Equal("i64", new TensorType(DType.Int64, []).ToString());
    }
}
