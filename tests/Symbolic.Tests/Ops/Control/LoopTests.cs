using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>The words for loops compute what the same loops in C# do, and what they build is as small as it should be.</summary>
public sealed class LoopTests
{
    private static readonly double[] xs = [0.5, -1.25, 2, 0.75];
    private static readonly double[] ys = [1, 3, -0.5, 0.25];
    private readonly Graph graph = new();
    private readonly Dim n;
    private readonly Node x, y, w;

    public LoopTests()
    {
        n = graph.Dim("n");
        (x, y, w) = (graph.Variable("x", [n]), graph.Variable("y", [n]), graph.Variable("w"));
    }

    [Fact]
    public void AMapGivesRows() => Assert.Equal([.. xs.Select(v => Math.Exp(v) * 3)], Value(Loop.Map(x, v => Exp(v) * w)));

    [Fact]
    public void AMapOverTwo() => Assert.Equal([.. xs.Zip(ys, (a, b) => a * b)], Value(Loop.Map(x, y, (a, b) => a * b)));

    [Fact]
    public void AMapOfATupleGivesTwo()
    {
        var (square, sign) = Loop.Map(x, v => (v * v, v > 0));
        Assert.Equal([.. xs.Select(v => v * v)], Value(square));
        Assert.Equal([1, 0, 1, 1], Value(sign));
    }

    [Fact]
    public void Sums() => Assert.Equal([xs.Sum(v => v * v)], Value(Loop.SumOver(x, v => v * v)));

    [Fact]
    public void SumsOverNumbers() => Assert.Equal([xs.Select((v, i) => v * i).Sum()], Value(graph.SumOver(n, i => x[i] * Cast(i, DType.Float64))));

    [Fact]
    public void ProductsAndExtrema()
    {
        Assert.Equal([xs.Aggregate(1.0, (p, v) => p * v)], Value(Loop.ProductOver(x, v => v)));
        Assert.Equal([2], Value(Loop.MaxOver(x, v => v)));
        Assert.Equal([-1.25], Value(Loop.MinOver(x, v => v)));
    }

    [Fact]
    public void AFoldCarries() => Assert.Equal([xs.Aggregate(3.0, (h, v) => h * 0.5 + v)], Value(Loop.Fold(w, x, (h, v) => h * 0.5 + v)));

    [Fact]
    public void AFoldBackwardsStartsAtTheEnd() => Assert.Equal([xs.Reverse().Aggregate(3.0, (h, v) => h * 0.5 + v)], Value(Loop.Fold(w, x, (h, v) => h * 0.5 + v, reverse: true)));

    [Fact]
    public void AScanGivesTheLastAndEveryOutput()
    {
        var (last, all) = Loop.Scan(w, x, (h, v) => (h + v, h));
        Assert.Equal([3 + xs.Sum()], Value(last));
        Assert.Equal([3, 3.5, 2.25, 4.25], Value(all));
    }

    // rows are indexed by their number, not by the order in which they come about
    [Fact]
    public void AScanBackwardsPutsRowsWhereTheyBelong() => Assert.Equal([4.5, 5.75, 3.75, 3], Value(Loop.Scan(w, x, (h, v) => (h + v, h), reverse: true).Outputs));

    [Fact]
    public void ARecordIsCarried()
    {
        var swing = Loop.Fold(new Swing(w, w * 0), 3, (s, i) => new(s.Position + 0.5 * s.Speed, s.Speed - 0.5 * s.Position));
        var (position, speed) = (3.0, 0.0);
        for (var i = 0; i < 3; i++) (position, speed) = (position + 0.5 * speed, speed - 0.5 * position);
        Assert.Equal([position], Value(swing.Position));
        Assert.Equal([speed], Value(swing.Speed));
    }

    [Fact]
    public void AnArrayIsCarried()
    {
        var fibonacci = Loop.Fold(new[] { graph.Constant(0), graph.Constant(1) }, 10, (f, i) => [f[1], f[0] + f[1]]);
        Assert.Equal([55], Value(fibonacci[0]));
    }

    [Fact]
    public void AWhileLoopCounts()
    {
        var (last, count) = Loop.While(w, v => v < 100, v => v * 2);
        Assert.Equal([192], Value(last));
        Assert.Equal([6], Value(count));
    }

