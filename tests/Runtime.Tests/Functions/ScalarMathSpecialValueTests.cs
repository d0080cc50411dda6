using static SymDiff.Runtime.ScalarMath;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Values at zeros, infinities, NaN, poles and the ends of the range, compared by bits.</summary>
public class ScalarMathSpecialValueTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;
    private const double Tiny = double.Epsilon;
    private const double Huge = double.MaxValue;

    private static readonly Dictionary<string, Func<double, double>> Functions = new()
    {
        ["Expm1"] = Expm1,
        ["Exp2"] = Exp2,
        ["Log1p"] = Log1p,
        ["Log2"] = Log2,
        ["Cbrt"] = Cbrt,
        ["Square"] = Square,
        ["Asinh"] = Asinh,
        ["Acosh"] = Acosh,
        ["Atanh"] = Atanh,
        ["Sigmoid"] = Sigmoid,
        ["LogSigmoid"] = LogSigmoid,
        ["Softplus"] = Softplus,
        ["Relu"] = Relu,
        ["Erf"] = Erf,
        ["Erfc"] = Erfc,
        ["Erfcx"] = Erfcx,
        ["LGamma"] = LGamma,
        ["Digamma"] = Digamma,
        ["Trigamma"] = Trigamma,
        ["Sign"] = Sign,
        ["Abs"] = Abs,
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory, MemberData(nameof(Names))]
    public void NaNPropagates(string name) => Assert.Equal(NaN, Functions[name](NaN));

    [Theory]
    [InlineData("Expm1"), InlineData("Log1p"), InlineData("Cbrt"), InlineData("Asinh"), InlineData("Atanh"), InlineData("Erf"), InlineData("Sign")]
    public void OddFunctionsKeepSignedZeroAndAreOdd(string name)
    {
        var f = Functions[name];
        Same(0.0, f(0.0));
        Same(-0.0, f(-0.0));
        if (name is not ("Expm1" or "Log1p"))
        {
            Assert.All(new[] { Tiny, 1e-300, 1e-17, 0.1, 0.75, 1 }, x => Same(-f(x), f(-x)));
        }
    }

    [Theory]
    [InlineData("Expm1"), InlineData("Log1p"), InlineData("Asinh"), InlineData("Atanh")]
    public void NearZeroTheFunctionIsItsArgument(string name) =>
        Assert.All(new[] { Tiny, -Tiny, 1e-310, 1e-200, -1e-17 }, x => Same(x, Functions[name](x)));

    [Theory]
    [InlineData("Expm1", Inf, Inf), InlineData("Expm1", -Inf, -1), InlineData("Expm1", 800, Inf), InlineData("Expm1", -800, -1)]
    [InlineData("Exp2", Inf, Inf), InlineData("Exp2", -Inf, 0), InlineData("Exp2", 10, 1024), InlineData("Exp2", -1074, Tiny)]
    [InlineData("Log1p", Inf, Inf), InlineData("Log1p", -1, -Inf), InlineData("Log1p", -1.5, NaN), InlineData("Log1p", -Inf, NaN)]
    [InlineData("Log1p", Huge, 709.782712893384)]
    [InlineData("Log2", 0, -Inf), InlineData("Log2", -1, NaN), InlineData("Log2", Inf, Inf), InlineData("Log2", Tiny, -1074), InlineData("Log2", 8, 3)]
    [InlineData("Cbrt", -27, -3), InlineData("Cbrt", Inf, Inf), InlineData("Cbrt", -Inf, -Inf), InlineData("Cbrt", 1e300, 1e100)]
    [InlineData("Asinh", Inf, Inf), InlineData("Asinh", -Inf, -Inf), InlineData("Asinh", Huge, 710.4758600739439)]
    [InlineData("Acosh", 1, 0), InlineData("Acosh", 0.5, NaN), InlineData("Acosh", Inf, Inf), InlineData("Acosh", Huge, 710.4758600739439)]
    [InlineData("Atanh", 1, Inf), InlineData("Atanh", -1, -Inf), InlineData("Atanh", 1.5, NaN)]
    [InlineData("Sigmoid", 0, 0.5), InlineData("Sigmoid", Inf, 1), InlineData("Sigmoid", -Inf, 0), InlineData("Sigmoid", -745, Tiny)]
    [InlineData("Softplus", Inf, Inf), InlineData("Softplus", -Inf, 0), InlineData("Softplus", Huge, Huge), InlineData("Softplus", -745, Tiny)]
    [InlineData("Softplus", 0, 0.6931471805599453)]
    [InlineData("LogSigmoid", Inf, -0.0), InlineData("LogSigmoid", -Inf, -Inf), InlineData("LogSigmoid", -1000, -1000)]
    [InlineData("Relu", -0.0, 0), InlineData("Relu", -3, 0), InlineData("Relu", 3, 3), InlineData("Relu", Inf, Inf), InlineData("Relu", -Inf, 0)]
    [InlineData("Erf", Inf, 1), InlineData("Erf", -Inf, -1), InlineData("Erf", 6, 1), InlineData("Erf", Huge, 1)]
    [InlineData("Erfc", Inf, 0), InlineData("Erfc", -Inf, 2), InlineData("Erfc", 0, 1), InlineData("Erfc", 30, 0), InlineData("Erfc", -10, 2)]
    [InlineData("Erfcx", Inf, 0), InlineData("Erfcx", -Inf, Inf), InlineData("Erfcx", 0, 1), InlineData("Erfcx", -30, Inf)]
    [InlineData("LGamma", 1, 0), InlineData("LGamma", 2, 0), InlineData("LGamma", 0, Inf), InlineData("LGamma", -0.0, Inf), InlineData("LGamma", -3, Inf)]
    [InlineData("LGamma", Inf, Inf), InlineData("LGamma", -Inf, Inf), InlineData("LGamma", Huge, Inf), InlineData("LGamma", -Huge, Inf)]
    [InlineData("Digamma", 0, -Inf), InlineData("Digamma", -0.0, Inf), InlineData("Digamma", -2, NaN), InlineData("Digamma", Inf, Inf), InlineData("Digamma", -Inf, NaN)]
    [InlineData("Trigamma", 0, Inf), InlineData("Trigamma", -3, Inf), InlineData("Trigamma", Inf, 0), InlineData("Trigamma", -Inf, NaN)]
    [InlineData("Sign", 3, 1), InlineData("Sign", -3, -1), InlineData("Sign", Inf, 1), InlineData("Sign", -Inf, -1)]
    [InlineData("Abs", -0.0, 0), InlineData("Abs", -Inf, Inf)]
    public void AtTheEdges(string name, double x, double expected) => Same(expected, Functions[name](x));

    [Theory]
    [InlineData(3, 4, 5), InlineData(-3, 4, 5), InlineData(0, -0.0, 0), InlineData(Inf, NaN, Inf), InlineData(NaN, -Inf, Inf), InlineData(NaN, 1, NaN)]
    [InlineData(3e300, 4e300, 5e300), InlineData(3 * Tiny, 4 * Tiny, 5 * Tiny), InlineData(Huge, 0, Huge), InlineData(Huge, Huge, Inf), InlineData(1, 1e-200, 1)]
    public void Hypotenuse(double x, double y, double expected)
    {
        Same(expected, Hypot(x, y));
        Same(expected, Hypot(y, x));
    }

    [Theory]
    [InlineData(1, 2, 1, 2), InlineData(0, -0.0, -0.0, 0), InlineData(NaN, 1, NaN, NaN), InlineData(-Inf, Inf, -Inf, Inf)]
    public void MinimumAndMaximum(double x, double y, double minimum, double maximum)
    {
        Same(minimum, Min(x, y));
        Same(minimum, Min(y, x));
        Same(maximum, Max(x, y));
        Same(maximum, Max(y, x));
    }

    [Theory]
    [InlineData(5, 0, 1, 1), InlineData(-5, 0, 1, 0), InlineData(0.5, 0, 1, 0.5), InlineData(NaN, 0, 1, NaN), InlineData(0, NaN, 1, NaN)]
    [InlineData(0, 1, NaN, NaN), InlineData(0, 2, 1, 1), InlineData(Inf, 0, 1, 1)]
    public void ClampNeverThrows(double x, double low, double high, double expected) => Same(expected, Clamp(x, low, high));

    [Theory]
    [InlineData(3, -0.0, -3), InlineData(-3, 1, 3), InlineData(-3, -1, -3), InlineData(0, -5, -0.0), InlineData(Inf, -1, -Inf)]
    public void SignIsCopied(double x, double sign, double expected) => Same(expected, CopySign(x, sign));

    [Fact]
    public void IntegersNeverThrow()
    {
        Assert.Equal(int.MinValue, Abs(int.MinValue));
        Assert.Equal(long.MinValue, Abs(long.MinValue));
        Assert.Equal(-1, Sign(-7));
        Assert.Equal(1L, Sign(7L));
        Assert.Equal(3, Clamp(9, 5, 3));
        Assert.Equal(5L, Clamp(1L, 5L, 8L));
        Assert.Equal(2, Min(2, 3));
        Assert.Equal(3L, Max(2L, 3L));
    }

    [Theory]
    [InlineData(7, 2, 3, 1), InlineData(-7, 2, -3, -1), InlineData(7, -2, -3, 1), InlineData(5, 0, 0, 5), InlineData(0, 0, 0, 0), InlineData(5, -1, -5, 0)]
    [InlineData(int.MinValue, -1, int.MinValue, 0), InlineData(int.MinValue, 0, 0, int.MinValue), InlineData(int.MinValue, 1, int.MinValue, 0)]
    public void IntegersAreDividedTowardsZeroAndByZeroToZero(int x, int y, int quotient, int remainder)
    {
        Assert.Equal((quotient, remainder), (Divide(x, y), Remainder(x, y)));
        if (x != int.MinValue) Assert.Equal(((long)quotient, (long)remainder), (Divide((long)x, y), Remainder((long)x, y)));
    }

    [Fact]
    public void TheSmallestLongIsDivided()
    {
        Assert.Equal(long.MinValue, Divide(long.MinValue, -1L));
        Assert.Equal(0, Remainder(long.MinValue, -1L));
        Assert.Equal(Inf, Divide(1.0, 0.0));
        Assert.Equal(0.5f, Divide(1f, 2f));
    }

    [Theory]
    [InlineData(2.9, 2, 2), InlineData(-2.9, -2, -2), InlineData(NaN, 0, 0), InlineData(Inf, int.MaxValue, long.MaxValue), InlineData(-Inf, int.MinValue, long.MinValue)]
    [InlineData(2147483647.5, int.MaxValue, 2147483647), InlineData(-2147483648.5, int.MinValue, -2147483648), InlineData(9223372036854774784, int.MaxValue, 9223372036854774784)]
    public void ConversionsSaturate(double x, int expected, long expectedLong) => Assert.Equal((expected, expectedLong), (ToInt32(x), ToInt64(x)));

    [Theory]
    [InlineData(-7, 3, -1), InlineData(7, -3, 1), InlineData(-6, 3, -0.0), InlineData(1, 0, NaN), InlineData(Inf, 2, NaN), InlineData(2, Inf, 2)]
    public void RemainderHasTheSignOfTheDividend(double x, double y, double expected) => Same(expected, Remainder(x, y));

    [Fact]
    public void SinglePrecisionRoundsTheDoubleResult()
    {
        Assert.Equal((float)Math.Log(2), Softplus(0f));
        Assert.Equal(float.PositiveInfinity, Expm1(100f));
        Assert.Equal(0.25f, Sigmoid(-MathF.Log(3)), 1e-7f);
        Assert.Equal(5f, Hypot(3f, 4f));
        Assert.Equal(float.PositiveInfinity, Hypot(float.MaxValue, float.MaxValue));
        Assert.Equal(1f, Sign(2f));
        Assert.Equal(2f, Round(2.5f));
        Assert.Equal(MathF.Exp(1.5f), Exp(1.5f));
    }

    // Equal bits, but every NaN is the same NaN.
    private static void Same(double expected, double actual)
    {
        Assert.Equal(expected, actual);
        Assert.Equal(double.IsNegative(expected), double.IsNegative(actual) || (double.IsNaN(actual) && double.IsNegative(expected)));
    }
}
