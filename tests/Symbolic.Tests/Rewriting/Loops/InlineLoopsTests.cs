using SymDiff.Ops;
using SymDiff.Rewriting;
using SymDiff.Rewriting.Loops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting.Loops;

/// <summary>Inner loops become axes, and what is left in the loop around them is what a careful person would write.</summary>
public sealed class InlineLoopsTests
{
    private readonly Graph graph = new();
    private readonly Dim n, k, d;
    private readonly Node points, labels, means, weights;

    public InlineLoopsTests()
    {
        (n, k, d) = (graph.Dim("n"), graph.Dim("k"), graph.Dim("d"));
        (points, labels, means, weights) = (graph.Variable("points", [n, d]), graph.Variable("labels", [n]), graph.Variable("means", [k, d]), graph.Variable("weights", [d]));
    }

    [Fact]
    public void ALoopIsAnAxis()
    {
        var (a, b) = (graph.Variable("a", [k, d]), graph.Variable("b", [d]));
        Assert.Same(Sum(Exp(a * b), [0]), Inlined(Loop.SumOver(a, row => Exp(row * b))));
        Assert.Same(MatMul(a, b), Inlined(Loop.Map(a, row => Dot(row, b))));
        Assert.Same(Max(Sum(a * a, [1]), [0]), Inlined(Loop.MaxOver(a, row => Sum(row * row))));
        Assert.Same(Sum(Cast(graph.Iota(k), DType.Float64), [0]), Inlined(graph.SumOver(k, i => Cast(i, DType.Float64))));
        Assert.Same(b * graph.Size(k, DType.Float64), Inlined(new LoopDraft(graph) { Length = k } is var draft && draft.Sum(draft.Share(b)) == 0 ? draft.Close()[0] : b));
    }

    [Fact]
    public void WhatHasNoBatchedFormStays()
    {
        var a = graph.Variable("a", [k, d]);
        var branch = Loop.SumOver(a, row => Cond(Sum(row) > 0, () => Log(Sum(row)), () => Sum(row)));
        var carried = Loop.Fold(graph.Variable("h", [d]), a, (h, row) => h * row);
        Assert.Same(branch, Inlined(branch));
        Assert.Same(carried, Inlined(carried));
    }

    // pairs of points: an axis would be as long as the data
    [Fact]
    public void ALoopAsLongAsTheOneAroundItStays()
    {
        var pairs = Loop.SumOver(points, p => Loop.SumOver(points, q => Exp(-Sum(Square(p - q))))).Simplify();
        Assert.Single(Loops(pairs.Op), b => b.Op is LoopOp);
        var others = Loop.SumOver(points, p => Loop.SumOver(means, q => Exp(-Sum(Square(p - q))))).Simplify();
        Assert.DoesNotContain(Loops(others.Op), b => b.Op is LoopOp);
    }

    // Σᵢ log Σₖ exp(αₖ - ½|Qₖ(xᵢ - μₖ)|²): per point and component one product with Q and one outer product, all else is as long as x
    [Fact]
    public void AGaussianMixture()
    {
        var (alphas, packed, q) = (graph.Variable("alphas", [k]), graph.Variable("packed", [k, d * (d - 1) / 2]), graph.Variable("q", [k, d]));
        var factors = UnpackTriangle(packed, d, strict: true) + DiagonalMatrix(Exp(q));
        var mixture = Loop.SumOver(points, x => LogSumExp(alphas + Sum(q, [1]) - Loop.Map(means, factors, (mu, factor) => Sum(Square(MatMul(factor, x - mu)))) / 2));
        var f = graph.Function("mixture", [points, alphas, means, packed, q], [mixture]);
        var derived = f.ValueAndGradient("alphas", "means", "packed", "q");
        var loop = Assert.Single(Traversal.PostOrder(derived.Outputs), b => b.Op is LoopOp);
        var body = ((LoopOp)loop.Op).Body.Nodes;
        Assert.DoesNotContain(body, b => b.Op is LoopOp);
        Assert.Equal(2, body.Count(b => b.Op is MatMul));
        Assert.Equal(["MatMul"], body.Where(b => b.Op is not Variable && b.Shape.Count(l => l == d) > 1).Select(b => b.Op.Name));   // the outer product
        Assert.DoesNotContain(body, b => b.Op.Name is "UnpackTriangle" or "PackTriangle" or "Diagonal" or "EmbedDiagonal" or "Triangle");
        Assert.Single(body, b => b.Op is LogSumExp);
        Assert.Single(body, b => b.Op is Softmax);
        Assert.Equal(4, loop.Types.Length);   // the value and the sums of softmax, of its multiples of Q(x - μ), and of the outer products
        CheckGradient(f, derived, seed: 3);
    }

