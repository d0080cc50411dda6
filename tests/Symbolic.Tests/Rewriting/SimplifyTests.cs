using SymDiff.Rewriting;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>Simplification as lines of mathematics: interning makes the same form the same node.</summary>
public sealed class SimplifyTests
{
    private readonly Graph graph = new();
    private readonly Node x, y, v, w, m;
    private readonly Node truth;

    public SimplifyTests()
    {
        (x, y) = (graph.Variable("x"), graph.Variable("y"));
        (v, w, m) = (graph.Variable("v", [3]), graph.Variable("w", [3]), graph.Variable("m", [2, 3]));
        truth = graph.Variable("p", [], DType.Bool);
    }

    [Fact]
    public void Neutral()
    {
        Assert.Same(x, (x * 1).Simplify());
        Assert.Same(x, (0 + x).Simplify());
        Assert.Same(x, (x - 0).Simplify());
        Assert.Same(x, (x / 1).Simplify());
        Assert.Same(-x, (0 - x).Simplify());
        Assert.Same(-x, (x * -1).Simplify());
    }

    [Fact]
    public void WhatCancels()
    {
        Assert.Same(graph.Constant(0), (x - x).Simplify());
        Assert.Same(graph.Constant(0), (0 * x).Simplify());
        Assert.Same(x, (x + y - y).Simplify());
        Assert.Same(x, (-(-x)).Simplify());
        Assert.Same(x * y, (-x * -y).Simplify());
        Assert.Same(y - x, (-(x - y)).Simplify());
    }

    // x/x is 1 only where x is known not to be 0
    [Fact]
    public void ConditionsReadRanges()
    {
        Assert.Same(x / x, (x / x).Simplify());
        var positive = x * x + 1;
        Assert.Same(graph.Constant(1), (positive / positive).Simplify());
        Assert.Same(graph.Constant(0, DType.Bool), (Exp(x) < 0).Simplify());
    }

    [Fact]
    public void EqualTermsAddUp()
    {
        Assert.Same(2 * x, (x + x).Simplify());
        Assert.Same(3 * x, (x + x + x).Simplify());
        Assert.Same(5 * x, (2 * x + 3 * x).Simplify());
        Assert.Same(x, (3 * x - 2 * x).Simplify());
        Assert.Same(6 * (x * x), (2 * (3 * (x * x))).Simplify());
        Assert.Same(x + 3, (1 + x + 2).Simplify());
        Assert.Same(x - 1, (x + 2 - 3).Simplify());
    }

    // a result keeps the shape and the dtype of what it replaces
    [Fact]
    public void ShapesAndDTypesStay()
    {
        Assert.Same(BroadcastTo(graph.Constant(0), [3]), (v * 0).Simplify());
        Assert.Same(BroadcastTo(x, [3]), (x * 1 + graph.Constant(Tensor.Vector(0, 0, 0))).Simplify());
        var k = graph.Variable("k", [], DType.Int32);
        Assert.Same(graph.Constant(0, DType.Int32), (k - k).Simplify());
        Assert.Same(2 * k, (k + k).Simplify());
        Assert.Same(k / k, (k / k).Simplify());
        var s = graph.Variable("s", [], DType.Float32);
        Assert.Same(graph.Constant(0, DType.Float32), (s * 0).Simplify());
        Assert.Same(BroadcastTo(graph.Constant(0, DType.Bool), [3]), Less(v, v).Simplify());
    }

    [Fact]
    public void ConstantsFold()
    {
        Assert.Same(graph.Constant(System.Math.Exp(0.5) + 1), (Exp(graph.Constant(0.5)) + 1).Simplify(RuleSets.Exact));
        Assert.Same(graph.Constant(Tensor.Vector(3, 6)), (graph.Constant(Tensor.Vector(1, 2)) * 3).Simplify());
        var zero = graph.Constant(0, DType.Int32);
        Assert.Same(zero / zero, (zero / zero).Simplify());
    }

    [Fact]
    public void ChoicesThatAreKnown()
    {
        Assert.Same(x, Select(truth, x, x).Simplify());
        Assert.Same(x, Select(truth | !truth, x, y).Simplify());
        Assert.Same(Select(truth, x, y), Select(truth, Select(truth, x, y * y), y).Simplify());
        Assert.Same(Select(truth, y, x), Select(!truth, x, y).Simplify());
        Assert.Same(Select(truth, x + y, 0), (Select(truth, x, 0) + Select(truth, y, 0)).Simplify());
        Assert.Same(Select(truth, Exp(x) / y, 0), Select(truth, Select(truth, Exp(x), 0) / y, 0).Simplify());
    }

    // a choice never becomes a product
    [Fact]
    public void AChoiceStaysAChoice()
    {
        var guarded = Select(x > 0, y / x, x.Literal(0));
        Assert.Same(guarded, guarded.Simplify());
    }

    [Fact]
    public void StructureMeets()
    {
        Assert.Same(m, m.T.T.Simplify());
        Assert.Same(m * m, (m.T * m.T).T.Simplify());
        Assert.Same(Exp(m), Exp(m.T).T.Simplify());
        Assert.Same(m * v, (m * BroadcastTo(v, [2, 3])).Simplify());
        Assert.Same(BroadcastTo(Exp(v), [2, 3]), Exp(BroadcastTo(v, [2, 3])).Simplify());
        Assert.Same(x * Sum(v), Sum(x * v).Simplify());
        Assert.Same(-Sum(v), Sum(-v).Simplify());
        Assert.Same(MatMul(m, v), MatMul(v, m.T).Simplify());
    }

    [Fact]
    public void OperandsOfCommutativeOpsHaveOneOrder()
    {
        var both = graph.Function("f", [x, y], [x * y, y * x]).Simplify();
        Assert.Same(both.Outputs[0], both.Outputs[1]);
        Assert.Same(2 * (x * y), (x * y + y * x).Simplify());
    }

    [Fact]
    public void TheLogNamesWhatFired()
    {
        var log = new RewriteLog();
        (x * 1 + -(-y)).Simplify(log: log);
        Assert.Equal("X * 1 -> X: x*1 -> x\n-(-X) -> X: -(-y) -> y", log.ToString());
    }

    [Fact]
    public void ExactRulesAloneKeepSumsWithZero()
    {
        Assert.Same(x + 0, (x * 1 + 0).Simplify(RuleSets.Exact));
        var f = graph.Function("f", [x], [x * 1]).Simplify();
        Assert.Same(f, f.Simplify());
    }

    // reshaped to a scalar, an entry stands among scalars as it is
    [Fact]
    public void AnEntryAmongScalarsStays()
    {
        var sum = x + Reshape(graph.Variable("entry", [1]), Shape.Scalar);
        Assert.Same(sum, sum.Simplify());
    }

    [Fact]
    public void RulesThatUndoEachOtherAreAnError()
    {
        RuleSet loop = [Pattern.Exact(Pattern.X + Pattern.Y, Pattern.X - -Pattern.Y, mayGrow: true), Pattern.Exact(Pattern.X - -Pattern.Y, Pattern.X + Pattern.Y)];
        var error = Assert.Throws<InvalidOperationException>(() => (x + y).Simplify(loop));
        Assert.Equal("The rewrite rules do not come to an end at x + y: two of them undo each other, or one makes its own left side again.", error.Message);
        RuleSet growing = [Pattern.Exact(Exp(Pattern.X), Exp(Exp(Pattern.X)), mayGrow: true)];
        Assert.Throws<InvalidOperationException>(() => Exp(x).Simplify(growing));
    }
}
