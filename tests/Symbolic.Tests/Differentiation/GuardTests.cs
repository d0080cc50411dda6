using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Branches that are not taken leak nothing at any order, and what has no branches has no guards.</summary>
public sealed class GuardTests
{
    private readonly Graph graph = new();

    // what has no value at 0, -1 or both, and the points at which it is fine
    private static readonly Dictionary<string, Func<Node, Node>> partial = new()
    {
        ["log"] = Log,
        ["1/x"] = x => 1 / x,
        ["x/x"] = x => x / x,
        ["log of log"] = x => Log(1 + Log(1 + x)),
        ["log times reciprocal"] = x => Log(x) / x * Exp(-1 / x),
        ["remainder"] = x => (x + 5) % x,
        ["sqrt"] = Sqrt,
        ["rsqrt"] = Rsqrt,
        ["cbrt"] = x => Cbrt(x * Sqrt(x)),
        ["pow by a constant"] = x => Pow(x, 0.5),
        ["negative pow"] = x => Pow(x, -2.5),
        ["pow by itself"] = x => Pow(x, x),
        ["pow of a constant"] = x => Pow(2, 1 / x),
        ["norm"] = x => Sqrt(x * x * x + Pow(x, 3)),
        ["hypot"] = x => Hypot(Log(x), Sqrt(x)),
        ["log1p"] = x => Log1p(x - 1),
        ["log2"] = Log2,
        ["acos"] = x => Acos(1 - x / 4),
        ["asin"] = x => Asin(1 - x / 4),
        ["acosh"] = x => Acosh(1 + x),
        ["atanh"] = x => Atanh(1 - x / 4),
        ["atan2"] = x => Atan2(Log(x), Sqrt(x)),
        ["lgamma"] = x => LGamma(x),
        ["digamma"] = x => Digamma(x),
        ["max"] = x => Max(Log(x), Sqrt(x)),
        ["clamp"] = x => Clamp(Log(x) * x, x.Literal(-5), 1 / x),
        ["sigmoid"] = x => Sigmoid(Log(x)),
        ["tanh"] = x => Tanh(1 / x),
        ["fused"] = x => FusedMultiplyAdd(Log(x), x, 1 / x),
    };

    // what makes of each row of two columns a row or a number, and has no value for a row of 0 and -1
    private static readonly Dictionary<string, Func<Node, Node>> byRow = new()
    {
        ["sum"] = x => Sum(Log(x), [1]),
        ["mean"] = x => Mean(Sqrt(x), [1]),
        ["product"] = x => Product(1 / x, [1]),
        ["max"] = x => Max(Log(x) * x, [1]),
        ["norm"] = x => Norm(Log(x) + 1, [1]),
        ["norm at zero"] = x => Norm(Relu(x) * x, [1]) / x[.., 0],
        ["variance"] = x => Variance(Sqrt(x), [1]),
        ["standard deviation"] = x => StandardDeviation(1 / x, [1]),
        ["log of a sum of exponentials"] = x => LogSumExp(Log(x), [1]),
        ["softmax"] = x => Softmax(Log(x), 1),
        ["log-softmax"] = x => LogSoftmax(1 / x, 1),
        ["cumulative sum"] = x => CumulativeSum(Log(x), 1),
        ["cumulative product"] = x => CumulativeProduct(1 / x, 1),
        ["gather"] = x => Gather(Log(x), x.Graph.Constant(Tensor.Of(DType.Int32, [1, 1, 0], 3)), 1),
        ["scatter"] = x => ScatterAdd(Sqrt(x), x.Graph.Constant(Tensor.Of(DType.Int32, [2, 0], 2)), 1, 3),
        ["slice"] = x => Log(x)[.., 1..],
        ["concatenation"] = x => Concatenate([Log(x), 1 / x], 1),
        ["transpose"] = x => Transpose(Log(x).T * 2),
        ["matrix product"] = x => MatMul(Log(x), x.Graph.Constant(Tensor.Of([1, 2, 3, 4], 2, 2))),
        ["product with itself"] = x => Sum(Log(x) * MatMul(Sqrt(x), x.Graph.Constant(Tensor.Of([1, 2, 3, 4], 2, 2))), [1]),
        ["division by a reduction"] = x => Log(x) / Sum(x, [1], keep: true),
    };

