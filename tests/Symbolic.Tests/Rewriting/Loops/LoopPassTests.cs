using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Rewriting;
using SymDiff.Rewriting.Loops;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting.Loops;

/// <summary>Passes on loops keep values, and do what they are there for.</summary>
public sealed class LoopPassTests
{
    private static readonly Dictionary<string, Pass> passes = new Pass[]
    {
        new DropUnread(), new HoistInvariants(), new SumStacks(), new FactorShared(), new MoveSums(), new MergeLoops(), new UnrollLoops(4), new InlineLoops(),
        new SimplifyBodies(() => Simplification.Standard),
    }.ToDictionary(p => p.Name);

    private readonly Graph graph = new();
    private readonly Dim n;
    private readonly Node x, w, m;

    public LoopPassTests()
    {
        n = graph.Dim("n");
        (x, w, m) = (graph.Variable("x", [n, 3]), graph.Variable("w", [3]), graph.Variable("m", [3, 3]));
    }

    public static IEnumerable<object[]> Samples =>
        from sample in OpSamples.All
        where sample.Op is LoopOp or BranchOp || Traversal.PostOrder(sample.Outputs).Any(o => o.Op is LoopOp or BranchOp)
        from pass in passes.Keys.Append("Standard")
        select new object[] { sample.Name, pass };

    // value, gradient and second derivative of every sample
    [Theory, MemberData(nameof(Samples))]
    public void ValuesStay(string name, string pass)
    {
        var sample = OpSamples.Named(name);
        ImmutableArray<Node> nodes = sample.Outputs;
        if (sample.Active.Length > 0 && sample.Differentiable.Length > 0)
        {
            var gradient = SampleDerivatives.Gradient(sample);
            nodes = [.. nodes, .. gradient, .. SampleDerivatives.Pullback(sample, gradient, SampleDerivatives.Weights(gradient, seed: 7))];
        }

        var rewritten = Simplification.Run(pass == "Standard" ? Simplification.Standard : [passes[pass]], nodes);
        Assert.Equal(nodes.Select(o => o.Type), rewritten.Select(o => o.Type));
        foreach (var (expected, actual) in sample.Evaluate(nodes).Zip(sample.Evaluate(rewritten)))
            Assert.All(expected.ToArray().Zip(actual.ToArray()), p => Assert.Equal(p.First, p.Second, 1e-10 * Math.Max(1, Math.Abs(p.First))));
    }

    [Fact]
    public void OutputsThatNobodyReadsVanishAlsoInNestedLoops()
    {
        var both = Loop.Map(x, row => Loop.Scan(w, 4, (h, i) => (h * row, Exp(h * Cast(i, DType.Float64)))));
        var loop = Op(Run<DropUnread>(both.Final));
        Assert.Single(loop.Outputs);
        var nested = (LoopOp)Op(Simplification.Run([new DropUnread(), new SimplifyBodies(() => [new DropUnread()])], [both.Final])[0]).Body.Nodes.Single(b => b.Op is LoopOp).Op;
        Assert.Single(nested.Outputs);
        Assert.DoesNotContain(nested.Body.Nodes, b => b.Op.Name == "Exp");
    }

