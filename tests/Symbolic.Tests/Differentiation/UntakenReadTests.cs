using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>What a choice does not take may be out of range: value and derivatives are as if it were not there.</summary>
public sealed class UntakenReadTests
{
    public static TheoryData<string> Names => [.. UntakenRead.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void ValueAndGradient(string name)
    {
        var read = UntakenRead.All.Single(c => c.Name == name);
        Assert.Equal(read.Value, read.Function.Evaluate(read.Arguments)[0].ToDouble());
        var x = read.Function.Inputs[0];
        var raw = ReverseMode.BuildGrad(read.Function.Outputs[0], x)[x];
        Assert.Equal(read.Gradient, new Function("g", read.Function.Inputs, [raw is null ? 0 * x : raw.Value]).Evaluate(read.Arguments)[0].ToArray());
        Assert.Equal(read.Gradient, read.Function.Gradient().Evaluate(read.Arguments)[0].ToArray());
        Assert.Equal(read.Gradient, read.Function.Explain(read.Arguments)[x]!.Adjoint.ToArray());
    }

    // the same by forward mode over the gradient, and by reverse mode over it
    [Theory, MemberData(nameof(Names))]
    public void SecondDerivatives(string name)
    {
        var read = UntakenRead.All.Single(c => c.Name == name);
        var hessian = read.Function.Hessian("x").Evaluate(read.Arguments)[0].ToArray();
        double[] v = [1, -2, 0.5];
        var product = read.Function.HessianVectorProduct("x").Evaluate([.. read.Arguments, Tensor.Vector(v)])[0].ToArray();
        for (var i = 0; i < 3; i++) Assert.Equal(Enumerable.Range(0, 3).Sum(j => hessian[3 * i + j] * v[j]), product[i], 1e-9);
    }

    [Fact]
    public void WhatIsTakenIsAnError()
    {
        var read = UntakenRead.All.First();
        Tensor[] outside = [read.Arguments[0], Tensor.Scalar(4, DType.Int32)];
        const string message = "The index 3 is outside of axis 0 of f64[3]; expected 0 to 2.";
        Assert.Equal(message, Assert.Throws<ShapeException>(() => read.Function.Evaluate(outside)).Message);
        Assert.Equal("ScatterAdd: the index 3 is outside of axis 0; expected 0 to 2.", Assert.Throws<ShapeException>(() => read.Function.Gradient().Evaluate(outside)).Message);
    }

    [Fact]
    public void WhatIsAddedAtNoPlaceMayBeLeftOut()
    {
        var graph = new Graph();
        Node s = graph.Variable("s"), k = graph.Variable("k", dtype: DType.Int32);
        var f = graph.Function("f", [s, k], [Select(k < 3, Sum(ScatterAdd(Square(s), k, 0, 3) * graph.Constant(Tensor.Vector(1, 2, 3))), s)]);
        Assert.Equal([4, 8 * 2], f.ValueAndGradient("s").Evaluate(2, Tensor.Scalar(1, DType.Int32)).Select((v, i) => i == 0 ? v.ToDouble() / 2 : v.ToDouble() * 2));
        Assert.Equal([2, 1], f.ValueAndGradient("s").Evaluate(2, Tensor.Scalar(5, DType.Int32)).Select(v => v.ToDouble()));
    }
}