    public static TheoryData<string> ByRow => [.. byRow.Keys];

    public static TheoryData<string> Partial => [.. partial.Keys];

    // Σ select(x > 0, g(x), x²) at x = (-1, 0, 2, 3), orders 1 to 3
    [Theory, MemberData(nameof(Partial))]
    public void EntriesThatAreNotTakenLeakNothing(string name)
    {
        var (x, good) = (graph.Variable("x", [4]), graph.Variable("good", [2]));
        var (guarded, plain) = (Sum(Select(x > 0, partial[name](x), x * x)), Sum(partial[name](good)));
        double[][] otherwise = [[-2, 0], [2, 2], [0, 0]];
        for (var order = 1; order <= 3; order++)
        {
            var (g, p) = (Gradient.Of(guarded, [x], new() { Disconnected = Undefined.Zero })[0], Gradient.Of(plain, [good], new() { Disconnected = Undefined.Zero })[0]);
            var expected = otherwise[order - 1].Concat(p.Evaluate(NumericReverseTests.At((good, Tensor.Vector(2, 3)))).ToArray());
            var actual = g.Evaluate(NumericReverseTests.At((x, Tensor.Vector(-1, 0, 2, 3)))).ToArray();
            Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-13 * Math.Abs(p.First)));   // the two are simplified in different ways
            (guarded, plain) = (Sum(g), Sum(p));
        }
    }

    // Σ select(row is kept, g(row), 0), orders 1 to 3: rows that are not kept leak nothing, the other is as if it were alone
    [Theory, MemberData(nameof(ByRow))]
    public void RowsThatAreNotTakenLeakNothing(string name)
    {
        var (x, good) = (graph.Variable("x", [3, 2]), graph.Variable("good", [1, 2]));
        var (taken, plain) = (byRow[name](x), byRow[name](good));
        var keep = graph.Constant(Tensor.Of(DType.Bool, [0, 1, 0], [3, .. Enumerable.Repeat(1, taken.Type.Rank - 1)]));
        var guarded = Sum(Select(keep, taken, taken.Literal(0)));
        plain = Sum(plain);
        for (var order = 1; order <= 3; order++)
        {
            var (g, p) = (Gradient.Of(guarded, [x], new() { Disconnected = Undefined.Zero })[0], Gradient.Of(plain, [good], new() { Disconnected = Undefined.Zero })[0]);
            var expected = p.Evaluate(NumericReverseTests.At((good, Tensor.Of([2, 3.5], 1, 2)))).ToArray();
            Near([0, 0, .. expected, 0, 0], At(g, x, 0, -1, 2, 3.5, -1, 0));
            (guarded, plain) = (Sum(g * g), Sum(p * p));
        }
    }

    // and so do both products with the Hessian, and the Jacobian by forward mode
    [Theory, MemberData(nameof(Partial))]
    public void ProductsLeakNothing(string name)
    {
        var (x, good, v) = (graph.Variable("x", [4]), graph.Variable("good", [2]), graph.Variable("v", [4]));
        var branch = Select(x > 0, partial[name](x), x * x);
        var curvature = Gradient.Of(Sum(Gradient.Of(Sum(partial[name](good)), [good])[0]), [good], new() { Disconnected = Undefined.Zero })[0];
        var taken = curvature.Evaluate(NumericReverseTests.At((good, Tensor.Vector(2, 3)))).ToArray();
        var at = NumericReverseTests.At((x, Tensor.Vector(-1, 0, 2, 3)), (v, Tensor.Vector(5, 7, 11, 13)));
        foreach (var mode in new[] { HessianMode.ForwardOverReverse, HessianMode.ReverseOverReverse })
            Near([2 * 5, 2 * 7, taken[0] * 11, taken[1] * 13], Hessian.VectorProduct(Sum(branch), [x], [v], mode)[0].Evaluate(at).ToArray());
        var tangent = ForwardMode.BuildTangents([branch], new Dictionary<Node, Node> { [x] = v })[0]!.Evaluate(at).ToArray();
        Assert.Equal([-2 * 5, 0], tangent[..2]);
        Assert.All(tangent, dot => Assert.True(double.IsFinite(dot)));
    }

    // the same with one condition for the whole tensor, so that nothing of the branch is taken
    [Theory, MemberData(nameof(Partial))]
    public void ABranchThatIsNotTakenLeaksNothing(string name)
    {
        var (x, on) = (graph.Variable("x", [2]), graph.Variable("on", TensorType.Bool));
        var y = Select(on, Sum(partial[name](x)), x.Literal(0));
        for (var order = 1; order <= 3; order++)
        {
            var g = Gradient.Of(y, [x], new() { Disconnected = Undefined.Zero })[0];
            Assert.Equal([0, 0], g.Evaluate(NumericReverseTests.At((x, Tensor.Vector(-1, 0)), (on, Tensor.Scalar(0, DType.Bool)))).ToArray());
            y = Sum(g);
        }
    }

    [Fact]
    public void NestedBranches()
    {
        var x = graph.Variable("x", [4]);
        var y = Sum(Select(x > 0, Select(x > 1, Log(x - 1), Log(x)), x.Literal(0)));
        // at -1, 0.5, 1 and 3: nothing, 1/x, 1/x, 1/(x - 1)
        Assert.Equal([0, 2, 1, 0.5], At(Gradient.Of(y, [x])[0], x, -1, 0.5, 1, 3));
        Assert.Equal([0, -4, -1, -0.25], At(Gradient.Of(Sum(Gradient.Of(y, [x])[0]), [x])[0], x, -1, 0.5, 1, 3));
    }

    // the value is read by two branches: it matters where one of them is taken
    [Fact]
    public void AGuardIsTheOrOverTheContributions()
    {
        var x = graph.Variable("x", [3]);
        var log = Log(x);
        var y = Sum(Select(x > 2, log, 0 * x) + Select(x < 1, Exp(log), 0 * x));
        Assert.Equal([0.25, 1, 0], At(Gradient.Of(Sum(Select(x > 0, y * Exp(0 * x), 0 * x)), [x])[0], x, 4, 0.5, 1.5).Select(v => v / 3));
        Assert.Equal([0.25, 1, 0], At(Gradient.Of(y, [x])[0], x, 4, 0.5, 1.5));
    }

    // C = A·B with a column of B that is infinite and not taken: 0·inf must not reach Ā, at any rank
    [Fact]
    public void MatrixProductsOfWhatIsNotTaken()
    {
        var (a, b) = (graph.Variable("A", [2, 2]), graph.Variable("B", [2, 2]));
        var (v, w) = (graph.Variable("v", [2]), graph.Variable("w", [2]));
        var keep = graph.Constant(Tensor.Of(DType.Bool, [1, 0], 2));
        var (matrix, bad) = (Tensor.Of([1, 2, 3, 4], 2, 2), Tensor.Of([1, 0, 1, 0], 2, 2));
        var values = NumericReverseTests.At((a, matrix), (b, bad), (v, Tensor.Vector(5, 7)), (w, Tensor.Vector(1, 0)));

        Check(Select(keep, MatMul(a, Log(b)), a.Literal(0)), (a, [0, 0, 0, 0]), (b, [4, 0, 6, 0]));
        Check(Select(keep, MatMul(v, Log(b)), a.Literal(0)), (v, [0, 0]), (b, [5, 0, 7, 0]));
        // rows of Bᵀ are its columns
        Check(Select(keep, MatMul(Log(b).T, v), a.Literal(0)), (v, [0, 0]), (b, [5, 0, 7, 0]));
        Check(Select(Reshape(keep, [2, 1]), MatMul(Log(b).T, a), a.Literal(0)), (a, [0, 0, 0, 0]), (b, [3, 0, 7, 0]));
        Check(Select(keep, Log(w), a.Literal(0)), (w, [1, 0]));

        void Check(Node y, params (Node X, double[] Gradient)[] expected)
        {
            for (var order = 1; order <= 3; order++)
            {
                var gradient = Gradient.Of(Sum(y), [.. expected.Select(e => e.X)], new() { Disconnected = Undefined.Zero });
                for (var i = 0; i < expected.Length; i++)
                {
                    var value = gradient[i].Evaluate(values).ToArray();
                    if (order == 1) Assert.Equal(expected[i].Gradient, value);
                    Assert.All(value, d => Assert.True(double.IsFinite(d), $"order {order}: {d:R}"));
                }

                y = gradient.Select(g => Sum(g * g)).Aggregate((p, q) => p + q);
            }
        }
    }

    // reductions over guarded entries, and guarded reductions
    [Fact]
    public void Reductions()
    {
        var x = graph.Variable("x", [3]);
        var log = Select(x > 0, Log(x), x.Literal(-9));
        Assert.Equal([0, 0, 0.5], At(Gradient.Of(Max(log), [x])[0], x, -1, 0, 2));
        Assert.Equal([0, 0, 0.5 * Math.Log(2) * 2], At(Gradient.Of(Sum(log * log), [x])[0], x, -1, 0, 2));
        Assert.Equal([0, 0, 0], At(Gradient.Of(Select(Max(x) > 3, Max(Log(x)), 0 * Sum(x)), [x])[0], x, -1, 0, 2));
        var rows = graph.Variable("rows", [2, 2]);
        var best = Max(Log(rows), [1]);
        var y = Sum(Select(Max(rows, [1]) > 0, best, best.Literal(0)));
        Assert.Equal([0, 0, 0, 0.25], At(Gradient.Of(y, [rows])[0], rows, -1, 0, 2, 4));
    }

    // no finite value of √x is below -1, but NaN is not above it either: the rules must keep the question
    [Fact]
    public void ConditionsThatNaNDecidesAreKept()
    {
        var x = graph.Variable("x", [3]);
        var root = Sqrt(x);
        Assert.Equal([0, 0.25, 0], At(Gradient.Of(Sum(Select(root > -1, Log1p(root), x.Literal(0))), [x])[0], x, -1, 1, -1));
        Assert.Equal([0, 0.5, 0], At(Gradient.Of(Sum(Select(Equal(root, root), root, x.Literal(0))), [x])[0], x, -1, 1, -1));
        Assert.Equal([0, 0.5, 0], At(Gradient.Of(Sum(Select(GreaterOrEqual(root, root), root, x.Literal(0))), [x])[0], x, -1, 1, -1));
    }

    [Fact]
    public void WhatHasNoBranchesHasNoGuards()
    {
        var (x, a) = (graph.Variable("x", [2]), graph.Variable("A", [2, 2]));
        var y = Sum(Exp(MatMul(a, Log(x)) / x) * Sum(a, [0]) - x);
        for (var order = 1; order <= 3; order++)
        {
            var gradient = Gradient.Of(y, [x, a]);
            Assert.DoesNotContain(Traversal.PostOrder(gradient), n => n.DType == DType.Bool || n.Op is Ops.Select);
            y = Sum(gradient[0]) + Sum(gradient[1]);
        }
    }

    // c ? f(x) : g(x) matters everywhere: x itself and what comes before it need no guard
    [Fact]
    public void BranchesThatCoverEverythingHaveNoGuardBehindThem()
    {
        var x = graph.Variable("x");
        var u = Exp(x);
        var table = ReverseMode.BuildGrad(Select(x > 0, Select(x > 1, u * u, u), 1 / u), x);
        Assert.Null(table[u]!.Guard);
        Assert.Equal(x > 0, table[Select(x > 1, u * u, u)]!.Guard);
        Assert.Equal((x > 0) & (x > 1), table[u * u]!.Guard);
    }

    // in a branch, a choice that covers the branch has the branch's guard
    [Fact]
    public void GuardsOfNestedBranchesAreJoined()
    {
        var x = graph.Variable("x");
        var u = Log(x);
        var table = ReverseMode.BuildGrad(Select(x > 0, Select(x > 1, u * u, Exp(u)), x), x);
        Assert.Equal(x > 0, table[u]!.Guard);
    }

    [Fact]
    public void AThousandNestedBranchesHaveLinearSize()
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < 1000; i++) y = Select(x > i, Log(y + i), x);
        var gradient = Gradient.Of(y, [x])[0];
        Assert.Equal(1, gradient.Evaluate(NumericReverseTests.At((x, -1))).ToDouble());
        Assert.InRange(Traversal.PostOrder([gradient]).Count, 1000, 15_000);
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual)) Assert.True(Math.Abs(e - a) <= 1e-12 * Math.Max(1, Math.Abs(e)), $"{a:R} instead of {e:R}");
    }

    private static double[] At(Node node, Node x, params double[] entries) =>
        node.Evaluate(NumericReverseTests.At((x, Tensor.Of(entries, [.. x.Shape.Select(d => d.Value)])))).ToArray();
}
