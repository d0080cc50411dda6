using SymDiff.Ops;
using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>What is printed of any op is read back as the same node; but for a gradient that is code of the user's.</summary>
public sealed class RoundTripTests
{
    private static IEnumerable<OpSample> Samples => OpSamples.All.Concat(RowSamples.All).Where(s => Traversal.PostOrder(s.Outputs).TrueForAll(n => n.Op is not CustomGradient));

    public static TheoryData<string> Names => [.. Samples.Select(s => s.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatIsPrintedIsReadBack(string name)
    {
        var sample = Samples.First(s => s.Name == name);
        var printed = new Function("f", sample.Inputs, sample.Outputs);
        var read = Function.Parse(printed.ToMath());
        Assert.Equal(printed.Inputs.Select(i => i.Type), read.Inputs.Select(i => i.Type));
        if (printed.Inputs.IsEmpty) Assert.Equal(printed.ToMath(), read.ToMath());   // nothing says in which graph to call it
        else Assert.Equal(printed.Outputs.ToArray(), read.Call([.. printed.Inputs]).ToArray());
    }

    // Loops within loops, with branches, of every kind; and what derivation makes of them
    [Theory]
    [InlineData("(double[n] x, double[n] y) => Enumerable.Range(0, n).Sum(i => x[i]*exp(y[i]*i))")]
    [InlineData("(double[n] x, w) => x.Aggregate((w, 0), (s, v) => (s.Item1*v + w, s.Item2 + sin(s.Item1))).Item2")]
    [InlineData("(double[n, m] A, double[m] v) => A.Select(row => row.Zip(v, (a, b) => exp(a*b)).Sum()).Max()")]
    [InlineData("(double[n] x, int[m] k) => Enumerable.Range(0, m).Sum(i => k[i] > 0 ? x[k[i] - 1]*x[k[i]] : 2)")]
    [InlineData("(double[n] x, w) => Enumerable.Range(0, n).Select(i => x.Sum(v => v*x[i]^2*w)).Sum(v => exp(-v))")]
    [InlineData("(w, int k) => Enumerable.Range(0, k).Aggregate(w, (s, i) => s*s - i*w)")]
    public void LoopsAndTheirDerivativesAreReadBack(string text)
    {
        var value = Function.Parse(text);
        foreach (var f in new[] { value, value.Simplify(), value.Gradient(), value.ValueAndGradient(), value.HessianVectorProduct() })
        {
            var read = Function.Parse(f.ToMath());
            if (f.Outputs.Length > 1) Assert.Equal(f.OutputNames.ToArray(), read.OutputNames.ToArray());
            Assert.Equal(f.ToMath(), read.ToMath());
            Assert.Equal(Values(f), Values(read));   // where parentheses are left out the nodes may be others
        }
    }

    private static double[] Values(Function f) => [.. f.Evaluate([.. f.Inputs.Select(Value)]).SelectMany(v => v.ToArray()).Select(v => Math.Round(v, 12))];

    private static Tensor Value(Node input)
    {
        var lengths = input.Shape.Evaluate(new Dictionary<string, int> { ["n"] = 3, ["m"] = 2 });
        return Tensor.Of(input.DType, [.. Enumerable.Range(1, lengths.Aggregate(1, (a, b) => a * b)).Select(i => input.DType.IsFloat ? 0.25 * i : i)], lengths);
    }

    [Fact]
    public void DerivativesAreReadBackToo()
    {
        var gradient = Function.Parse("(double[n, 3] X, double[n] y, double[3] w) => mean(softplus(y*(X @ w)))").ValueAndGradient();
        var read = Function.Parse(gradient.ToMath());
        Assert.Equal(gradient.OutputNames.ToArray(), read.OutputNames.ToArray());
        Assert.Equal(gradient.Outputs.ToArray(), read.Call([.. gradient.Inputs]).ToArray());
    }
}