    // fₖ = (fₖ₋₁ + x)·w from f₀ = sin x sums up to Σx·w/(1 - w) for |w| < 1 and k → ∞, and to Σ sin x + k·Σx for w = 1.
    [Fact]
    public void AChainOfAMillionSumsAndProductsMoves()
    {
        const int Count = 500_000;
        var moved = Run<MoveSums>(Loop.SumOver(x, row =>
        {
            var f = Sin(row);
            for (var k = 0; k < Count; k++) f = (f + row) * w;
            return f;
        }));
        double[] at = [0.25, -0.8, 1.1, 0.5, 0.9, -0.2];
        var sum = graph.Function("f", [x, w], [moved]).Evaluate(Tensor.Of(DType.Float64, at, [2, 3]), Tensor.Vector([1, 0.5, -0.5]))[0].ToArray();
        Assert.True(((LoopOp)Traversal.PostOrder([moved]).Single(node => node.Op is LoopOp).Op).Body.Nodes.Length < 10);
        Assert.Equal(Math.Sin(0.25) + Math.Sin(0.5) + (Count * 0.75), sum[0], 1e-4);
        Assert.Equal([0.1, -0.3], sum.Skip(1), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    // fₖ = fₖ₋₁ + fₖ₋₂ from f₀ = sin x and f₁ = w·sin x is F₅₉·f₀ + F₆₀·f₁, with Fibonacci's numbers: as many terms as sums, each once.
    [Fact]
    public void SumsOfTermsThatStandInManyMove()
    {
        var moved = Run<MoveSums>(Loop.SumOver(x, row =>
        {
            var (a, b) = (Sin(row), Sin(row) * w);
            for (var k = 2; k <= 60; k++) (a, b) = (b, a + b);
            return b;
        }));
        Assert.True(Traversal.PostOrder([moved]).Count < 100);
        double[] at = [0.3, -0.8, 1.1, 0.4, 0.9, -0.2], factors = [0.5, -1.5, 2];
        var sum = graph.Function("f", [x, w], [moved]).Evaluate(Tensor.Of(DType.Float64, at, [2, 3]), Tensor.Vector(factors))[0].ToArray();
        for (var j = 0; j < 3; j++)
        {
            var expected = (Math.Sin(at[j]) + Math.Sin(at[j + 3])) * (956722026041 + (1548008755920 * factors[j]));
            Assert.Equal(expected, sum[j], 1e-12 * Math.Abs(expected));
        }
    }

    [Fact]
    public void InvariantsAreHoisted()
    {
        // a body in which w is a carried value that never changes is none; here the invariant is made by substitution
        var f = graph.Function("f", [x, w], [Loop.SumOver(x, row => Loop.SumOver(x, other => Exp(row * w) * other))]);
        var gradient = f.Outputs[0];
        var hoisted = Run<HoistInvariants>(gradient);
        Assert.Same(gradient, hoisted);   // tracing hoists already
        var scaled = graph.Add(Op(Loop.SumOver(x, row => Exp(row * w))) with { }, x, w);
        Assert.Same(Loop.SumOver(x, row => Exp(row * w)), scaled);
    }

    [Fact]
    public void WhatADerivativeLeavesInvariantIsHoisted()
    {
        // ∂/∂w Σᵢ xᵢ·w² = Σᵢ xᵢ·2w: the factor is the same in every iteration
        var s = graph.Variable("s");
        var draft = new LoopDraft(graph) { Length = n };
        draft.Sum(Sum(draft.Slice(x)) * Exp(draft.Share(s) * 2));
        var loop = draft.Close()[0];
        var hoisted = Run<HoistInvariants>(loop);
        Assert.DoesNotContain(Op(hoisted).Body.Nodes, b => b.Op.Name == "Exp");
        Assert.Contains(hoisted.Inputs, i => i.Op.Name == "Exp");
    }

    // x[k] may be out of range, and where there is no iteration nobody asks
    [Fact]
    public void WhatMayFailIsNotHoisted()
    {
        var k = graph.Variable("k", dtype: DType.Int32);
        var draft = new LoopDraft(graph) { Length = n };
        draft.Sum(draft.Slice(x) * Gather(draft.Share(w), draft.Share(k)));
        var f = graph.Function("f", [x, w, k], [Run<HoistInvariants>(draft.Close()[0])]);
        Assert.Equal([0, 0, 0], f.Evaluate(Tensor.Of([], 0, 3), Tensor.Vector(1, 2, 3), Tensor.Scalar(9, DType.Int32))[0].ToArray());
    }

    [Fact]
    public void SumsOfRowsNeedNoRows()
    {
        var y = Sum(Loop.Map(x, row => Exp(row * w)));
        var loop = Simplification.Run([new SumStacks(), new DropUnread()], [y])[0];
        Assert.Equal<LoopOutput>([new LoopOutput.Summed(0)], Op(loop).Outputs);
        Assert.Equal(TensorType.Float64, loop.Type);
    }

    // Σᵢ Mᵀ·(M·xᵢ)∘xᵢ: the outer product with Mᵀ moves out, the inner one cannot
    [Fact]
    public void SumsMoveThroughLinearMaps()
    {
        var moved = Run<MoveSums>(Loop.SumOver(x, row => MatMul(m.T, MatMul(m, row) * row)));
        Assert.IsType<MatMul>(moved.Op);
        Assert.Single(Op(moved.Inputs[1]).Body.Nodes, b => b.Op is MatMul);
        var q = graph.Variable("q", [2, 3, 3]);
        Assert.IsType<Einsum>(Run<MoveSums>(Loop.SumOver(x, row => Einsum("kij,ki->kj", q, Exp(Einsum("kij,j->ki", q, row))))).Op);
        // each term on its own, and what does not vary counts the iterations
        var several = Run<MoveSums>(Loop.SumOver(x, row => MatMul(m, row) - row * w + w));
        Assert.Equal(1, Traversal.PostOrder([several]).Count(b => b.Op is LoopOp));
        Assert.Equal<LoopOutput>([new LoopOutput.Summed(0)], Op(Traversal.PostOrder([several]).Single(b => b.Op is LoopOp)).Outputs);
        Assert.Empty(Op(Traversal.PostOrder([several]).Single(b => b.Op is LoopOp)).Body.Nodes.Where(b => b.Op is not Variable));
    }

    // the sign stands before the one sum, not before a factor in each iteration
    [Fact]
    public void SignsOfFactorsMoveOut()
    {
        var moved = Run<MoveSums>(Loop.SumOver(x, row => -Reshape(Exp(row), [3, 1]) * Sin(row)));
        Assert.Equal("Negate", moved.Op.Name);
        Assert.DoesNotContain(Op(moved.Inputs[0]).Body.Nodes, b => b.Op.Name == "Negate");
        var value = graph.Function("value", [x], [moved]);
        var data = new[] { 0.5, -1, 2, 0.25, 1, -3 };
        var computed = value.Evaluate(Tensor.Of(data, 2, 3))[0].ToArray();
        for (var (i, k) = (0, 0); i < 3; i++)
            for (var j = 0; j < 3; j++, k++)
                Assert.Equal(-(Math.Exp(data[i]) * Math.Sin(data[j]) + Math.Exp(data[3 + i]) * Math.Sin(data[3 + j])), computed[k], 1e-14);
    }

    [Fact]
    public void ValueAndGradientShareOneLoop()
    {
        var f = graph.Function("f", [x, w], [Log(Loop.SumOver(x, row => Exp(Sum(row * w))))]).ValueAndGradient("w");
        var loop = Assert.Single(Traversal.PostOrder(f.Outputs), b => b.Op is LoopOp);
        Assert.Single(((LoopOp)loop.Op).Body.Nodes, b => b.Op.Name == "Exp");
        Assert.Equal(2, loop.Types.Length);
    }

    // the value comes from the loop that also keeps what the derivative reads
    [Fact]
    public void ValueAndGradientOfAScanShareItsCarry()
    {
        var f = graph.Function("f", [x, w], [Sum(Loop.Scan(w, x, (h, row) => (Loop.Fold(h, row, (g, r) => Tanh(g * r)), Sum(h * h))).Outputs)]).ValueAndGradient("w");
        Assert.Equal(2, Traversal.PostOrder(f.Outputs).Where(b => b.Op is LoopOp).Sum(b => ((LoopOp)b.Op).Inputs.Count(i => i is LoopInput.Carried)));
    }

    [Fact]
    public void RowsArePassedOnWithoutBeingKept()
    {
        var y = Loop.Map(x, row => Exp(row * w));
        var z = Loop.SumOver(y, row => Sum(row * row));
        var merged = Assert.Single(Traversal.PostOrder([Run<MergeLoops>(z)]), b => b.Op is LoopOp);
        Assert.Equal<LoopOutput>([new LoopOutput.Summed(0)], ((LoopOp)merged.Op).Outputs);
    }

    // the second loop needs the whole of the first
    [Fact]
    public void LoopsThatNeedEachOthersResultsStayApart()
    {
        var total = Loop.SumOver(x, row => Exp(row));
        var z = Loop.SumOver(x, row => row / total);
        Assert.Equal(2, Traversal.PostOrder([Run<MergeLoops>(z)]).Count(b => b.Op is LoopOp));
        // a - b - c, where b could join a or c but not both: c reads a through b
        var (a, b) = (Loop.SumOver(x, row => row), Loop.Map(x, row => row * w));
        var c = Loop.SumOver(x, row => row * Sum(b) + Sum(a));
        Assert.Equal(2, Traversal.PostOrder([Run<MergeLoops>(c)]).Count(node => node.Op is LoopOp));
    }

    // Rows of a loop of several outputs are passed on within a cluster of several loops, at third order.
    [Fact]
    public void RowsOfSeveralOutputsArePassedOn()
    {
        var (v, s) = (graph.Variable("v", [n]), graph.Variable("s"));
        var scan = Loop.Scan(s * s, v, (h, u) => (h * u, Exp(h)));
        var f = graph.Function("f", [v, s], [scan.Final + Sum(scan.Outputs)]).Gradient("s").Gradient("s").Gradient("s");
        // exp(s²) + exp(s²·v₀) + s²·v₀·v₁ has the third derivative Σ c²·s·(12 + 8c·s²)·exp(c·s²) over c = 1, v₀
        var (at, v0) = (0.5, 2.0);
        var expected = new[] { 1, v0 }.Sum(c => c * c * at * (12 + 8 * c * at * at) * Math.Exp(c * at * at));
        Assert.Equal(expected, f.Evaluate(Tensor.Vector(v0, 3), at)[0].ToDouble(), 1e-10);
    }

    [Fact]
    public void FewIterationsUnroll()
    {
        var y = Loop.Fold(w, 3, (h, i) => Exp(h) * Cast(i, DType.Float64));
        Assert.DoesNotContain(Traversal.PostOrder([Simplification.Run([new UnrollLoops(3)], [y])[0]]), b => b.Op is LoopOp);
        Assert.Same(y, Simplification.Run([new UnrollLoops(2)], [y])[0]);
    }

    // from one order to the next a Summed loop grows by a factor, and computes no more exponentials
    [Fact]
    public void OrdersOneToFour()
    {
        var (v, s) = (graph.Variable("v", [n]), graph.Variable("s"));
        var f = graph.Function("f", [v, s], [Loop.SumOver(v, u => Exp(-u * s * s) + Sin(u * s))]);
        var sizes = new List<int>();
        for (var order = 1; order <= 4; order++)
        {
            f = f.Gradient("s");
            var loops = Traversal.PostOrder(f.Outputs).Where(b => b.Op is LoopOp).Select(b => (LoopOp)b.Op).ToList();
            var body = Assert.Single(loops).Body.Nodes;
            Assert.True(body.Count(b => b.Op.Name == "Exp") <= 1 && body.Count(b => b.Op.Name is "Sin") <= 1 && body.Count(b => b.Op.Name is "Cos") <= 1);
            sizes.Add(body.Length + Traversal.PostOrder(f.Outputs).Count);
        }

        for (var order = 1; order < 4; order++) Assert.True(sizes[order] <= 2 * sizes[order - 1] + 10, string.Join(", ", sizes));
        var (at, u0) = (0.7, new[] { 0.3, -0.8, 1.1 });
        // d⁴/ds⁴ sin(us) = u⁴·sin(us), d⁴/ds⁴ exp(-us²) = (16u⁴s⁴ - 48u³s² + 12u²)·exp(-us²)
        var expected = u0.Sum(u => Math.Pow(u, 4) * Math.Sin(u * at) + (16 * Math.Pow(u * at, 4) - 48 * Math.Pow(u, 3) * at * at + 12 * u * u) * Math.Exp(-u * at * at));
        Assert.Equal(expected, f.Evaluate(Tensor.Vector(u0), at)[0].ToDouble(), 1e-10);
    }

    // The transcendental functions of the first order are those of the fourth; a body grows by at most what its own derivative is.
    [Theory]
    [InlineData("x.Sum(v => log(1 + exp(w*v)))")]
    [InlineData("x.Sum(v => tanh(w*v))")]
    [InlineData("x.Sum(v => exp(sin(w*v)))")]
    [InlineData("x.Sum(v => 1/(1 + exp(-w*v)))")]
    [InlineData("x.Sum(v => exp(-v*w^2/2))")]
    [InlineData("x.Sum(v => v^w)")]
    [InlineData("x.Sum(v => v/(1 + w*v))")]
    [InlineData("log(x.Sum(v => exp(w*v)))")]
    [InlineData("x.Sum(v => exp(w*v))/x.Sum(v => tanh(w*v))")]
    [InlineData("x.Sum(v => x.Sum(u => exp(w*u*v)))")]
    [InlineData("x.Sum(v => y.Sum(u => tanh(w*u*v)))")]
    [InlineData("x.Sum(v => logsumexp(w*v*y))")]
    public void OrdersOneToFourOf(string text)
    {
        var f = Function.Parse("(double[n] x, double[m] y, w) => " + text);
        var sizes = new List<int>();
        var functions = new List<string>();
        for (var order = 1; order <= 4; order++)
        {
            f = f.Gradient("w");
            var nodes = All(f.Outputs).ToList();
            sizes.Add(nodes.Count);
            functions.Add(string.Join(" ", nodes.Select(b => b.Op.Name).Where(transcendental.Contains).Order()));
            Assert.True(nodes.Count(b => b.Op is LoopOp) <= 2, f.ToMath());
        }

        Assert.All(functions.Skip(2), found => Assert.Equal(functions[1], found));
        Assert.True(functions[1].Split(' ').Length <= functions[0].Split(' ').Length + 1, string.Join("; ", functions));   // sigmoid(-x) beside sigmoid(x)
        for (var order = 1; order < 4; order++) Assert.True(sizes[order] <= 2.5 * sizes[order - 1], string.Join(", ", sizes));
    }

    private static readonly string[] transcendental = ["Exp", "Expm1", "Log", "Log1p", "Pow", "Sigmoid", "Sin", "Cos", "Softmax", "LogSumExp", "Softplus", "Sqrt", "Tanh"];

    private static IEnumerable<Node> All(IEnumerable<Node> roots) =>
        Traversal.PostOrder(roots).SelectMany(b => b.Op is LoopOp loop ? All(loop.Body.Outputs).Prepend(b) : [b]);

    private static Node Run<TPass>(Node node)
        where TPass : Pass => Simplification.Run([passes[typeof(TPass).Name]], [node])[0];

    private static LoopOp Op(Node node) => (LoopOp)(node.Op is Output ? node.Inputs[0] : node).Op;
}
