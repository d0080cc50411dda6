using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>Recompute: the same numbers at every order, and a backward pass that reads nothing of the forward one.</summary>
public sealed class RecomputeTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [graph.Dim("n")]);

    private static Tensor At => Tensor.Vector(0.3, -1.2, 0.7);

    [Fact]
    public void ValuesAndDerivativesOfEveryOrderStay()
    {
        var plain = Sum(Sin(Exp(X)) * X);
        var again = Sum(Recompute(Sin(Exp(X)) * X));
        for (var order = 0; order < 4; order++)
        {
            Assert.Equal(Value(plain, At).ToDouble(), Value(again, At).ToDouble(), 1e-13);
            (plain, again) = (Sum(Gradient.Of(plain, [X])[0]), Sum(Gradient.Of(again, [X])[0]));
        }
    }

    [Fact]
    public void TheBackwardPassReadsACopy()
    {
        var inner = Exp(X);
        var table = ReverseMode.BuildGrad(Sum(Recompute(Sin(inner) * X)), X);
        var read = Traversal.PostOrder([table[X]!.Value]);
        Assert.DoesNotContain(inner, read);
        Assert.Contains(read, n => n.Inputs is [{ Op: SymDiff.Ops.Barrier }] && n.Op == inner.Op);
        Assert.Contains(inner, Traversal.PostOrder([ReverseMode.BuildGrad(Sum(Sin(inner) * X), X)[X]!.Value]));
    }

    [Fact]
    public void WhatIsKeptIsNotComputedAgain()
    {
        var inner = Exp(X);
        var y = Recompute(Sin(inner) * X, inner);
        Assert.Equal([inner, X], y.Inputs.ToArray());
        var read = Traversal.PostOrder([ReverseMode.BuildGrad(Sum(y), X)[X]!.Value]);
        Assert.Contains(inner, read);
        Assert.DoesNotContain(read, n => n.Inputs is [{ Op: SymDiff.Ops.Barrier }] && n.Op == inner.Op);
        Assert.Equal(GradientOf(Sum(Sin(Exp(X)) * X), At), GradientOf(Sum(y), At), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void EqualOnesAreOneNode()
    {
        Assert.Same(Recompute(Exp(X)), Recompute(Exp(X)));
        Assert.NotSame(Recompute(Exp(X)), Recompute(Sin(X)));
        Assert.Same(X, Recompute(X));
        var two = graph.Constant(2);
        Assert.Same(Exp(two), Recompute(Exp(two)));
    }

    [Fact]
    public void SizesAreBound()
    {
        var f = new Function("f", [X], [Sum(Recompute(Mean(X) * Exp(X)))]);
        var x = graph.Variable("three", [3]);
        Assert.Equal(Value(Sum(Mean(X) * Exp(X)), At).ToDouble(), Value(f.Call(x)[0], At).ToDouble(), 1e-15);
        Assert.Equal(GradientOf(Sum(Mean(X) * Exp(X)), At), GradientOf(f.Call(x)[0], At), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Mistakes() => Assert.Equal(
        "Recompute: the node y that is kept belongs to another graph than exp(x). (Parameter 'keep')",
        Assert.Throws<ArgumentException>(() => Recompute(Exp(X), new Graph().Variable("y"))).Message);
}
