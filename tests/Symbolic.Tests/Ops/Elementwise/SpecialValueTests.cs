using System.Reflection;

namespace SymDiff.Symbolic.Tests.Elementwise;

/// <summary>
/// Values at zeros, infinities, NaN and the ends of the range, as IEEE 754 and annex F of C99 have them, by bits and in both
/// precisions; where C99 names no such function, by its limits.
/// </summary>
public sealed class SpecialValueTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;
    private const double Pi = Math.PI;

    public static TheoryData<string> Functions => [.. typeof(NodeMath).GetMethods()
        .Where(m => m.ReturnType == typeof(Node) && m.GetParameters() is [{ } only] && only.ParameterType == typeof(Node))
        .Select(m => m.Name)
        .Where(IsElementwise)];

    [Theory, MemberData(nameof(Functions))]
    public void NaNPropagates(string name) => Check(name, [NaN], NaN);

    [Theory]
    [InlineData("Sin"), InlineData("Tan"), InlineData("Asin"), InlineData("Atan"), InlineData("Sinh"), InlineData("Tanh"), InlineData("Asinh"), InlineData("Atanh")]
    [InlineData("Expm1"), InlineData("Log1p"), InlineData("Sqrt"), InlineData("Cbrt"), InlineData("Erf")]
    [InlineData("Floor"), InlineData("Ceiling"), InlineData("Round"), InlineData("Truncate"), InlineData("Sign")]
    public void ZerosKeepTheirSign(string name)
    {
        Check(name, [0.0], 0.0);
        Check(name, [-0.0], -0.0);
    }

    [Theory]
    [InlineData("Exp", 0, 1), InlineData("Exp", -0.0, 1), InlineData("Exp", Inf, Inf), InlineData("Exp", -Inf, 0), InlineData("Exp", 1000, Inf), InlineData("Exp", -1000, 0)]
    [InlineData("Exp2", 0, 1), InlineData("Exp2", 5, 32), InlineData("Exp2", Inf, Inf), InlineData("Exp2", -Inf, 0)]
    [InlineData("Expm1", Inf, Inf), InlineData("Expm1", -Inf, -1), InlineData("Expm1", -1000, -1)]
    [InlineData("Log", 0, -Inf), InlineData("Log", -0.0, -Inf), InlineData("Log", 1, 0), InlineData("Log", -1, NaN), InlineData("Log", Inf, Inf), InlineData("Log", -Inf, NaN)]
    [InlineData("Log1p", -1, -Inf), InlineData("Log1p", -2, NaN), InlineData("Log1p", Inf, Inf)]
    [InlineData("Log2", 0, -Inf), InlineData("Log2", 8, 3), InlineData("Log2", -1, NaN), InlineData("Log2", Inf, Inf)]
    [InlineData("Log10", 0, -Inf), InlineData("Log10", 100, 2), InlineData("Log10", -1, NaN), InlineData("Log10", Inf, Inf)]
    [InlineData("Sqrt", 4, 2), InlineData("Sqrt", -1, NaN), InlineData("Sqrt", Inf, Inf)]
    [InlineData("Cbrt", 27, 3), InlineData("Cbrt", -8, -2), InlineData("Cbrt", Inf, Inf), InlineData("Cbrt", -Inf, -Inf)]
    [InlineData("Reciprocal", 0, Inf), InlineData("Reciprocal", -0.0, -Inf), InlineData("Reciprocal", Inf, 0), InlineData("Rsqrt", 0, Inf), InlineData("Rsqrt", 4, 0.5)]
    [InlineData("Square", -3, 9), InlineData("Square", -Inf, Inf)]
    [InlineData("Sin", Inf, NaN), InlineData("Cos", 0, 1), InlineData("Cos", Inf, NaN), InlineData("Tan", -Inf, NaN)]
    [InlineData("Asin", 1, Pi / 2), InlineData("Asin", -1, -Pi / 2), InlineData("Asin", 1.5, NaN), InlineData("Acos", 1, 0), InlineData("Acos", -1, Pi), InlineData("Acos", 1.5, NaN)]
    [InlineData("Atan", Inf, Pi / 2), InlineData("Atan", -Inf, -Pi / 2)]
    [InlineData("Sinh", Inf, Inf), InlineData("Sinh", -Inf, -Inf), InlineData("Cosh", 0, 1), InlineData("Cosh", -Inf, Inf), InlineData("Tanh", Inf, 1), InlineData("Tanh", -Inf, -1)]
    [InlineData("Asinh", Inf, Inf), InlineData("Asinh", -Inf, -Inf), InlineData("Acosh", 1, 0), InlineData("Acosh", 0.5, NaN), InlineData("Acosh", Inf, Inf)]
    [InlineData("Atanh", 1, Inf), InlineData("Atanh", -1, -Inf), InlineData("Atanh", 1.5, NaN)]
    [InlineData("Sigmoid", 0, 0.5), InlineData("Sigmoid", Inf, 1), InlineData("Sigmoid", -Inf, 0), InlineData("Sigmoid", 1000, 1), InlineData("Sigmoid", -1000, 0)]
    [InlineData("LogSigmoid", Inf, -0.0), InlineData("LogSigmoid", -Inf, -Inf), InlineData("LogSigmoid", -1000, -1000)]
    [InlineData("Softplus", Inf, Inf), InlineData("Softplus", -Inf, 0), InlineData("Softplus", 1000, 1000)]
    [InlineData("Relu", 3, 3), InlineData("Relu", -3, 0), InlineData("Relu", -0.0, 0), InlineData("Relu", Inf, Inf), InlineData("Relu", -Inf, 0)]
    [InlineData("Erf", Inf, 1), InlineData("Erf", -Inf, -1), InlineData("Erfc", 0, 1), InlineData("Erfc", Inf, 0), InlineData("Erfc", -Inf, 2), InlineData("Erfcx", 0, 1), InlineData("Erfcx", Inf, 0)]
    [InlineData("LGamma", 1, 0), InlineData("LGamma", 2, 0), InlineData("LGamma", 0, Inf), InlineData("LGamma", -2, Inf), InlineData("LGamma", Inf, Inf), InlineData("LGamma", -Inf, Inf)]
    [InlineData("Digamma", 0, -Inf), InlineData("Digamma", -1, NaN), InlineData("Digamma", Inf, Inf), InlineData("Trigamma", 0, Inf), InlineData("Trigamma", Inf, 0)]
    [InlineData("Abs", -0.0, 0), InlineData("Abs", -Inf, Inf), InlineData("Abs", -3, 3), InlineData("Sign", 7, 1), InlineData("Sign", -Inf, -1)]
    [InlineData("Floor", -0.5, -1), InlineData("Floor", 2.5, 2), InlineData("Floor", Inf, Inf), InlineData("Ceiling", -0.5, -0.0), InlineData("Ceiling", 2.5, 3), InlineData("Ceiling", -Inf, -Inf)]
    [InlineData("Round", 0.5, 0), InlineData("Round", 1.5, 2), InlineData("Round", 2.5, 2), InlineData("Round", -0.5, -0.0), InlineData("Round", -1.5, -2), InlineData("Round", Inf, Inf)]
    [InlineData("Truncate", -0.5, -0.0), InlineData("Truncate", -2.7, -2), InlineData("Truncate", Inf, Inf), InlineData("Negate", 0, -0.0), InlineData("Negate", Inf, -Inf)]
    public void OfOne(string name, double x, double expected) => Check(name, [x], expected);

    [Theory]
    [InlineData("Add", Inf, -Inf, NaN), InlineData("Add", 0, -0.0, 0), InlineData("Add", -0.0, -0.0, -0.0), InlineData("Subtract", Inf, Inf, NaN), InlineData("Subtract", -0.0, 0, -0.0)]
    [InlineData("Multiply", 0, Inf, NaN), InlineData("Multiply", -0.0, 3, -0.0), InlineData("Multiply", -Inf, -1, Inf)]
    [InlineData("Divide", 1, 0, Inf), InlineData("Divide", 1, -0.0, -Inf), InlineData("Divide", 0, 0, NaN), InlineData("Divide", Inf, Inf, NaN), InlineData("Divide", -1, Inf, -0.0)]
    [InlineData("Remainder", 5, 3, 2), InlineData("Remainder", -5, 3, -2), InlineData("Remainder", 5, -3, 2), InlineData("Remainder", -0.0, 3, -0.0), InlineData("Remainder", 1, 0, NaN)]
    [InlineData("Remainder", Inf, 3, NaN), InlineData("Remainder", 3, Inf, 3)]
    [InlineData("Pow", 0, -1, Inf), InlineData("Pow", -0.0, -1, -Inf), InlineData("Pow", -0.0, -2, Inf), InlineData("Pow", 0, 3, 0), InlineData("Pow", -0.0, 3, -0.0), InlineData("Pow", -0.0, 2, 0)]
    [InlineData("Pow", -1, Inf, 1), InlineData("Pow", -1, -Inf, 1), InlineData("Pow", 1, NaN, 1), InlineData("Pow", NaN, 0, 1), InlineData("Pow", -2, 0.5, NaN), InlineData("Pow", -2, 3, -8)]
    [InlineData("Pow", 0.5, -Inf, Inf), InlineData("Pow", 2, -Inf, 0), InlineData("Pow", 0.5, Inf, 0), InlineData("Pow", 2, Inf, Inf)]
    [InlineData("Pow", -Inf, -1, -0.0), InlineData("Pow", -Inf, -2, 0), InlineData("Pow", -Inf, 3, -Inf), InlineData("Pow", -Inf, 2, Inf), InlineData("Pow", Inf, -1, 0), InlineData("Pow", Inf, 1, Inf)]
    [InlineData("Hypot", 3, -4, 5), InlineData("Hypot", Inf, NaN, Inf), InlineData("Hypot", NaN, -Inf, Inf), InlineData("Hypot", 1, NaN, NaN), InlineData("Hypot", -0.0, 0, 0)]
    [InlineData("Atan2", 0, -0.0, Pi), InlineData("Atan2", -0.0, -0.0, -Pi), InlineData("Atan2", 0, 0, 0), InlineData("Atan2", -0.0, 0, -0.0), InlineData("Atan2", 0, -1, Pi), InlineData("Atan2", -0.0, 1, -0.0)]
    [InlineData("Atan2", -1, 0, -Pi / 2), InlineData("Atan2", 1, -0.0, Pi / 2), InlineData("Atan2", 1, -Inf, Pi), InlineData("Atan2", -1, Inf, -0.0), InlineData("Atan2", Inf, 5, Pi / 2)]
    [InlineData("Atan2", Inf, -Inf, 3 * Pi / 4), InlineData("Atan2", -Inf, Inf, -Pi / 4), InlineData("Atan2", NaN, 1, NaN)]
    [InlineData("Max", 0, -0.0, 0), InlineData("Max", -0.0, 0, 0), InlineData("Max", NaN, 1, NaN), InlineData("Max", 1, NaN, NaN), InlineData("Max", -Inf, 1, 1)]
    [InlineData("Min", 0, -0.0, -0.0), InlineData("Min", NaN, 1, NaN), InlineData("Min", 1, NaN, NaN), InlineData("Min", -Inf, 1, -Inf)]
    [InlineData("CopySign", 3, -0.0, -3), InlineData("CopySign", -3, 0, 3), InlineData("CopySign", -Inf, 1, Inf), InlineData("CopySign", 0, -1, -0.0)]
    public void OfTwo(string name, double a, double b, double expected) => Check(name, [a, b], expected);

    [Theory]
    [InlineData("Clamp", 5, 0, 1, 1), InlineData("Clamp", -5, 0, 1, 0), InlineData("Clamp", NaN, 0, 1, NaN), InlineData("Clamp", 0, NaN, 1, NaN), InlineData("Clamp", 0, 1, NaN, NaN), InlineData("Clamp", 0, 2, 1, 1)]
    [InlineData("FusedMultiplyAdd", 0, Inf, 1, NaN), InlineData("FusedMultiplyAdd", 1, Inf, -Inf, NaN), InlineData("FusedMultiplyAdd", 2, 3, 4, 10), InlineData("FusedMultiplyAdd", 1, NaN, 1, NaN)]
    public void OfThree(string name, double a, double b, double c, double expected) => Check(name, [a, b, c], expected);

    [Theory]
    [InlineData("Less", NaN, 1, false), InlineData("LessOrEqual", NaN, NaN, false), InlineData("Equal", NaN, NaN, false), InlineData("NotEqual", NaN, NaN, true)]
    [InlineData("Equal", 0, -0.0, true), InlineData("Less", -0.0, 0, false), InlineData("Less", -Inf, Inf, true), InlineData("GreaterOrEqual", Inf, Inf, true), InlineData("Greater", 1, NaN, false)]
    public void ComparisonsWithNaNAreFalse(string name, double a, double b, bool expected) => Assert.Equal(expected ? 1 : 0, Value(name, [a, b], DType.Float64).ToDouble());

    [Theory]
    [InlineData("Sqrt", 4.9406564584124654E-324, 2.2227587494850775E-162), InlineData("Exp", -745, 4.9406564584124654E-324), InlineData("Exp2", -1074, 4.9406564584124654E-324)]
    [InlineData("Log2", 4.9406564584124654E-324, -1074), InlineData("Sin", 1e-310, 1e-310), InlineData("Tanh", -1e-310, -1e-310), InlineData("Expm1", 1e-310, 1e-310), InlineData("Log1p", 1e-310, 1e-310)]
    [InlineData("Atanh", 1e-310, 1e-310), InlineData("Asinh", 1e-310, 1e-310), InlineData("Sigmoid", -745, 4.9406564584124654E-324), InlineData("Softplus", -745, 4.9406564584124654E-324)]
    [InlineData("Sign", 4.9406564584124654E-324, 1), InlineData("Ceiling", 4.9406564584124654E-324, 1), InlineData("Relu", 4.9406564584124654E-324, 4.9406564584124654E-324)]
    public void DenormalsAreNumbers(string name, double x, double expected) => Same(expected, Value(name, [x], DType.Float64).ToDouble());

    [Fact]
    public void HypotNeitherOverflowsNorUnderflows()
    {
        Assert.Equal(5e300, Value("Hypot", [3e300, 4e300], DType.Float64).ToDouble());
        Assert.Equal(5 * double.Epsilon, Value("Hypot", [3 * double.Epsilon, 4 * double.Epsilon], DType.Float64).ToDouble());
    }

    private static void Check(string name, double[] x, double expected)
    {
        Same(expected, Value(name, x, DType.Float64).ToDouble());
        Same((float)expected, Value(name, x, DType.Float32).ToDouble());
    }

    private static Tensor Value(string name, double[] x, DType dtype)
    {
        var graph = new Graph();
        Node[] inputs = [.. x.Select((_, i) => graph.Variable("x" + i, dtype: dtype))];
        var y = (Node)Method(name, x.Length).Invoke(null, inputs)!;
        return graph.Function("f", inputs, [y]).Evaluate([.. x.Select(v => Tensor.Scalar(v, dtype))])[0];
    }

    private static MethodInfo Method(string name, int arity) => typeof(NodeMath).GetMethod(name, [.. Enumerable.Repeat(typeof(Node), arity)])!;

    private static bool IsElementwise(string name)
    {
        try
        {
            return Method(name, 1).Invoke(null, [new Graph().Variable("x")]) is Node { Op: SymDiff.Ops.Row };
        }
        catch (TargetInvocationException e) when (e.InnerException is ShapeException)
        {
            return false;   // of matrices, of truths
        }
    }

    // Equal bits, but every NaN is the same NaN.
    private static void Same(double expected, double actual)
    {
        Assert.Equal(expected, actual);
        if (!double.IsNaN(expected)) Assert.Equal(double.IsNegative(expected), double.IsNegative(actual));
    }
}
