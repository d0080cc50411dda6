using SymDiff.Ops;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>Derivatives of every kind of loop within every other one, against finite differences; and how small they are.</summary>
public sealed class LoopDerivativeTests
{
    private static readonly Dictionary<string, Func<Node, Node, Func<Node, Node>, Node>> kinds = new()
    {
        ["map"] = (rows, w, f) => Sum(Loop.Map(rows, x => Exp(f(x) * w)), [0]),
        ["sum"] = (rows, w, f) => Loop.SumOver(rows, x => Exp(f(x) * w)),
        ["product"] = (rows, w, f) => Loop.ProductOver(rows, x => f(x) * w + 1.5),
        ["max"] = (rows, w, f) => Loop.MaxOver(Pad(rows), x => f(x) * w),
        ["fold"] = (rows, w, f) => Loop.Fold(w, rows, (h, x) => Exp(-h * f(x)) * 0.5),
        ["scan"] = (rows, w, f) => Sum(Loop.Scan(w, rows, (h, x) => (f(x) * h, Exp(h * 0.5)), reverse: true).Outputs, [0]),
        ["gather"] = (rows, w, f) => rows.Graph.SumOver(rows.Shape[0], i => f(rows[i % 2]) * f(rows[i]) * w),
        ["while"] = (rows, w, f) => Loop.While(w, h => Sum(h * h) < 20, h => h * 1.5 + f(h) * 0.25 + 0.5, bound: 20).Final,
        ["count"] = (rows, w, f) => Loop.Fold(w, Steps.Times(rows.Graph.Constant(3, DType.Int32), bound: 4), (h, i) => f(h) * 0.5 + w),
        ["cond"] = (rows, w, f) => Loop.SumOver(rows, x => Cond(Sum(x) > 0, () => f(x) * w, () => Exp(f(x)))),
        ["sqrt"] = (rows, w, f) => Loop.Fold(w, rows, (h, x) => Exp(-h) * f(x), checkpoint: Checkpoint.SquareRoot),
    };

    public static IEnumerable<object[]> Single => kinds.Keys.SelectMany(_ => new[] { 4, 1, 0 }, (kind, n) => new object[] { kind, n });

    public static IEnumerable<object[]> Pairs => kinds.Keys.SelectMany(_ => kinds.Keys, (outer, inner) => new object[] { outer, inner });

    [Theory, MemberData(nameof(Single))]
    public void OrdersOneToThree(string kind, int n)
    {
        var s = new Sample();
        var y = kinds[kind](s.Matrix(n, 2), s.Vector(2), x => x * x - 0.3 * x);
        OpSample sample = new(kind, y, s.Values), gradient = new(kind, Weighted(new(kind, y, s.Values)), s.Values);
        SampleDerivatives.ReverseAgreesWithFiniteDifferences(sample);
        SampleDerivatives.SecondOrderAgreesWithFiniteDifferences(sample);
        SampleDerivatives.SecondOrderAgreesWithFiniteDifferences(gradient);
        SampleDerivatives.ReverseAndForwardAreAdjoint(gradient);
    }

    [Theory, MemberData(nameof(Pairs))]
    public void OneLoopInAnother(string outer, string inner)
    {
        var s = new Sample();
        var (rows, others, w, v) = (s.Matrix(3, 2), s.Matrix(2, 2), s.Vector(2), s.Vector(2));
        var y = kinds[outer](rows, w, x => 0.3 * kinds[inner](others, v, u => u * x * 0.7 + 0.1 * v) - x);
        OpSample sample = new(outer + " of " + inner, y, s.Values);
        SampleDerivatives.ReverseAgreesWithFiniteDifferences(sample);
        SampleDerivatives.SecondOrderAgreesWithFiniteDifferences(sample);
        SampleDerivatives.ReverseAndForwardAreAdjoint(sample);
    }

