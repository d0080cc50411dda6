using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Testing;
using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>Ops that a user writes in one file of an own assembly pass the contract that SymDiff's ops pass.</summary>
public sealed class UserOpTests
{
    private readonly Sample sample = new();

    [Fact]
    public void AnElementwiseOp() => PassesTheContract(SoftSign.Of(sample.Vector(3)));

    [Fact]
    public void AnOpInIndexNotation() => PassesTheContract(Laplacian.Of(sample.Vector(5)));

    [Fact]
    public void AnOpMadeOfOthers() => PassesTheContract(Geometric.Mean(sample.Vector(3, within: Interval.Between(0.5, 2))));

    // A row is a static method and its derivative: no op is declared at all.
    [Fact]
    public void AScalarFunction()
    {
        PassesTheContract(Activations.Swish(sample.Vector(3)));
        Assert.Same(Activations.Swish(sample.Scalar()).Op, Activations.Swish(new Graph().Variable("x")).Op);
        var x = new Graph().Variable("x");
        Assert.Equal([0.5], GradientOf(Activations.Swish(x), 0));
        Assert.Equal("swish(x)", new Function("f", [x], [Activations.Swish(x)]).ToMath().Split("=> ")[^1].Trim());
    }

    [Fact]
    public void AnOpWithoutARuleSaysSo()
    {
        var x = new Graph().Variable("x", [2]);
        var y = Sum(x.Graph.Add(new NoRule(), x));
        Assert.Equal("NoRule has no derivative rule: override Op.Vjp, or stop the gradient with StopGradient.", Assert.Throws<DifferentiationException>(() => ReverseMode.BuildGrad(y, x)).Message);
    }

    private void PassesTheContract(Node node)
    {
        var checkedSample = new OpSample(node.Op.Name, node, sample.Values);
        SampleDerivatives.ReverseAgreesWithFiniteDifferences(checkedSample);
        SampleDerivatives.SecondOrderAgreesWithFiniteDifferences(checkedSample);
        SampleDerivatives.ReverseAndForwardAreAdjoint(checkedSample);
    }

    /// <summary>y = x/(1 + |x|).</summary>
    public sealed record SoftSign : ElementwiseOp
    {
        public static Node Of(Node x) => x.Graph.Add(new SoftSign(), x);

        public override Element Apply(ImmutableArray<Element> x) => x[0] / (Elements.Element.Literal(1, x[0].DType) + Elements.Element.Select(x[0] < Elements.Element.Literal(0, x[0].DType), -x[0], x[0]));

        // y' = (1 - |y|)²
        public override Node? Scale(Node t, Node y, int input) => t * Pow(1 - Abs(y), 2);

        protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;
    }

    /// <summary>y[i] = x[i-1] - 2·x[i] + x[i+1] with x = 0 beyond the ends: its own adjoint.</summary>
    public sealed record Laplacian : ElementOp
    {
        public static Node Of(Node x) => x.Graph.Add(new Laplacian(), x);

        public override bool IsLinear => true;

        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0].Rank == 1 ? inputs[0] : throw new ShapeException($"Laplacian: expected a vector, got {inputs[0]}.");

        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var (i, zero) = (at[0], Elements.Element.Literal(0, x[0].Type.DType));
            var left = Elements.Element.Select(i >= 1, x[0][i - 1], zero);
            var right = Elements.Element.Select(i + 1 < x[0].Shape[0], x[0][i + 1], zero);
            return left - Elements.Element.Literal(2, x[0].Type.DType) * x[0][i] + right;
        }

        public override Node? Vjp(Node y, Node yBar, int input) => Of(yBar);

        public override Node? Jvp(Node y, Node xDot, int input) => Of(xDot);
    }

    /// <summary>y = exp mean log x.</summary>
    public sealed record Geometric : MacroOp
    {
        public static Node Mean(Node x) => x.Graph.Add(new Geometric(), x);

        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0].WithShape(Shape.Scalar);

        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs) => [Exp(NodeMath.Mean(Log(inputs[0])))];

        // x̄ = ȳ·y/(n·x)
        public override Node? Vjp(Node y, Node yBar, int input) => yBar * y / (y.Graph.Size(y.Inputs[0].Shape.Size) * y.Inputs[0]);

        public override Node? Jvp(Node y, Node xDot, int input) => Sum(xDot / y.Inputs[0]) * y / y.Graph.Size(y.Inputs[0].Shape.Size);
    }

    public sealed record NoRule : ElementOp
    {
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0];

        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].At(at);
    }

    public static class Activations
    {
        // y = x·σ(x), y' = σ(x)·(1 + x - y)
        public static Node Swish(Node x) => Unary.Of(x, Swish, (x, y) => Sigmoid(x) * (1 + x - y));

        internal static double Swish(double x) => x / (1 + Math.Exp(-x));
    }
}
