using System.Collections.Immutable;
using SymDiff.Runtime;
using Xunit;

namespace SymDiff.Testing;

/// <summary>
/// Checks of a sample's derivatives: of φ = Σ w·y with fixed weights w on all outputs, by all floating-point inputs. A sample
/// without such inputs or outputs has nothing to check.
/// </summary>
public static class SampleDerivatives
{
    private const double Tolerance = 1e-6;

    /// <summary>Reverse mode agrees with finite differences, in double precision.</summary>
    public static void ReverseAgreesWithFiniteDifferences(OpSample sample)
    {
        sample = sample.As(DType.Float64);
        AgreeWithDifferences(sample, sample.Differentiable, Weights(sample.Differentiable, seed: 1));
    }

    /// <summary>The gradient of the gradient agrees with finite differences of the gradient, in double precision.</summary>
    public static void SecondOrderAgreesWithFiniteDifferences(OpSample sample)
    {
        sample = sample.As(DType.Float64);
        var gradient = Gradient(sample);
        AgreeWithDifferences(sample, gradient, Weights(gradient, seed: 2));
    }

    /// <summary>⟨ȳ, J·ẋ⟩ = ⟨Jᵀ·ȳ, ẋ⟩, for the sample and for its gradient.</summary>
    public static void ReverseAndForwardAreAdjoint(OpSample sample)
    {
        sample = sample.As(DType.Float64);
        AreAdjoint(sample, sample.Differentiable);
        AreAdjoint(sample, Gradient(sample));
    }

    /// <summary>The gradient of φ by each active input, a zero where it is structurally zero.</summary>
    public static ImmutableArray<Node> Gradient(OpSample sample) => Pullback(sample, sample.Differentiable, Weights(sample.Differentiable, seed: 1));

    /// <summary>Σ Jᵀ·ȳ by each active input.</summary>
    public static ImmutableArray<Node> Pullback(OpSample sample, ImmutableArray<Node> outputs, ImmutableArray<Node> yBars)
    {
        if (outputs.IsEmpty) return [.. sample.Active.Select(Zero)];
        var table = ReverseMode.BuildGrad([.. outputs.Zip(yBars)], sample.Active);
        return [.. sample.Active.Select(x => table[x]?.Value ?? Zero(x))];
    }

    /// <summary>Constants of the nodes' types with entries between -1 and 1.</summary>
    public static ImmutableArray<Node> Weights(IEnumerable<Node> nodes, int seed)
    {
        var random = new Random(seed);
        return [.. nodes.Select(n => n.Graph.Constant(Tensor.Of(n.DType, Entries(n.Shape, random), [.. n.Shape.Select(d => d.Value)])))];
    }

    /// <summary>The entries of all tensors in one row.</summary>
    public static double[] Flat(IEnumerable<Tensor> tensors) => [.. tensors.SelectMany(t => t.ToArray())];

    private static double[] Entries(Shape shape, Random random)
    {
        var entries = new double[shape.Size.Value];
        for (var i = 0; i < entries.Length; i++) entries[i] = 2 * random.NextDouble() - 1;
        return entries;
    }

    private static Node Zero(Node x) => NodeMath.BroadcastTo(x.Literal(0), x.Shape);

    private static void AreAdjoint(OpSample sample, ImmutableArray<Node> outputs)
    {
        var (yBars, xDots) = (Weights(outputs, seed: 3), Weights(sample.Active, seed: 4));
        var tangents = ForwardMode.BuildTangents(outputs, sample.Active.Zip(xDots).ToDictionary(p => p.First, p => p.Second));
        var yDots = sample.Evaluate(tangents.Select((t, i) => t ?? Zero(outputs[i])));
        for (var i = 0; i < outputs.Length; i++) Assert.Equal(outputs[i].Type, (tangents[i] ?? Zero(outputs[i])).Type);
        var xBars = sample.Evaluate(Pullback(sample, outputs, yBars));
        var result = DotProductTest.Run(_ => Flat(yDots), _ => Flat(xBars), Flat(sample.Evaluate(xDots)), Flat(sample.Evaluate(yBars)));
        Assert.True(result.Agrees(), $"{sample}: <yBar, J xDot> = {result.Forward:R}, <J^T yBar, xDot> = {result.Reverse:R}");
    }

    private static void AgreeWithDifferences(OpSample sample, ImmutableArray<Node> outputs, ImmutableArray<Node> yBars)
    {
        var (weights, origin) = (Flat(sample.Evaluate(yBars)), Flat(sample.Evaluate(outputs)));
        var (claimed, x) = (Flat(sample.Evaluate(Pullback(sample, outputs, yBars))), Flat(sample.Arguments.Where(a => a.DType.IsFloat)));
        for (var i = 0; i < x.Length; i++)
        {
            var (numerical, uncertainty) = Derivative(Value, x, i);
            var scale = Math.Max(1, Math.Max(Math.Abs(claimed[i]), Math.Abs(numerical)));
            Assert.True(uncertainty <= Tolerance * scale, $"{sample}: the finite difference {numerical:R} by entry {i} is only good to {uncertainty:R}; move the sample away from kinks.");
            Assert.True(Math.Abs(claimed[i] - numerical) <= Tolerance * scale, $"{sample}: the derivative by entry {i} is {claimed[i]:R}, by finite differences {numerical:R}.");
        }

        // From the origin, so that a large entry that stays does not drown a small one that moves.
        double Value(double[] at) => Flat(sample.Evaluate(outputs, Arguments(sample, at))).Select((y, k) => weights[k] * (y - origin[k])).Sum();
    }

    // The best of several first steps: kinks, poles and the ends of a domain must stay outside of the largest.
    private static (double Value, double Uncertainty) Derivative(Func<double[], double> f, double[] x, int i) =>
        new[] { 3e-2, 1e-3, 1e-4 }
            .Select(step => GradientCheck.Derivative(f, x, i, step * Math.Max(1, Math.Abs(x[i]))))
            .MinBy(d => double.IsFinite(d.Value) ? d.Uncertainty : double.PositiveInfinity);

    private static List<Tensor> Arguments(OpSample sample, double[] at)
    {
        var (arguments, offset) = (new List<Tensor>(), 0);
        foreach (var argument in sample.Arguments)
        {
            var moves = argument.DType.IsFloat;
            arguments.Add(moves ? Tensor.Of(argument.DType, at.AsSpan(offset, argument.Count), [.. argument.Lengths]) : argument);
            offset += moves ? argument.Count : 0;
        }

        return arguments;
    }
}
