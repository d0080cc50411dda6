using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Reductions;

/// <summary>Cumulative sums and products and the linear recurrence that their derivatives are made of.</summary>
public sealed class CumulativeTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [graph.Dim("n")]);

    private static Tensor Data => Tensor.Vector(1, 2, 3, 4);

    [Fact]
    public void FromEitherEndWithAndWithoutTheEntry()
    {
        Assert.Equal([1, 3, 6, 10], Value(CumulativeSum(X, 0), Data).ToArray());
        Assert.Equal([0, 1, 3, 6], Value(CumulativeSum(X, 0, exclusive: true), Data).ToArray());
        Assert.Equal([10, 9, 7, 4], Value(CumulativeSum(X, 0, reverse: true), Data).ToArray());
        Assert.Equal([9, 7, 4, 0], Value(CumulativeSum(X, 0, exclusive: true, reverse: true), Data).ToArray());
        Assert.Equal([1, 2, 6, 24], Value(CumulativeProduct(X, 0), Data).ToArray());
        Assert.Equal([1, 1, 2, 6], Value(CumulativeProduct(X, 0, exclusive: true), Data).ToArray());
        Assert.Equal([24, 24, 12, 4], Value(CumulativeProduct(X, 0, reverse: true), Data).ToArray());
        Assert.Equal([], Value(CumulativeSum(X, 0), Tensor.Vector()).ToArray());
    }

    [Fact]
    public void AlongAMiddleAxis()
    {
        var x = graph.Variable("t", [2, 2, 2]);
        Tensor data = Tensor.Of([1.0, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2);
        Assert.Equal([1, 2, 4, 6, 5, 6, 12, 14], Value(CumulativeSum(x, 1), data).ToArray());
        Assert.Equal([1, 3, 3, 7, 5, 11, 7, 15], Value(CumulativeSum(x, -1), data).ToArray());
    }

    // Fibonacci-like powers: y[i] = 2·y[i-1] + 1 is 2^(i+1) - 1
    [Fact]
    public void RecurrenceOfConstants()
    {
        var (a, b) = (graph.Full([5], 2), graph.Ones([5]));
        Assert.Equal([1, 3, 7, 15, 31], Value(LinearRecurrence(a, b, 0)).ToArray());
        Assert.Equal([31, 15, 7, 3, 1], Value(LinearRecurrence(a, b, 0, reverse: true)).ToArray());
    }

    // Horner: the last entry of the recurrence with factor x is the polynomial with the terms as coefficients, highest first
    [Fact]
    public void HornersRuleHasTheDerivativeOfAPolynomial()
    {
        var x = graph.Variable("s");
        var horner = LinearRecurrence(BroadcastTo(x, [4]), graph.Constant(2, 0, -3, 5), 0)[3];   // 2x³ - 3x + 5
        Assert.Equal(15, Value(horner, 2).ToDouble());
        Assert.Equal([21], GradientOf(horner, 2));                                             // 6x² - 3
        Assert.Equal([24], GradientOf(Gradient.Of(horner, [x])[0], 2));                          // 12x
    }

    [Fact]
    public void Mistakes()
    {
        var i = graph.Variable("i", [2], DType.Int32);
        Assert.Equal("CumulativeSum: there is no axis 1 in shape [n]; expected -1 to 0.", Refusal(() => CumulativeSum(X, 1)));
        Assert.Equal("CumulativeSum: expected f64 or f32, got i32[2]; Cast it to f64 first.", Refusal(() => CumulativeSum(i, 0)));
        Assert.Equal("CumulativeProduct: expected f64 or f32, got i32[2]; Cast it to f64 first.", Refusal(() => CumulativeProduct(i, 0)));
        Assert.Equal("LinearRecurrence: the factors f64 and the terms f64[n] differ in shape; broadcast one of them.", Refusal(() => LinearRecurrence(graph.Variable("a"), X, 0)));
    }
}