    [Fact]
    public void ANumberOfIterationsIsComputed()
    {
        var count = Cast(w, DType.Int32);
        Assert.Equal([24], Value(Loop.Fold(w, Steps.Times(count), (h, i) => h * 2)));
        Assert.Equal([0, 1, 4, 0, 0], Value(graph.Map(Steps.Times(count, bound: 5), i => i * i)));
    }

    [Fact]
    public void ARangeStartsWhereItIsTold() => Assert.Equal([2 + 3 + 4], Value(graph.SumOver(Steps.Range(2, 5), i => i)));

    [Fact]
    public void OtherRowsAreRead()
    {
        Assert.Equal([.. xs.Skip(1).Zip(xs, (now, before) => now - before)], Value(graph.Map(Steps.Range(1, n), i => x[i] - x[i - 1])));
        var k = graph.Variable("k", [n], DType.Int32);
        var f = graph.Function("f", [x, k], [graph.Map(n, i => x[k[i]])]);
        Assert.Equal([2, 0.5, 0.5, -1.25], f.Evaluate(Tensor.Vector(xs), Tensor.Of(DType.Int32, [2, 0, 0, 1], 4))[0].ToArray());
    }

    // x[i] and x[i - 1] are views of x, x[k[i]] is a row of it: no other array is made
    [Fact]
    public void ReadsOfRowsAreKindsOfInputs()
    {
        var k = graph.Variable("k", [n], DType.Int32);
        Assert.Equal<LoopInput>([new LoopInput.Sliced(), new LoopInput.Sliced()], Op(graph.SumOver(Steps.Range(1, n), i => x[i] * x[i - 1])).Inputs);
        Assert.Equal(["Gathered", "Sliced"], Op(graph.SumOver(n, i => x[k[i]])).Inputs.Select(i => i.GetType().Name).Order());
    }

    [Fact]
    public void EntriesOfAMatrixAreReadInNestedLoops()
    {
        var matrix = graph.Variable("A", [3, 2]);
        var total = graph.SumOver(3, i => graph.SumOver(2, j => matrix[i, j] * Cast(i + 10 * j, DType.Float64)));
        Assert.Equal([0 * 1 + 10 * 2 + 1 * 3 + 11 * 4 + 2 * 5 + 12 * 6], graph.Function("f", [matrix], [total]).Evaluate(Tensor.Of([1, 2, 3, 4, 5, 6], 3, 2))[0].ToArray());
        // each loop takes rows: nothing is gathered entry by entry
        Assert.All(Op(total).Inputs, i => Assert.IsType<LoopInput.Sliced>(i));
    }

    [Fact]
    public void WhatDoesNotVaryIsComputedOutside()
    {
        var loop = Op(Loop.SumOver(x, v => v * Exp(w) * Exp(w + 1)));
        Assert.DoesNotContain(loop.Body.Nodes, node => node.Op.Name == "Exp");
        var nested = Op(Loop.SumOver(x, a => Loop.SumOver(y, b => b * Exp(a))));
        var inner = (LoopOp)nested.Body.Nodes.Single(node => node.Op is LoopOp).Op;
        Assert.Contains(nested.Body.Nodes, node => node.Op.Name == "Exp");
        Assert.DoesNotContain(inner.Body.Nodes, node => node.Op.Name == "Exp");
    }

    [Fact]
    public void EqualLoopsAreTheSameNode()
    {
        Assert.Same(Loop.SumOver(x, a => a * w * 2), Loop.SumOver(x, b => b * w * 2));
        // the order in which arguments are met does not matter
        Assert.Same(Loop.SumOver(x, y, (a, b) => a * b - w), Loop.SumOver(y, x, (b, a) => a * b - w));
        Assert.NotSame(Loop.SumOver(x, a => a * w), Loop.SumOver(y, a => a * w));
        Assert.Same(
            Loop.Fold(w, x, (h, v) => Loop.Fold(h, y, (g, u) => g * u + v)),
            Loop.Fold(w, x, (s, t) => Loop.Fold(s, y, (p, q) => p * q + t)));
    }

