using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Elementwise;

/// <summary>Float32 rounds after every operation; integers wrap around, are divided towards zero and never throw.</summary>
public sealed class PrecisionTests
{
    private readonly Graph graph = new();

    // 2²⁴ + 1 is no float, and 1/3·3 rounds twice
    [Fact]
    public void EveryOperationRoundsToSingle()
    {
        Assert.Equal(16777216, Single(x => x + 1, 16777216));
        Assert.Equal(0, Single(x => x + 1 - x, 16777216));
        Assert.Equal((double)(1f / 3f), Single(x => 1 / x, 3));
        Assert.Equal((double)(0.1f * 0.1f), Single(x => x * x, 0.1));
        Assert.Equal(double.PositiveInfinity, Single(x => x * x, 1e20));
        Assert.Equal(0, Single(x => x * x, 1e-30));
    }

    [Fact]
    public void FunctionsHaveTheirSinglePrecisionOverload()
    {
        Assert.Equal(MathF.Exp(1.1f), Single(Exp, 1.1f));
        Assert.Equal(MathF.Log(1.1f), Single(Log, 1.1f));
        Assert.Equal(MathF.Sin(1.1f), Single(Sin, 1.1f));
        Assert.Equal(MathF.Pow(1.1f, 2.5f), Single(x => Pow(x, 2.5), 1.1f));
        Assert.Equal(MathF.Tanh(1.1f), Single(Tanh, 1.1f));
        Assert.Equal(MathF.Atan2(1.1f, 2), Single(x => Atan2(x, 2), 1.1f));
        Assert.Equal(MathF.FusedMultiplyAdd(1.1f, 1.1f, -1.21f), Single(x => FusedMultiplyAdd(x, x, x.Literal(-1.21f)), 1.1f));
        Assert.Equal(double.PositiveInfinity, Single(Exp, 100));
    }

    [Fact]
    public void AFusedMultiplyAddRoundsOnce()
    {
        var x = graph.Variable("x");
        var rest = graph.Function("f", [x], [FusedMultiplyAdd(x, x, -(x * x))]);
        Assert.Equal(Math.FusedMultiplyAdd(0.1, 0.1, -(0.1 * 0.1)), rest.Evaluate(0.1)[0]);
        Assert.NotEqual(0, rest.Evaluate(0.1)[0]);
    }

    [Theory]
    [InlineData(7, 2, 3, 1), InlineData(-7, 2, -3, -1), InlineData(7, -2, -3, 1), InlineData(-7, -2, 3, -1)]
    [InlineData(int.MinValue, -1, int.MinValue, 0), InlineData(5, 0, 0, 5), InlineData(int.MinValue, 0, 0, int.MinValue), InlineData(0, 5, 0, 0)]
    public void IntegersAreDividedTowardsZero(int a, int b, int quotient, int remainder)
    {
        Assert.Equal(quotient, Integer((a, b) => a / b, a, b));
        Assert.Equal(remainder, Integer((a, b) => a % b, a, b));
    }

    [Fact]
    public void LongIntegersToo()
    {
        Assert.Equal(long.MinValue, Long((a, b) => a / b, long.MinValue, -1));
        Assert.Equal(0, Long((a, b) => a % b, long.MinValue, -1));
        Assert.Equal(0, Long((a, b) => a / b, 9, 0));
        Assert.Equal(9, Long((a, b) => a % b, 9, 0));
        Assert.Equal(-3, Long((a, b) => a / b, -7, 2));
    }

    [Fact]
    public void IntegersWrapAround()
    {
        Assert.Equal(int.MinValue, Integer((a, b) => a + b, int.MaxValue, 1));
        Assert.Equal(int.MaxValue, Integer((a, b) => a - b, int.MinValue, 1));
        Assert.Equal(-2, Integer((a, b) => a * b, int.MaxValue, 2));
        Assert.Equal(int.MinValue, Integer((a, b) => -a + b, int.MinValue, 0));
        Assert.Equal(int.MinValue, Integer((a, b) => Abs(a) + b, int.MinValue, 0));
        Assert.Equal(long.MinValue, Long((a, b) => a + b, long.MaxValue, 1));
    }

    [Fact]
    public void FunctionsOfIntegersAreIntegers()
    {
        Assert.Equal(-1, Integer((a, b) => Sign(a) * b, -9, 1));
        Assert.Equal(9, Integer((a, b) => Max(Abs(a), b), -9, 1));
        Assert.Equal(-9, Integer(Min, -9, 1));
        Assert.Equal(4, Integer((a, b) => Clamp(a, b, b + 3), 9, 1));
        Assert.Equal((1L << 60) + 1, Long(Max, (1L << 60) + 1, 1L << 60));
    }

    // towards zero; what does not fit is the nearest that does, and NaN is 0
    [Theory]
    [InlineData(2.9, 2, 2), InlineData(-2.9, -2, -2), InlineData(3e9, int.MaxValue, 3000000000), InlineData(-3e9, int.MinValue, -3000000000)]
    [InlineData(1e30, int.MaxValue, long.MaxValue), InlineData(double.NegativeInfinity, int.MinValue, long.MinValue), InlineData(double.NaN, 0, 0)]
    public void CastsToIntegersSaturate(double x, int expected, long expectedLong)
    {
        var v = graph.Variable("x");
        var values = graph.Function("f", [v], [Cast(v, DType.Int32), Cast(v, DType.Int64)]).Evaluate((Tensor)x);
        Assert.Equal((expected, expectedLong), (values[0][0].Integer, values[1][0].Integer));
    }

    [Fact]
    public void ADivisionThatIsNotTakenDoesNotThrow()
    {
        var (a, b) = (graph.Variable("a", dtype: DType.Int32), graph.Variable("b", dtype: DType.Int32));
        var f = graph.Function("f", [a, b], [Select(NotEqual(b, 0), a / b, -1)]);
        Assert.Equal(-1, f.Evaluate(Tensor.Scalar(5, DType.Int32), Tensor.Scalar(0, DType.Int32))[0].ToDouble());
    }

    private double Single(Func<Node, Node> f, double x)
    {
        var v = graph.Variable("s", dtype: DType.Float32);
        return graph.Function("f", [v], [f(v)]).Evaluate(Tensor.Scalar(x, DType.Float32))[0].ToDouble();
    }

    private long Integer(Func<Node, Node, Node> f, int a, int b) => Whole(f, a, b, DType.Int32);

    private long Long(Func<Node, Node, Node> f, long a, long b) => Whole(f, a, b, DType.Int64);

    private long Whole(Func<Node, Node, Node> f, long a, long b, DType dtype)
    {
        var (x, y) = (graph.Variable("a" + dtype, dtype: dtype), graph.Variable("b" + dtype, dtype: dtype));
        var value = graph.Function("f", [x, y], [f(x, y)]).Evaluate(Tensor.Scalar(Scalar.Of(a), dtype), Tensor.Scalar(Scalar.Of(b), dtype))[0];
        Assert.Equal(dtype, value.DType);
        return value[0].Integer;
    }
}
