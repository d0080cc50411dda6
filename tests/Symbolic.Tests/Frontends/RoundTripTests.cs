using SymDiff.Ops;
using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>What is printed of any op is read back as the same node; of one that holds a function only files are.</summary>
public sealed class RoundTripTests
{
    private static IEnumerable<OpSample> Samples => OpSamples.All.Concat(RowSamples.All).Where(s => Traversal.PostOrder(s.Outputs).TrueForAll(n => n.Op is not (LoopOp or BranchOp or Recompute or CustomGradient)));

    public static TheoryData<string> Names => [.. Samples.Select(s => s.Name)];

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

    [Fact]
    public void DerivativesAreReadBackToo()
    {
        var gradient = Function.Parse("(double[n, 3] X, double[n] y, double[3] w) => mean(softplus(y*(X @ w)))").ValueAndGradient();
        var read = Function.Parse(gradient.ToMath());
        Assert.Equal(gradient.OutputNames.ToArray(), read.OutputNames.ToArray());
        Assert.Equal(gradient.Outputs.ToArray(), read.Call([.. gradient.Inputs]).ToArray());
    }
}