    // Σᵢ minₖ |xᵢ - cₖ|²
    [Fact]
    public void KMeans()
    {
        var f = graph.Function("kmeans", [points, means], [Loop.SumOver(points, x => Loop.MinOver(means, c => Sum(Square(x - c))))]);
        var derived = f.ValueAndGradient("means");
        var loop = Assert.Single(Traversal.PostOrder(derived.Outputs), b => b.Op is LoopOp);
        Assert.Single(((LoopOp)loop.Op).Body.Nodes, b => b.Op is Min);
        Assert.Single(((LoopOp)loop.Op).Body.Nodes, b => b.Op.Name == "Subtract");
        CheckGradient(f, derived, seed: 4);
        // H·v = 2·nₖ·vₖ where nₖ points are nearest to cₖ: only these are counted in the loop
        var product = f.HessianVectorProduct(wrt: ["means"]);
        Assert.All(Traversal.PostOrder(product.Outputs).Where(b => b.Op is LoopOp), b => Assert.DoesNotContain(b.Inputs, i => i.Op is Variable { InputName: "v_means" }));
    }

    // Σᵢ log(1 + exp(-yᵢ·xᵢᵀw))
    [Fact]
    public void LogisticRegression()
    {
        var f = graph.Function("logistic", [points, labels, weights], [Loop.SumOver(points, labels, (x, y) => Log(1 + Exp(-y * Loop.SumOver(x, weights, (a, b) => a * b))))]);
        var derived = f.ValueAndGradient("weights");
        var loop = Assert.Single(Traversal.PostOrder(derived.Outputs), b => b.Op is LoopOp);
        var body = ((LoopOp)loop.Op).Body.Nodes;
        Assert.Equal(["Sigmoid", "Softplus"], body.Select(b => b.Op.Name).Where(o => o is "Exp" or "Log" or "Sigmoid" or "Softplus").Order());
        CheckGradient(f, derived, seed: 5);
    }

    private static void CheckGradient(Function f, Function derived, int seed)
    {
        var random = new Random(seed);
        var sizes = new Dictionary<string, int> { ["n"] = 4, ["k"] = 2, ["d"] = 3 };
        Tensor Value(Node input) => input.Shape.Evaluate(sizes) is var lengths ? Tensor.Of(input.DType, [.. Enumerable.Range(0, lengths.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextDouble() - 0.5)], lengths) : null!;
        Tensor[] at = [.. f.Inputs.Select(Value)];
        var outputs = derived.Evaluate(at);
        Assert.Equal(f.Evaluate(at)[0].ToDouble(), outputs[0].ToDouble(), 1e-12);
        for (var o = 1; o < outputs.Length; o++)
        {
            var position = f.InputNames.IndexOf(derived.OutputNames[o].Substring(2));
            var gradient = outputs[o].ToArray();
            for (var e = 0; e < gradient.Length; e++)
            {
                double Shifted(double by)
                {
                    var entries = at[position].ToArray();
                    entries[e] += by;
                    Tensor[] moved = [.. at];
                    moved[position] = Tensor.Of(DType.Float64, entries, [.. at[position].Lengths]);
                    return f.Evaluate(moved)[0].ToDouble();
                }

                Assert.Equal((Shifted(1e-5) - Shifted(-1e-5)) / 2e-5, gradient[e], 1e-8);
            }
        }
    }

    private static Node Inlined(Node node) => Simplification.Run([new InlineLoops()], [node])[0];

    private static IEnumerable<Node> Loops(Op loop) => ((LoopOp)loop).Body.Nodes;
}
