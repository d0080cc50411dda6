using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Contracts;

/// <summary>What every op promises, asked of every sample of every op: they are found by reflection.</summary>
public sealed class OpContractTests
{
    // Their derivative is by decree not that of their value; their own tests assert it.
    private static readonly Type[] ByDecree = [typeof(StopGradient)];

    public static TheoryData<string> Samples => [.. OpSamples.All.Select(s => s.Name)];

    public static TheoryData<string> DifferentiableSamples =>
        [.. OpSamples.All.Where(s => s.Active.Length > 0 && s.Differentiable.Length > 0 && !ByDecree.Contains(s.Op.GetType())).Select(s => s.Name)];

    [Fact]
    public void EveryOpTypeHasSamples() =>
        Assert.Equal([], OpSamples.OpTypes.Where(t => !OpSamples.All.Any(s => s.Op.GetType() == t)).Select(t => t.Name));

    [Fact]
    public void EveryRowIsReachedByAFunctionOfNodes()
    {
        var declared = typeof(Op).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Row))
            .Select(f => (Row)f.GetValue(null)!);
        Assert.Equal([], declared.Where(row => !RowSamples.Methods.ContainsKey(row)).Select(row => row.Name));
        Assert.Equal(RowSamples.Methods.Count, RowSamples.Methods.Keys.Select(row => row.Name).Distinct().Count());
    }

    [Theory, MemberData(nameof(Samples))]
    public void TheValueHasTheInferredType(string name)
    {
        var sample = OpSamples.Named(name);
        var values = sample.Evaluate(sample.Outputs);
        Assert.All(sample.Outputs.Zip(values), p => Assert.Equal(p.First.Type, p.Second.Type));
    }

    // No value of a floating-point input makes an op throw: what it cannot compute is NaN or infinite.
    [Theory, MemberData(nameof(Samples))]
    public void TheValueIsTotal(string name)
    {
        var sample = OpSamples.Named(name);
        foreach (var special in new[] { 0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -double.MaxValue, double.Epsilon, 1e-310 })
        {
            var arguments = sample.Arguments.Select(a => a.DType.IsFloat ? Tensor.Of(a.DType, Enumerable.Repeat(special, a.Count).ToArray(), [.. a.Lengths]) : a).ToList();
            var values = sample.Evaluate(sample.Outputs, arguments);
            Assert.All(sample.Outputs.Zip(values), p => Assert.Equal(p.First.Type, p.Second.Type));
        }
    }

    [Theory, MemberData(nameof(DifferentiableSamples))]
    public void ReverseAgreesWithFiniteDifferences(string name) => SampleDerivatives.ReverseAgreesWithFiniteDifferences(OpSamples.Named(name));

    [Theory, MemberData(nameof(DifferentiableSamples))]
    public void SecondOrderAgreesWithFiniteDifferences(string name) => SampleDerivatives.SecondOrderAgreesWithFiniteDifferences(OpSamples.Named(name));

    [Theory, MemberData(nameof(DifferentiableSamples))]
    public void ReverseAndForwardAreAdjoint(string name) => SampleDerivatives.ReverseAndForwardAreAdjoint(OpSamples.Named(name));

    // Every floating-point node of the value and of the gradient is f32, every entry is a float, and it is near the double's.
    [Theory, MemberData(nameof(DifferentiableSamples))]
    public void SinglePrecisionStaysSingle(string name)
    {
        var single = OpSamples.Named(name).As(DType.Float32);
        var nodes = single.Outputs.Concat(SampleDerivatives.Gradient(single)).ToList();
        Assert.All(Traversal.PostOrder(nodes).Where(n => !n.IsTuple), n => Assert.NotEqual(DType.Float64, n.DType));
        var twin = single.As(DType.Float64);
        var (values, expected) = (single.Evaluate(nodes), twin.Evaluate(twin.Outputs.Concat(SampleDerivatives.Gradient(twin))));
        for (var i = 0; i < values.Length; i++) Near(expected[i].ToArray(), values[i].ToArray());
    }

    // An untaken branch: the sample's inputs are NaN, and no derivative of order 1 or 2 notices.
    [Theory, MemberData(nameof(DifferentiableSamples))]
    public void NothingLeaksFromAnUntakenBranch(string name)
    {
        var sample = OpSamples.Named(name).As(DType.Float64);
        var never = sample.Graph.Constant(0, DType.Bool);
        var guarded = sample.Differentiable.Select(y => NodeMath.Select(never, y, y.Literal(0))).ToList();
        var poison = sample.Arguments.Select(a => a.DType.IsFloat ? Tensor.Of(a.DType, Enumerable.Repeat(double.NaN, a.Count).ToArray(), [.. a.Lengths]) : a).ToList();
        var first = SampleDerivatives.Pullback(sample, [.. guarded], SampleDerivatives.Weights(guarded, seed: 1));
        var second = SampleDerivatives.Pullback(sample, first, SampleDerivatives.Weights(first, seed: 2));
        Assert.All(SampleDerivatives.Flat(sample.Evaluate(first.Concat(second), poison)), d => Assert.Equal(0, d));
    }

    // A branch that is taken in part: one entry of the inputs is NaN, the outputs that it reaches are not taken, and the derivatives
    // of the others are what they are without it.
    [Theory, MemberData(nameof(DifferentiableSamples))]
    public void NothingLeaksFromAPartlyTakenBranch(string name)
    {
        var sample = OpSamples.Named(name).As(DType.Float64);
        for (var input = 0; input < sample.Inputs.Length; input++)
            for (var entry = 0; sample.Inputs[input].DType.IsFloat && entry < sample.Arguments[input].Count; entry++)
                NothingLeaks(sample, sample.Arguments.SetItem(input, Poisoned(sample.Arguments[input], entry)));
    }

    private static void NothingLeaks(OpSample sample, ImmutableArray<Tensor> poisoned)
    {
        var (clean, values) = (SampleDerivatives.Flat(sample.Evaluate(sample.Differentiable)), sample.Evaluate(sample.Differentiable, poisoned));
        if (SampleDerivatives.Flat(values).Zip(clean).Any(p => !double.IsNaN(p.First) && p.First != p.Second)) return;   // a condition or a sign that noticed
        var reached = values.Select(y => sample.Graph.Constant(Tensor.Of(DType.Bool, [.. y.ToArray().Select(v => double.IsNaN(v) ? 1.0 : 0)], [.. y.Lengths])));
        Node[] guarded = [.. sample.Differentiable.Zip(reached, (y, never) => NodeMath.Select(never, y.Literal(0), y))];
        var first = SampleDerivatives.Pullback(sample, [.. guarded], SampleDerivatives.Weights(guarded, seed: 1));
        var second = SampleDerivatives.Pullback(sample, first, SampleDerivatives.Weights(first, seed: 2));
        var (expected, actual) = (sample.Evaluate(first.Concat(second)), sample.Evaluate(first.Concat(second), poisoned));
        Assert.Equal(SampleDerivatives.Flat(expected), SampleDerivatives.Flat(actual), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
    }

    private static Tensor Poisoned(Tensor tensor, int entry)
    {
        var entries = tensor.ToArray();
        entries[entry] = double.NaN;
        return Tensor.Of(tensor.DType, entries, [.. tensor.Lengths]);
    }

    // Finite values lie in the range that is claimed for operands in the hull of the sample's.
    [Theory, MemberData(nameof(Samples))]
    public void FiniteValuesLieInTheRange(string name)
    {
        var sample = OpSamples.Named(name);
        if (sample.Outputs is not [{ DType.IsFloat: true } y] || y.Inputs.Any(i => i.IsTuple)) return;
        var known = y.Op.RangeOf([.. sample.Evaluate(y.Inputs).Select(Hull)]);
        var general = y.Op.RangeOf([.. y.Inputs.Select(_ => Interval.All)]);
        Assert.All(sample.Evaluate([y])[0].ToArray().Where(double.IsFinite), v => Assert.True(known.Contains(v) && general.Contains(v), $"{v:R} is not in {known}"));
    }

    private static Interval Hull(Tensor tensor) =>
        tensor.Count == 0 || !tensor.DType.IsFloat ? Interval.All : new(tensor.ToArray().Min(), tensor.ToArray().Max());

    private static void Near(double[] expected, double[] actual)
    {
        var scale = expected.Where(double.IsFinite).Append(1).Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal((float)actual[i], actual[i]);
            Assert.True(expected[i] == actual[i] || Math.Abs(expected[i] - actual[i]) <= 2e-5 * scale, $"{actual[i]:R} in single precision, {expected[i]:R} in double");
        }
    }
}