    // both ways to H·v are the finite difference of the gradient
    [Theory, MemberData(nameof(Single))]
    public void ProductsWithTheHessian(string kind, int n)
    {
        var graph = new Graph();
        var (rows, w) = (graph.Variable("rows", [n, 2]), graph.Variable("w", [2]));
        var f = graph.Function("f", [rows, w], [Sum(kinds[kind](rows, w, x => x * x - 0.3 * x))]);
        var random = new Random(5);
        Tensor[] at = [Random(random, n, 2), Random(random, 2)], v = [Random(random, n, 2), Random(random, 2)];
        var expected = f.Gradient() is var gradient
            ? Flat(gradient.Evaluate(Moved(at, v, 1e-4))).Zip(Flat(gradient.Evaluate(Moved(at, v, -1e-4))), (a, b) => (a - b) / 2e-4).ToList() : [];
        foreach (var mode in new[] { HessianMode.ForwardOverReverse, HessianMode.ReverseOverReverse })
        {
            var product = Flat(f.HessianVectorProduct(mode).Evaluate([.. at, .. v]));
            Assert.Equal(expected.Count, product.Length);
            Assert.All(expected.Zip(product), p => Assert.Equal(p.First, p.Second, 1e-5 * Math.Max(1, Math.Abs(p.First))));
        }
    }

    // a loop without bound stores as it goes, and goes twice
    [Fact]
    public void AWhileLoopWithoutBound()
    {
        var s = new Sample();
        var y = Loop.While(s.Scalar(within: Interval.Between(1.5, 2)), x => x < 50, x => x * x - 0.5).Final;
        SampleDerivatives.ReverseAgreesWithFiniteDifferences(new("while", y, s.Values));
        var f = new Function("f", s.Values.Keys, [y]);
        double x0 = s.Values.Values.Single().ToDouble(), e = 1e-5;
        var second = (f.Gradient().Evaluate(x0 + e)[0] - f.Gradient().Evaluate(x0 - e)[0]) / (2 * e);
        Assert.Equal(second, f.HessianVectorProduct().Evaluate(x0, 1.0)[0], 1e-4 * Math.Abs(second));
    }

    // nothing that a derivative of an independent loop keeps has the loop's axis
    [Fact]
    public void IndependentLoopsKeepNothing()
    {
        var graph = new Graph();
        var (rows, w) = (graph.Variable("rows", [graph.Dim("n"), 2]), graph.Variable("w", [2]));
        var f = graph.Function("f", [rows, w], [Log(Loop.SumOver(rows, x => Exp(Sum(x * w))))]);
        foreach (var derivative in new[] { f.ValueAndGradient("w"), f.HessianVectorProduct(HessianMode.ReverseOverReverse, "w") })
        {
            Assert.All(Traversal.PostOrder(derivative.Outputs).Where(n => n.Op is LoopOp), n => Assert.All(((LoopOp)n.Op).Outputs, o => Assert.IsType<LoopOutput.Summed>(o)));
        }
    }

    // the forward loop that stores what the reverse one reads is the only forward loop
    [Fact]
    public void TheForwardLoopRunsOnce()
    {
        var graph = new Graph();
        var (rows, w) = (graph.Variable("rows", [graph.Dim("n"), 2]), graph.Variable("w", [2]));
        var y = Sum(Exp(Loop.Fold(w, rows, (h, x) => Tanh(h * x) + w)));
        var gradient = Gradient.Of(y, [w])[0];
        Assert.Equal(2, Traversal.PostOrder([gradient]).Count(n => n.Op is LoopOp));
        var product = Hessian.VectorProduct(y, [w], [graph.Variable("v", [2])], HessianMode.ReverseOverReverse)[0];
        Assert.Equal(4, Traversal.PostOrder([product]).Count(n => n.Op is LoopOp));
    }

    // tanh is computed in the forward loop and kept: the reverse one has no call
    [Fact]
    public void WhatIsExpensiveIsKept()
    {
        var graph = new Graph();
        var (rows, w) = (graph.Variable("rows", [graph.Dim("n"), 2]), graph.Variable("w", [2, 2]));
        var y = Sum(Loop.Fold(graph.Variable("h", [2]), rows, (h, x) => Tanh(MatMul(w, h) + x)));
        var loops = Traversal.PostOrder(Gradient.Of(y, [w])).Where(n => n.Op is LoopOp).Select(n => (LoopOp)n.Op).ToList();
        Assert.Equal([1, 0], loops.Select(l => l.Body.Nodes.Count(n => n.Op.Name == "Tanh")));
    }

