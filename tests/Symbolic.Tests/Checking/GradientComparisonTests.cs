using SymDiff.Checking;

namespace SymDiff.Symbolic.Tests.Checking;

/// <summary>Hand-written gradients, right and wrong: the comparison names the term.</summary>
public sealed class GradientComparisonTests
{
    private static ComparedDerivative Compare(string function, string gradient) => GradientComparison.Of(Function.Parse(function), Function.Parse(gradient)).Derivatives[0];

    [Theory]
    [InlineData("x^2*y", "(2*x*y, x*x)")]
    [InlineData("(x + y)^3", "(3*(x^2 + 2*x*y + y^2), 3*(x + y)*(y + x))")]
    [InlineData("exp(2*x)", "2*exp(x + x)")]
    [InlineData("1/(x^2 + 1)", "-2*x/(1 + x^2)^2")]
    [InlineData("1/(x^2 + 1)", "-8*x/(2 + 2*x*x)^2")]
    [InlineData("sqrt(x^2 + y^2)", "(x/sqrt(x^2 + y^2), y/sqrt(x*x + y*y))")]
    [InlineData("log(x)/x", "(1 - log(x))/x^2")]
    [InlineData("x => 5", "x => 0")]
    [InlineData("(p, q) => p*q", "(u, v) => (v, u)")]
    [InlineData("(double[3] x) => sum(x*x)", "(double[3] x) => x + x")]
    [InlineData("(double[3] x) => sum(x)", "1")]
    public void AreEqualOnceMultipliedOut(string function, string gradient) => Assert.Equal(Verdict.Equal, Compare(function, gradient).Verdict);

    [Theory]
    [InlineData("tanh(x)", "1/cosh(x)^2")]
    [InlineData("sin(x)^2", "sin(2*x)")]
    [InlineData("log(x)", "exp(-log(x))")]
    public void AreEqualByTheirValues(string function, string gradient) => Assert.Equal(Verdict.EqualAtSamples, Compare(function, gradient).Verdict);

    [Theory]
    [InlineData("(p, t) => (p - t)^2", "(p, t) => (2*p, 2*(t - p))", "the term -2*t is missing")]
    [InlineData("x^3 + 2*x", "3*x^2 + 2 + x", "the term x is extra")]
    [InlineData("x^3 + 2*x", "2*x^2 + 2", "the term 2*x^2 should be 3*x^2")]
    [InlineData("x^3 + 2*x", "3*x + 2", "the term 3*x^2 is missing; the term 3*x is extra")]
    [InlineData("x^2", "x", "it is 0.5 times the right derivative")]
    [InlineData("x^3 + x", "-3*x^2 - 1", "it has the wrong sign")]
    [InlineData("x^2", "0", "the term 2*x is missing")]
    [InlineData("exp(x)*sin(x)", "exp(x)*sin(x)", "the term exp(x)*cos(x) is missing")]
    public void TheMessageNamesTheTerm(string function, string gradient, string what)
    {
        var derivative = Compare(function, gradient);
        Assert.Equal(Verdict.Different, derivative.Verdict);
        Assert.StartsWith($"d_{derivative.Input} is wrong: {what}.\n", derivative.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingAndExtraTermsAreNodes()
    {
        var derivative = Compare("(p, t) => (p - t)^2", "(p, t) => (2*p + 1, 2*(t - p))");
        var (p, t) = (derivative.Input, derivative.Input.Graph.Variable("t"));
        Assert.Same(-2 * t, Assert.Single(derivative.Missing));
        Assert.Same(p.Literal(1), Assert.Single(derivative.Extra));
        Assert.Same(2 * p + 1, derivative.Given);
    }

    // The squared loss of a linear network with target t: the gradient by the prediction p is 2·(p - t), not 2·p.
    [Fact]
    public void TheForgottenTargetIsNamed()
    {
        var loss = Function.Parse("(double[4] p) => sum((p - [0.5, 0.7, 0.3, 0.1])^2)");
        var comparison = GradientComparison.Of(loss, Function.Parse("(double[4] p) => 2*p"));
        Assert.False(comparison.IsRight);
        Assert.StartsWith("d_p is wrong: the term -2*[0.5, 0.7, 0.3, 0.1] is missing.\n  given:   2*p\n", comparison.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyWrongTermsAreShownAsTheDifference()
    {
        var derivative = Compare("(x, a, b, c) => x*(a*b + b*c + c*a)*(a + b)", "(x, a, b, c) => (0*x, 0, 0, 0)");
        Assert.StartsWith("d_x is wrong: it exceeds the right derivative by ", derivative.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesAreGivenAtAPoint()
    {
        var lines = Compare("x^2", "3*x").Explanation.Split('\n');
        Assert.Equal("d_x is wrong: it is 1.5 times the right derivative.", lines[0]);
        Assert.Equal("  given:   3*x", lines[1]);
        Assert.Matches(@"^  at x = 0?\.?\d+(\.\d+)?: \d+(\.\d+)? instead of \d+(\.\d+)?$", lines[3]);
    }

    [Theory]
    [InlineData("x*y", "y", "The gradient has 1 output(s); expected one for each of x, y.")]
    [InlineData("x*y", "(z, y, w) => (z, y)", "The gradient has the inputs z, y, w, the function x, y; expected the same, or some of them.")]
    public void AGradientThatDoesNotFit(string function, string gradient, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Compare(function, gradient)).Message, StringComparison.Ordinal);

    [Fact]
    public void AGradientOfAnotherShape() => Assert.Equal(
        "The gradient by x is of type f64[2]; expected f64[3].", Assert.Throws<ShapeException>(() => Compare("(double[3] x) => sum(x)", "[1, 2]")).Message);

    // ∂(x + x + ... + x)/∂x is n: a long sum is not multiplied out term by term anew at every step
    [Fact]
    public void ALongFunctionIsOrdinary()
    {
        var function = Function.Parse(string.Join(" + ", Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? "x" : "sin(x)")));
        Assert.Equal(Verdict.Equal, GradientComparison.Of(function, Function.Parse("x => 10000 + 10000*cos(x)")).Derivatives[0].Verdict);
    }
}
