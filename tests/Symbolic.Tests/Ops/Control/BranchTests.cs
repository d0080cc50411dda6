using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>Branches compute one side, and their derivatives too.</summary>
public sealed class BranchTests
{
    [ThreadStatic]
    private static int calls;

    private readonly Graph graph = new();
    private readonly Node x;

    public BranchTests() => x = graph.Variable("x");

    [Theory]
    [InlineData(2.0, 0.5, -0.25)]
    [InlineData(-2.0, -4.0, 2.0)]
    public void OneSideAndItsDerivatives(double at, double first, double second)
    {
        var f = graph.Function("f", [x], [Cond(x > 0, () => Log(x), () => x * x)]);
        Assert.Equal([at > 0 ? Math.Log(at) : at * at], f.Evaluate(at));
        Assert.Equal([first], f.Gradient().Evaluate(at));
        Assert.Equal([second], f.Gradient().Gradient().Evaluate(at));
    }

    [Fact]
    public void TheOtherSideIsNotComputed()
    {
        var f = graph.Function("f", [x], [Cond(x > 0, () => Counting(x), () => x)]);
        calls = 0;
        f.ValueAndGradient().Evaluate(-1.0);
        Assert.Equal(0, calls);
        f.Evaluate(1.0);
        Assert.Equal(1, calls);
    }

    // the second branch builds what the first has built already: it is a part of each, and of neither surroundings
    [Fact]
    public void EqualSidesOfTwoBranchesStayInside()
    {
        var first = Cond(x > 0, () => Counting(x), () => x);
        var second = Cond(x > 1, () => Counting(x) * 2, () => x);
        calls = 0;
        Assert.Equal([-2], graph.Function("f", [x], [first + second]).Evaluate(-1.0));
        Assert.Equal(0, calls);
    }

    [Fact]
    public void WhatExistsBeforeIsShared()
    {
        var before = Counting(x);
        var branch = Cond(x > 0, () => before + 1, () => before - 1);
        Assert.DoesNotContain(((BranchOp)branch.Op).Then.Nodes, n => n.Op.Name == "Cubed");
    }

    // log(x) is computed outside and guarded inside: its derivative at x = 0 does not reach the other side, at any order
    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    public void NoNaNLeavesTheSideThatIsNotTaken(double at)
    {
        var log = Log(x);
        var f = graph.Function("f", [x], [Cond(x > 0, () => Exp(log) * log, () => x * x * x)]);
        Assert.Equal([3 * at * at], f.Gradient().Evaluate(at));
        Assert.Equal([6 * at], f.Gradient().Gradient().Evaluate(at));
        Assert.Equal([6], f.Gradient().Gradient().Gradient().Evaluate(at));
    }

    [Fact]
    public void ABranchInEveryIteration()
    {
        var v = graph.Variable("v", [4]);
        var f = graph.Function("f", [v], [Loop.SumOver(v, u => Cond(u > 0, () => Sqrt(u), () => u * 0))]);
        Assert.Equal([0, 0.5, 0, 0.25], f.Gradient().Evaluate(Tensor.Vector(0, 1, -1, 4))[0].ToArray());
    }

    [Fact]
    public void ATupleComesOutOfABranch()
    {
        var (low, high) = Cond(x > 0, () => (-x, x), () => (x, -x));
        Assert.Equal([-3, 3], graph.Function("f", [x], [low, high]).Evaluate(3.0));
    }

    [Fact]
    public void EqualBranchesAreTheSameNode() =>
        Assert.Same(Cond(x > 0, () => Log(x), () => x), Cond(x > 0, () => Log(x), () => x));

    private static Node Counting(Node x) => Unary.Of(x, Cubed, (x, y) => 3 * x * x);

    private static double Cubed(double x)
    {
        calls++;
        return x * x * x;
    }
}
