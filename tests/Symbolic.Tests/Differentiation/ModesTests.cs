using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>The two products with the Hessian agree on every op, and so does the tangent of the tangent.</summary>
public sealed class ModesTests
{
    public static TheoryData<string> Samples => [.. OpSamples.All.Where(s => s.Active.Length > 0 && s.Differentiable.Length > 0).Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void ForwardOverReverseIsReverseOverReverseIsForwardOverForward(string name)
    {
        var sample = OpSamples.Named(name).As(DType.Float64);
        var weights = SampleDerivatives.Weights(sample.Differentiable, seed: 1);
        var loss = sample.Differentiable.Zip(weights, (y, w) => NodeMath.Sum(y * w)).Aggregate((a, b) => a + b);
        var v = SampleDerivatives.Weights(sample.Active, seed: 2);
        var forward = sample.Evaluate(Hessian.VectorProduct(loss, sample.Active, v, HessianMode.ForwardOverReverse));
        var reverse = sample.Evaluate(Hessian.VectorProduct(loss, sample.Active, v, HessianMode.ReverseOverReverse));
        Near(SampleDerivatives.Flat(forward), SampleDerivatives.Flat(reverse));

        var direction = sample.Active.Zip(v).ToDictionary(p => p.First, p => p.Second);
        var slope = ForwardMode.BuildTangents([loss], direction)[0] ?? loss.Literal(0);
        var curvature = sample.Evaluate([ForwardMode.BuildTangents([slope], direction)[0] ?? loss.Literal(0)])[0].ToDouble();
        Near([SampleDerivatives.Flat(forward).Zip(SampleDerivatives.Flat(sample.Evaluate(v)), (h, d) => h * d).Sum()], [curvature]);
    }

    private static void Near(double[] expected, double[] actual)
    {
        var scale = expected.Append(1).Max(e => Math.Abs(e));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-9 * scale, $"{expected[i]:R} and {actual[i]:R}");
    }
}
