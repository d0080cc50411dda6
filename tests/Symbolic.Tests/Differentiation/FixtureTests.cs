using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>The textbook's cases with every value and every adjoint on the way, by the derivative graph and by the numeric pass.</summary>
public sealed class FixtureTests
{
    private readonly Graph graph = new();

    // f = (x + y)·z at x = -2, y = 5, z = -4
    [Fact]
    public void SumTimesZ()
    {
        var (x, y, z) = (graph.Variable("x"), graph.Variable("y"), graph.Variable("z"));
        var q = x + y;
        Check(q * z, [(x, -2), (y, 5), (z, -4)], (q * z, -12, 1), (q, 3, -4), (x, -2, -4), (y, 5, -4), (z, -4, 3));
    }

    // f = 2·(x·y + max(z, w)) at x = 3, y = -4, z = 2, w = -1
    [Fact]
    public void TwiceAProductAndAMaximum()
    {
        var (x, y, z, w) = (graph.Variable("x"), graph.Variable("y"), graph.Variable("z"), graph.Variable("w"));
        var (product, maximum) = (x * y, Max(z, w));
        var sum = product + maximum;
        Check(
            2 * sum, [(x, 3), (y, -4), (z, 2), (w, -1)],
            (2 * sum, -20, 1), (sum, -10, 2), (product, -12, 2), (maximum, 2, 2), (x, 3, -8), (y, -4, 6), (z, 2, 2), (w, -1, 0));
    }

    // 2 cars at 200,000 each with a tax factor of 1.1
    [Fact]
    public void ThePriceOfTwoCars()
    {
        var (price, tax) = (graph.Variable("price"), graph.Variable("tax"));
        var net = price * 2;
        Check(net * tax, [(price, 200_000), (tax, 1.1)], (net * tax, 440_000, 1), (net, 400_000, 1.1), (price, 200_000, 2.2), (tax, 1.1, 400_000));
    }

    // y' = y·(1 - y)
    [Theory]
    [InlineData(-3.0)]
    [InlineData(0.0)]
    [InlineData(1.5)]
    public void TheSigmoid(double at)
    {
        var x = graph.Variable("x");
        var y = 1 / (1 + Math.Exp(-at));
        Check(Sigmoid(x), [(x, at)], (Sigmoid(x), y, 1), (x, at, y * (1 - y)));
    }

    // the network of three layers; δ of a layer is Wᵀ·δ of the next, times a·(1 - a)
    [Fact]
    public void TheTwoInputNetwork()
    {
        double[][,] weights = [new double[,] { { 1, -2 }, { -1, 1 } }, new double[,] { { 2, -1 }, { -2, -1 } }, new double[,] { { 3, -1 }, { -1, 4 } }];
        double[][] biases = [[1, 0], [0, 0], [-2, 2]];
        double[][] published = [[0.982014, 0.119203], [0.863518, 0.110737], [0.617705, 0.829124]];
        var x = graph.Variable("x", [2]);
        List<Node> w = [.. Enumerable.Range(1, 3).Select(k => graph.Variable("W" + k, [2, 2]))], b = [.. Enumerable.Range(1, 3).Select(k => graph.Variable("b" + k, [2]))];
        List<Node> sums = [], a = [x];
        for (var k = 0; k < 3; k++)
        {
            sums.Add(MatMul(w[k], a[k]) + b[k]);
            a.Add(Sigmoid(sums[k]));
        }

        List<(Node, Tensor)> at = [(x, Tensor.Vector(1, -1)), .. w.Select((n, k) => (n, Tensor.Matrix(weights[k]))), .. b.Select((n, k) => (n, (Tensor)biases[k]))];
        double[][] value = [[1, -1], [], [], []];
        for (var k = 0; k < 3; k++)
        {
            value[k + 1] = [.. Rows(weights[k]).Select((row, i) => 1 / (1 + Math.Exp(-(row.Zip(value[k], (p, q) => p * q).Sum() + biases[k][i]))))];
            for (var i = 0; i < 2; i++) Assert.Equal(published[k][i], value[k + 1][i], 6);
        }

        List<(Node, Tensor, Tensor)> expected = [];
        double[] bar = [1, 1];
        for (var k = 2; k >= 0; k--)
        {
            double[] delta = [.. bar.Select((g, i) => g * value[k + 1][i] * (1 - value[k + 1][i]))];
            expected.Add((a[k + 1], value[k + 1], bar));
            expected.Add((b[k], biases[k], delta));
            expected.Add((w[k], Tensor.Matrix(weights[k]), Tensor.Of([.. delta.SelectMany(d => value[k].Select(v => d * v))], 2, 2)));
            bar = [.. Enumerable.Range(0, 2).Select(j => Enumerable.Range(0, 2).Sum(i => weights[k][i, j] * delta[i]))];
        }

        Check(Sum(a[3]), at, [.. expected, (x, Tensor.Vector(1, -1), bar)]);
    }

