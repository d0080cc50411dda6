using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Elementwise;

/// <summary>Derivatives at points where a careless formula loses its digits or its value, against mathematics.</summary>
public sealed class DerivativeTests
{
    private readonly Graph graph = new();

    // (xⁿ)⁽ᵏ⁾ = n!/(n - k)!·xⁿ⁻ᵏ, at 0 too
    [Theory]
    [InlineData(0, new double[] { 0, 0, 0 }), InlineData(1, new double[] { 1, 0, 0 }), InlineData(2, new double[] { 0, 2, 0 }), InlineData(3, new double[] { 0, 0, 6 })]
    public void PowersWithAConstantExponentHaveTheirDerivativesAtZero(double n, double[] expected)
    {
        Assert.Equal(expected, Orders(x => Pow(x, n), 0));
        Assert.Equal(expected, Orders(x => Pow(x, n), -0.0));
    }

    [Fact]
    public void PowersOfNegativeNumbers()
    {
        Assert.Equal([12, -12, 6], Orders(x => Pow(x, 3), -2));
        Assert.Equal([-0.25, -0.25, -0.375], Orders(x => Pow(x, -1), -2));
    }

    // ∂²/∂a∂b aᵇ = aᵇ⁻¹(1 + b·ln a), which is 1/a at b = 0
    [Fact]
    public void PowersWithAVariableExponentAtZero()
    {
        var (a, b) = (graph.Variable("a"), graph.Variable("b"));
        var hessian = graph.Function("f", [a, b], [Pow(a, b)]).Hessian();
        Assert.Equal([0, 0.5, 0.5, Math.Log(2) * Math.Log(2)], hessian.Evaluate(2, 0));
        Assert.Equal([2, 0, 0, 0], hessian.Evaluate(0, 2));
    }

    [Theory]
    [InlineData("Sigmoid", 40, 4.248354255291589E-18), InlineData("Sigmoid", -40, 4.248354255291589E-18)]   // e⁻⁴⁰/(1 + e⁻⁴⁰)²
    [InlineData("Expm1", -40, 4.248354255291589E-18), InlineData("Softplus", -40, 4.248354255291589E-18), InlineData("LogSigmoid", 40, 4.248354255291589E-18)]
    [InlineData("Log1p", 1e-20, 1), InlineData("Atan", 1e200, 0), InlineData("Asinh", 1e8, 9.99999999999999950E-9)]
    [InlineData("Asin", 0.9999999999999999, 67108864)]   // 1/√((1 - x)(1 + x)) with 1 - x = 2⁻⁵³
    [InlineData("Erfc", 10, -4.1976562313544169E-44)]
    [InlineData("Erfcx", 49, -0.00023483443498219486), InlineData("Erfcx", 51, -0.00021678759208511816), InlineData("Erfcx", 1e6, -5.6418958354691E-13), InlineData("Erfcx", 1e150, -5.6418958354775629E-301)]
    public void TailsKeepTheirDigits(string name, double x, double expected)
    {
        var actual = Orders(v => (Node)typeof(NodeMath).GetMethod(name, [typeof(Node)])!.Invoke(null, [v])!, x, 1)[0];
        Assert.Equal(expected, actual, Math.Abs(expected) * 3e-12);
    }

    [Fact]
    public void HypotAndAtan2KeepTheirScale()
    {
        var (a, b) = (graph.Variable("a"), graph.Variable("b"));
        Assert.Equal([0.6, 0.8], graph.Function("f", [a, b], [Hypot(a, b)]).Gradient().Evaluate(3e300, 4e300));
        var angle = graph.Function("f", [a, b], [Atan2(a, b)]).Gradient();
        Assert.Equal(1.6e-201, angle.Evaluate(3e200, 4e200)[0], 1e-215);
        Assert.Equal(-1.2e199, angle.Evaluate(3e-200, 4e-200)[1], 1e185);
    }

    // at the origin every order is 0 by convention, not NaN
    [Fact]
    public void HypotAtTheOrigin()
    {
        var (a, b) = (graph.Variable("a"), graph.Variable("b"));
        Assert.Equal([0, 0, 0, 0], graph.Function("f", [a, b], [Hypot(a, b)]).Hessian().Evaluate(0, 0));
    }

    // f' of an infinite value times 0 would be NaN; a choice is none
    [Fact]
    public void AFactorIsChosenAndNotMultiplied()
    {
        Assert.Equal([0], Orders(x => Sqrt(Relu(x)), -1, 1));
        Assert.Equal([0], Orders(x => Sqrt(Max(x, 0)), -1, 1));
        Assert.Equal([0], Orders(x => Log(Clamp(x, 0, 1)), -1, 1));
    }

    private double[] Orders(Func<Node, Node> f, double at, int orders = 3)
    {
        var x = graph.Variable("x");
        var g = graph.Function("f", [x], [f(x)]);
        var values = new double[orders];
        for (var k = 0; k < orders; k++)
        {
            g = g.Gradient();
            values[k] = g.Evaluate(at)[0];
        }

        return values;
    }
}