    [Fact]
    public void OutputsAndInputsThatNobodyNeedsVanish()
    {
        var (last, _) = Loop.Fold((w, w), x, (h, v) => (h.Item1 * 2, h.Item2 * v * h.Item1));
        Assert.Equal(2, Op(last).Inputs.Count(i => i is LoopInput.Carried));   // the loop has both outputs
        Assert.Single(Op(Loop.Map(x, y, (a, b) => a * a)).Inputs);
        // equal arguments are one
        Assert.Single(Op(Loop.Map(x, x, (a, b) => a * b)).Inputs);
    }

    [Fact]
    public void CarriesThatStayEqualAreOne() => Assert.Single(Op(Loop.Fold((w, w), x, (h, v) => (h.Item1 * v, h.Item2 * v)).Item1).Inputs, i => i is LoopInput.Carried);

    // zero iterations: the first value, 0, 1, -infinity, no rows
    [Fact]
    public void NoIterationIsWellDefined()
    {
        var empty = Tensor.Vector();
        Node[] outputs =
        [
            Loop.Fold(w, x, (h, v) => h * v), Loop.SumOver(x, v => v), Loop.ProductOver(x, v => v), Loop.MaxOver(x, v => v), Loop.MinOver(x, v => v), Loop.Map(x, v => v * 2),
            Loop.While(w, v => v > 100, v => v * 2).Final, Loop.While(w, v => v > 100, v => v * 2).Count,
        ];
        var values = graph.Function("f", [x, w], outputs).Evaluate(empty, 3.0);
        Assert.Equal([3, 0, 1, double.NegativeInfinity, double.PositiveInfinity, 3, 0], values.SelectMany(v => v.ToArray()));
        Assert.Equal(0, values[5].Count);
    }

    [Fact]
    public void OneFunctionServesEverySize()
    {
        var f = graph.Function("f", [x, w], [Loop.Fold(w, x, (h, v) => h * v)]);
        foreach (var size in new[] { 0, 1, 5 })
            Assert.Equal(3 * Math.Pow(2, size), f.Evaluate(Tensor.Vector([.. Enumerable.Repeat(2.0, size)]), 3.0)[0].ToDouble());
    }

    [Fact]
    public void ALoopIsCalledFromAnotherGraphAndForOtherSizes()
    {
        var f = graph.Function("f", [x, w], [Loop.Fold(w, x, (h, v) => h * v + Loop.SumOver(x, u => u * v))]);
        var other = new Graph();
        var (a, b) = (other.Variable("a", [4]), other.Variable("b"));
        var called = other.Function("g", [a, b], f.Call(a, b));
        Assert.Equal(f.Evaluate(Tensor.Vector(xs), 3.0)[0].ToArray(), called.Evaluate(Tensor.Vector(xs), 3.0)[0].ToArray());
        Assert.Equal(4, Op(called.Outputs[0]).Length);
    }

    // a body of 20,000 nodes, and 1,000 loops inside of each other's arguments
    [Fact]
    public void DeepBodiesAreOrdinary()
    {
        var f = graph.Function("f", [x], [Loop.SumOver(x, v => Enumerable.Range(0, 10_000).Aggregate(v, (u, _) => Exp(-u)))]);
        Assert.True(double.IsFinite(f.Gradient().Evaluate(Tensor.Vector(xs))[0].ToArray()[0]));
        var chain = Enumerable.Range(0, 1000).Aggregate(x, (u, _) => Loop.Map(u, v => v * 0.5));
        Assert.Equal(Math.Pow(0.5, 1000) * 0.5, graph.Function("g", [x], [chain]).Evaluate(Tensor.Vector(xs))[0].ToArray()[0]);
    }

    internal static LoopOp Op(Node node) => (LoopOp)(node.Op is Output ? node.Inputs[0] : node).Op;

    private double[] Value(Node node)
    {
        var read = new HashSet<Node>(Traversal.PostOrder([node]));
        var inputs = new (Node Node, Tensor Value)[] { (x, Tensor.Vector(xs)), (y, Tensor.Vector(ys)), (w, 3.0) }.Where(p => read.Contains(p.Node)).ToList();
        return graph.Function("f", inputs.Select(p => p.Node), [node]).Evaluate([.. inputs.Select(p => p.Value)])[0].ToArray();
    }

    private sealed record Swing(Node Position, Node Speed);
}