    // dJ/da = y - t for one-hot t; for general p it is y·Σp - p, and not p·(y - 1)
    [Theory]
    [InlineData(0.0, 1.0, 0.0)]
    [InlineData(0.2, 0.5, 0.4)]
    public void SoftmaxCrossEntropy(double p0, double p1, double p2)
    {
        double[] logits = [1, -2, 0.5], p = [p0, p1, p2];
        var (a, t) = (graph.Variable("a", [3]), graph.Variable("t", [3]));
        var logSoftmax = a - Log(Sum(Exp(a)));
        var total = logits.Sum(Math.Exp);
        double[] y = [.. logits.Select(v => Math.Exp(v) / total)];
        Check(
            -Sum(t * logSoftmax), [(a, logits), (t, p)],
            (logSoftmax, (Tensor)y.Select(v => Math.Log(v)).ToArray(), (Tensor)p.Select(v => -v).ToArray()),
            (a, logits, (Tensor)y.Select((v, i) => v * p.Sum() - p[i]).ToArray()));
    }

    // H = relu(X·W1), logits H·W2, J = mean cross-entropy + λ·(Σ W1² + Σ W2²)
    [Fact]
    public void AMinibatchOfAnMlpWithWeightDecay()
    {
        const double lambda = 0.01;
        double[,] x = { { 1, -2 }, { 0.5, 3 }, { -1, 1 } }, w1 = { { 0.3, -0.2, 0.5 }, { -0.4, 0.1, 0.2 } }, w2 = { { 0.7, -0.6 }, { 0.2, 0.9 }, { -0.3, 0.4 } }, t = { { 1, 0 }, { 0, 1 }, { 0, 1 } };
        var (xs, w1s, w2s, ts) = (graph.Variable("X", [3, 2]), graph.Variable("W1", [2, 3]), graph.Variable("W2", [3, 2]), graph.Variable("T", [3, 2]));
        var sums = MatMul(xs, w1s);
        var h = Relu(sums);
        var logits = MatMul(h, w2s);
        var crossEntropy = Sum(Log(Sum(Exp(logits), [1]))) - Sum(ts * logits);
        var loss = crossEntropy / 3 + lambda * (Sum(w1s * w1s) + Sum(w2s * w2s));

        var hidden = Map(Product(x, w1), v => Math.Max(v, 0));
        var exp = Map(Product(hidden, w2), Math.Exp);
        var g = Map(exp, (i, j) => (exp[i, j] / (exp[i, 0] + exp[i, 1]) - t[i, j]) / 3);
        var hBar = Product(g, Transposed(w2));
        var sumsBar = Map(hBar, (i, j) => hidden[i, j] > 0 ? hBar[i, j] : 0);
        var (w1Data, w2Data) = (Product(Transposed(x), sumsBar), Product(Transposed(hidden), g));
        Check(
            loss, [(xs, Tensor.Matrix(x)), (w1s, Tensor.Matrix(w1)), (w2s, Tensor.Matrix(w2)), (ts, Tensor.Matrix(t))],
            (logits, Tensor.Matrix(Product(hidden, w2)), Tensor.Matrix(g)),
            (h, Tensor.Matrix(hidden), Tensor.Matrix(hBar)),
            (sums, Tensor.Matrix(Product(x, w1)), Tensor.Matrix(sumsBar)),
            (w2s, Tensor.Matrix(w2), Tensor.Matrix(Map(w2, (i, j) => w2Data[i, j] + 2 * lambda * w2[i, j]))),
            (w1s, Tensor.Matrix(w1), Tensor.Matrix(Map(w1, (i, j) => w1Data[i, j] + 2 * lambda * w1[i, j]))));
    }

