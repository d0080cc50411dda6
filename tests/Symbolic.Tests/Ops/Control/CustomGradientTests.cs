using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>Gradients of the user's own: lambdas and functions as rules, forward mode from the reverse rule, mistakes.</summary>
public sealed class CustomGradientTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [2]);

    private Node S => graph.Variable("s");

    // The straight-through estimator: rounds, and lets the gradient through.
    [Fact]
    public void ARuleOverridesTheDerivative()
    {
        var y = CustomGradient(Round(X), X, (x, y, yBar) => yBar);
        Assert.Equal([1, -3], Value(y, Tensor.Vector(1.2, -2.7)).ToArray());
        Assert.Equal([2 * 1, 2 * -3], GradientOf(SquaredNorm(y), Tensor.Vector(1.2, -2.7)));
        Assert.Equal([0, 0], GradientOf(SquaredNorm(Round(X)), Tensor.Vector(1.2, -2.7)));
    }

    // log(1 + eˣ) overflows in its derivative at 1000 (inf/inf); the rule's own form does not, at any order
    [Fact]
    public void ARuleIsDifferentiatedAgain()
    {
        var y = CustomGradient(Log(1 + Exp(S)), S, (x, y, yBar) => yBar * (1 - Exp(-y)));
        Assert.Equal([0.5], GradientOf(y, 0));
        var second = Gradient.Of(y, [S])[0];
        Assert.Equal([0.25], GradientOf(second, 0));    // sigmoid' = 1/4
        Assert.Equal([0], GradientOf(Gradient.Of(second, [S])[0], 0), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    // Reversal of gradients, as in domain-adversarial training
    [Fact]
    public void ForwardModeFollowsFromTheReverseRule()
    {
        var y = CustomGradient(X * 1, X, (x, y, yBar) => -3 * yBar * x);
        var dot = graph.Variable("dot", [2]);
        var tangent = ForwardMode.BuildTangents([y], new Dictionary<Node, Node> { [X] = dot })[0]!;
        Assert.Equal([-3 * 2 * 10, -3 * 5 * 100], Value(tangent + 0 * X + 0 * dot, Tensor.Vector(2, 5), Tensor.Vector(10, 100)).ToArray());
    }

    [Fact]
    public void FunctionsAsRules()
    {
        var rules = new Graph();
        var (x, y, yBar, dot) = (rules.Variable("a"), rules.Variable("b"), rules.Variable("c"), rules.Variable("d"));
        var reverse = new Function("reverse", [x, y, yBar], [yBar * y * 7]);
        var forward = new Function("forward", [x, y, dot], [dot * y * 7]);
        var node = CustomGradient(Exp(S), [S], reverse, forward);
        Assert.Equal([7 * Math.E], GradientOf(node, 1), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Same(node, CustomGradient(Exp(S), [S], reverse, forward));
        Assert.NotSame(node, CustomGradient(Exp(S), [S], reverse));
    }

    [Fact]
    public void AFunctionTakesTheGradientOfAnother()
    {
        var rule = Function.Parse("(u, y, yBar) => yBar*y*3");
        var f = Function.Parse("u => Math.Exp(u)").WithGradient(rule);
        Assert.Equal([3 * Math.E], f.Gradient().Evaluate(1.0), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal(
            "two: a gradient of its own belongs to one output, but there are 2 (value1, value2). Take one, or use NodeMath.CustomGradient on each.",
            Assert.Throws<DifferentiationException>(() => new Function("two", [S], [S, -S]).WithGradient(rule)).Message);
    }

    [Fact]
    public void NullIsAStructuralZero()
    {
        var t = graph.Variable("t");
        var y = CustomGradient(S * t, [S, t], (x, y, yBar) => [null, yBar]);
        Assert.Null(ReverseMode.BuildGrad(y, S, t)[S]);
        Assert.Equal([[0], [1]], Gradients(y, 3, 4));
    }

    [Fact]
    public void ACustomGradientIsSaved()
    {
        var f = new Function("f", [S], [CustomGradient(Round(S), S, (x, y, yBar) => 2 * yBar)]);
        Assert.Equal([2], Function.FromJson(f.ToJson()).Gradient().Evaluate(1.5));
    }

    [Fact]
    public void Mistakes()
    {
        var (i, t) = (graph.Variable("i", [2], DType.Int32), graph.Variable("t"));
        Assert.Equal("CustomGradient: the reverse rule gave an adjoint of type f64 for input 0 of type f64[2]; expected the input's type.", Refusal(() => CustomGradient(Exp(X), X, (x, y, yBar) => Sum(yBar))));
        Assert.Equal("CustomGradient: the reverse rule gave 1 adjoint(s) for 2 input(s); expected one for each, null where it is zero.", Refusal(() => CustomGradient(S * t, [S, t], (x, y, yBar) => [yBar])));
        Assert.Equal("CustomGradient: the reverse rule gave an adjoint for input 1 of type i32[2], which has none; expected null.", Refusal(() => CustomGradient(Gather(X, i), [X, i], (x, y, yBar) => [yBar, yBar])));
        Assert.Equal("CustomGradient: the forward rule gave a tangent of type f64 for the output of type f64[2]; expected the output's type.", Refusal(() => CustomGradient(Exp(X), [X], (x, y, yBar) => [yBar], (x, y, dots) => Sum(dots[0]))));
        Assert.Equal("CustomGradient: expected f64 or f32, got i32[2]; Cast it to f64 first.", Refusal(() => CustomGradient(i + i, i, (x, y, yBar) => yBar)));
        Assert.Equal("CustomGradient: the value s*t depends on the variable 't', which is not among the inputs. Name it there; its adjoint may be null. (Parameter 'inputs')", Argument(() => CustomGradient(S * t, S, (x, y, yBar) => yBar)));
        Assert.Equal("CustomGradient: an input of s*t is given twice; expected each once. (Parameter 'inputs')", Argument(() => CustomGradient(S * t, [S, S], (x, y, yBar) => [yBar, yBar])));
        Assert.Equal("CustomGradient: the input z belongs to another graph than the value s. (Parameter 'inputs')", Argument(() => CustomGradient(S, new Graph().Variable("z"), (x, y, yBar) => yBar)));
        Assert.Equal("CustomGradient: the value 2 has no inputs; expected at least one. (Parameter 'inputs')", Argument(() => CustomGradient(graph.Constant(2), [], (x, y, yBar) => [])));
        Assert.Equal("CustomGradient: the reverse rule gave t of another graph for input 0; expected a node built from the rule's arguments. Name what it reads among the inputs. (Parameter 'adjoint')", Argument(() => CustomGradient(Exp(S), S, (x, y, yBar) => t)));
        var short1 = new Function("g", [graph.Variable("a")], [graph.Variable("a")]);
        Assert.Equal("CustomGradient: the reverse rule 'g' takes 1 input(s); expected 3: the 1 input(s), the output and its adjoint. (Parameter 'rule')", Argument(() => CustomGradient(Exp(S), [S], short1)));
    }

    // Clipping is no linear map of the adjoint: reverse mode has it, forward mode cannot.
    [Fact]
    public void AReverseRuleThatIsNotLinearHasNoForwardRule()
    {
        var y = CustomGradient(S * 1, S, (x, y, yBar) => Clamp(yBar, -1, 1));
        Assert.Equal([1], GradientOf(y * 5, 2));
        Assert.Equal(
            "CustomGradient: the reverse rule is not linear in the output's adjoint, so no forward rule follows from it. Give one (jvp), or use reverse mode.",
            Assert.Throws<DifferentiationException>(() => ForwardMode.BuildTangents([y], new Dictionary<Node, Node> { [S] = graph.Constant(1) })).Message);
    }

    private static string Argument(Func<Node> build) => Assert.Throws<ArgumentException>(() => { build(); }).Message;
}
