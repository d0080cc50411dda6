using SymDiff.Ops;
using SymDiff.Testing;
using Xunit.Sdk;

namespace SymDiff.Symbolic.Tests.Contracts;

/// <summary>The checks behind the contracts notice what they are there for.</summary>
public sealed class SampleDerivativesTests
{
    [Fact]
    public void AWrongDerivativeIsNoticed()
    {
        var sample = Sampled(x => Unary.Of(x, Cube, (x, y) => 2.999 * x * x));
        Assert.Throws<TrueException>(() => SampleDerivatives.ReverseAgreesWithFiniteDifferences(sample));
    }

    [Fact]
    public void AWrongSecondDerivativeIsNoticed()
    {
        var sample = Sampled(x => Unary.Of(x, Fourth, (x, y) => 4 * Unary.Of(x, CubeOfFourth, (x, y) => 3 * x)));
        SampleDerivatives.ReverseAgreesWithFiniteDifferences(sample);
        Assert.Throws<TrueException>(() => SampleDerivatives.SecondOrderAgreesWithFiniteDifferences(sample));
    }

    [Fact]
    public void ModesThatDisagreeAreNoticed()
    {
        var sample = Sampled(x => x.Graph.Add(new Lopsided(), x));
        Assert.Throws<TrueException>(() => SampleDerivatives.ReverseAndForwardAreAdjoint(sample));
    }

    [Fact]
    public void AKinkAtTheSampleIsNoticed()
    {
        var s = new Sample();
        var sample = new OpSample("kink", Unary.Of(s.Of(0.0), Math.Abs, (x, y) => x / y), s.Values);
        Assert.Throws<TrueException>(() => SampleDerivatives.ReverseAgreesWithFiniteDifferences(sample));
    }

    private static OpSample Sampled(Func<Node, Node> op)
    {
        var s = new Sample();
        return new("sample", op(s.Vector(3, within: Interval.Between(1, 2))), s.Values);
    }

    private static double Cube(double x) => x * x * x;

    private static double Fourth(double x) => x * x * x * x;

    private static double CubeOfFourth(double x) => x * x * x;

    /// <summary>y = 2·x, whose forward rule forgets the factor.</summary>
    private sealed record Lopsided : ElementwiseOp
    {
        public override Elements.Element Apply(System.Collections.Immutable.ImmutableArray<Elements.Element> x) => x[0] + x[0];

        public override Node? Scale(Node t, Node y, int input) => 2 * t;

        public override Node? Jvp(Node y, Node xDot, int input) => xDot;

        protected override DType InferDType(System.Collections.Immutable.ImmutableArray<TensorType> inputs) => inputs[0].DType;
    }
}