    // a_k = b_k + W_k·h_{k-1}, h_k = tanh(a_k), J = Σ (h_l - y)² + λ·Σ W²: the loop of the text's algorithm, as it stands there
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void AnMlpOfManyLayers(int layers)
    {
        const double lambda = 0.1;
        var random = new Random(layers);
        double[][,] w = [.. Enumerable.Range(0, layers).Select(_ => Map(new double[3, 3], _ => random.NextDouble() - 0.5))];
        double[][] b = [.. Enumerable.Range(0, layers).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() })];
        double[] x = [0.1, -0.7, 0.4], y = [0.5, 0, -0.5];
        var (xs, ys) = (graph.Variable("x", [3]), graph.Constant(Tensor.Vector(y)));
        List<Node> ws = [.. Enumerable.Range(0, layers).Select(k => graph.Variable("W" + k, [3, 3]))], bs = [.. Enumerable.Range(0, layers).Select(k => graph.Variable("b" + k, [3]))];
        List<Node> hs = [xs], sums = [];
        List<double[]> h = [x];
        for (var k = 0; k < layers; k++)
        {
            sums.Add(bs[k] + MatMul(ws[k], hs[k]));
            hs.Add(Tanh(sums[k]));
            h.Add([.. Rows(w[k]).Select((row, i) => Math.Tanh(b[k][i] + row.Zip(h[k], (p, q) => p * q).Sum()))]);
        }

        var error = hs[layers] - ys;
        var loss = Sum(error * error) + lambda * ws.Select(n => Sum(n * n)).Aggregate((p, q) => p + q);
        List<(Node, Tensor, Tensor)> expected = [];
        double[] g = [.. h[layers].Zip(y, (p, q) => 2 * (p - q))];
        for (var k = layers - 1; k >= 0; k--)
        {
            expected.Add((hs[k + 1], h[k + 1], g));
            g = [.. g.Zip(h[k + 1], (p, q) => p * (1 - q * q))];
            expected.Add((bs[k], b[k], g));
            var (bar, before) = (g, h[k]);
            expected.Add((ws[k], Tensor.Matrix(w[k]), Tensor.Matrix(Map(w[k], (i, j) => bar[i] * before[j] + 2 * lambda * w[k][i, j]))));
            g = [.. Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, 3).Sum(i => w[k][i, j] * bar[i]))];
        }

        Check(loss, [(xs, x), .. ws.Select((n, k) => (n, Tensor.Matrix(w[k]))), .. bs.Select((n, k) => (n, (Tensor)b[k]))], [.. expected, (xs, x, g)]);
    }

    // "x >= y gives 1, and y >= x gives 1" makes it 2
    [Fact]
    public void AMaximumOfEqualsSplitsTheDerivative()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        Check(Max(x, x), [(x, 3)], (Max(x, x), 3, 1), (x, 3, 1));
        Check(Max(x, y), [(x, 3), (y, 3)], (x, 3, 0.5), (y, 3, 0.5));
        Check(Min(x, y), [(x, 3), (y, 3)], (x, 3, 0.5), (y, 3, 0.5));
        var v = graph.Variable("v", [4]);
        Check(Max(v), [(v, Tensor.Vector(2, 5, 5, 5))], (v, Tensor.Vector(2, 5, 5, 5), Tensor.Vector(0, 1 / 3.0, 1 / 3.0, 1 / 3.0)));
    }

    [Fact]
    public void ConventionsAtKinks()
    {
        var x = graph.Variable("x");
        Check(Relu(x), [(x, 0)], (x, 0, 0));
        Check(Abs(x), [(x, 0)], (x, 0, 0));
        Check(Clamp(x, 0, 1), [(x, 0)], (x, 0, 0.5));
        Check(Clamp(x, 0, 1), [(x, 1)], (x, 1, 0.5));
        Check(Sqrt(x), [(x, 0)], (x, 0, double.PositiveInfinity));
        Check(Log(x), [(x, 0)], (x, 0, double.PositiveInfinity));
        Check(1 / x, [(x, 0)], (x, 0, double.NegativeInfinity));
        Check(Hypot(x, x), [(x, 0)], (x, 0, 0));
        Check(Atan2(x, x), [(x, 0)], (x, 0, 0));
        var e = graph.Variable("e");
        Check(Pow(x, e), [(x, 0), (e, 2)], (x, 0, 0), (e, 2, 0));
        Check(Pow(x, e), [(x, -2), (e, 2)], (x, -2, -4), (e, 2, double.NaN));
    }

    // every position of a repeated input counts
    [Fact]
    public void RepeatedInputs()
    {
        var x = graph.Variable("x");
        Check(x * x, [(x, 3)], (x * x, 9, 1), (x, 3, 6));
        Check(x + x, [(x, 3)], (x + x, 6, 1), (x, 3, 2));
        Check(x - x, [(x, 3)], (x - x, 0, 1), (x, 3, 0));
        Check(x / x, [(x, 3)], (x / x, 1, 1), (x, 3, 0));
        Check(Pow(x, x), [(x, 2)], (Pow(x, x), 4, 1), (x, 2, 4 + 4 * Math.Log(2)));
        Check(Max(x, x), [(x, 3)], (Max(x, x), 3, 1), (x, 3, 1));
        Check(Hypot(x, x), [(x, 3)], (x, 3, Math.Sqrt(2)));
        var a = graph.Variable("A", [2, 2]);
        // ∂/∂A[i,j] Σ(A·A) is the sum of row j plus the sum of column i
        Check(Sum(MatMul(a, a)), [(a, Tensor.Of([0, 1, 3, 4], 2, 2))], (a, Tensor.Of([0, 1, 3, 4], 2, 2), Tensor.Of([1 + 3, 7 + 3, 1 + 5, 7 + 5], 2, 2)));
    }

    private static void Check(Node f, IReadOnlyList<(Node Variable, Tensor Value)> at, params IReadOnlyList<(Node Node, Tensor Value, Tensor Adjoint)> expected)
    {
        var values = at.ToDictionary(a => a.Variable, a => a.Value);
        var (table, numbers) = (ReverseMode.BuildGrad(f, [.. values.Keys]), NumericReverse.Run(f, values, [.. values.Keys]));
        foreach (var (node, value, adjoint) in expected)
        {
            Near(value, node.Evaluate(values), node);
            Near(value, numbers[node]!.Value, node);
            Near(adjoint, table[node]!.Value.Evaluate(values), node);
            Near(adjoint, numbers[node]!.Adjoint, node);
        }
    }

    private static void Near(Tensor expected, Tensor actual, Node node)
    {
        Assert.Equal(expected.Type, actual.Type);
        foreach (var (e, a) in expected.ToArray().Zip(actual.ToArray()))
            Assert.True(e.Equals(a) || Math.Abs(e - a) <= 1e-14 * Math.Max(1, Math.Abs(e)), $"{node}: expected {e:R}, got {a:R}");
    }

    private static IEnumerable<double[]> Rows(double[,] m) => Enumerable.Range(0, m.GetLength(0)).Select(i => Enumerable.Range(0, m.GetLength(1)).Select(j => m[i, j]).ToArray());

    private static double[,] Product(double[,] a, double[,] b) =>
        Map(new double[a.GetLength(0), b.GetLength(1)], (i, j) => Enumerable.Range(0, b.GetLength(0)).Sum(k => a[i, k] * b[k, j]));

    private static double[,] Transposed(double[,] m) => Map(new double[m.GetLength(1), m.GetLength(0)], (i, j) => m[j, i]);

    private static double[,] Map(double[,] m, Func<double, double> f) => Map(m, (i, j) => f(m[i, j]));

    private static double[,] Map(double[,] like, Func<int, int, double> f)
    {
        var result = new double[like.GetLength(0), like.GetLength(1)];
        for (var i = 0; i < like.GetLength(0); i++)
            for (var j = 0; j < like.GetLength(1); j++) result[i, j] = f(i, j);
        return result;
    }
}