    // what an inner loop computes is kept by the outer one: as much as is carried anyway
    [Fact]
    public void AnInnerLoopThatNeedsNoMoreMemoryIsNotRunAgain()
    {
        var graph = new Graph();
        var (rows, h0, w) = (graph.Variable("rows", [graph.Dim("n")]), graph.Variable("h", [graph.Dim("layers")]), graph.Variable("w", [graph.Dim("layers")]));
        var last = Loop.Fold(h0, rows, (h, x) => Loop.Scan(x, h0.Shape[0], (input, layer) => (Tanh(input * w[layer] + h[layer]), Tanh(input * w[layer] + h[layer]))).Outputs);
        var f = graph.Function("f", [rows, h0, w], [Sum(last)]);
        var gradient = f.Gradient("w");
        Assert.Equal(1, Bodies(gradient.Outputs).SelectMany(b => b.Nodes).Count(n => n.Op.Name == "Tanh"));
        Tensor[] at = [Tensor.Vector(0.5, -0.25, 1), Tensor.Vector(0.1, 0.2), Tensor.Vector(0.75, -1)];
        var expected = Enumerable.Range(0, 2).Select(i => (Moved(i, 1e-5) - Moved(i, -1e-5)) / 2e-5).ToArray();
        Assert.All(expected.Zip(gradient.Evaluate(at)[0].ToArray()), p => Assert.Equal(p.First, p.Second, 1e-9));

        double Moved(int i, double by) => f.Evaluate(at[0], at[1], Tensor.Vector(0.75 + (i == 0 ? by : 0), -1 + (i == 1 ? by : 0)))[0].ToDouble();
    }

    // an adjoint that is the same in every iteration is shared
    [Fact]
    public void AnAdjointWithoutTheLoopsAxisIsShared()
    {
        var graph = new Graph();
        var (rows, w) = (graph.Variable("rows", [graph.Dim("n")]), graph.Variable("w"));
        var y = Log(Sum(Loop.Map(rows, x => Exp(x * w))));
        var reverse = (LoopOp)Traversal.PostOrder([ReverseMode.BuildGrad(y, w)[w]!.Value]).Last(n => n.Op is LoopOp).Op;
        Assert.Equal(1, reverse.Inputs.Count(i => i is LoopInput.Sliced));
    }

    private static IEnumerable<Body> Bodies(IEnumerable<Node> nodes) =>
        Traversal.PostOrder(nodes).Select(n => n.Op).OfType<LoopOp>().SelectMany(l => Bodies(l.Body.Outputs).Prepend(l.Body));

    private static Node Pad(Node rows) => rows.Shape[0] == 0 ? Concatenate([rows, rows.Graph.Full([1, 2], 0.25)]) : rows;

    // Σ w·(gradient by every input), as one node
    private static Node Weighted(OpSample sample)
    {
        var gradient = SampleDerivatives.Gradient(sample);
        return gradient.Zip(SampleDerivatives.Weights(gradient, seed: 9), (g, weight) => Sum(g * weight)).Aggregate((a, b) => a + b);
    }

    private static Tensor Random(Random random, params int[] lengths) =>
        Tensor.Of([.. Enumerable.Range(0, lengths.Aggregate(1, (a, b) => a * b)).Select(_ => 2 * random.NextDouble() - 0.8)], lengths);

    private static Tensor[] Moved(Tensor[] at, Tensor[] v, double step) =>
        [.. at.Zip(v, (a, b) => Tensor.Of([.. a.ToArray().Zip(b.ToArray(), (p, q) => p + step * q)], [.. a.Lengths]))];

    private static double[] Flat(IEnumerable<Tensor> tensors) => SampleDerivatives.Flat(tensors);
}
