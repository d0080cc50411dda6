using SymDiff.Examples.BackpropagationByHand;

namespace SymDiff.Examples.Tests;

/// <summary>Values and adjoints of the exercises, worked out by hand or by plain arithmetic on arrays.</summary>
public sealed class BackpropagationByHandTests
{
    [Fact]
    public void SumTimes()
    {
        var table = Exercises.SumTimes.Solve();
        Assert.Equal(-12, table.Rows[0].Value.ToDouble());
        Assert.Equal([(-4, "x"), (-4, "y"), (3, "z")], Gradient(Exercises.SumTimes));
        Assert.Equal(3, table.Rows.Single(r => r.Node.ToString() == "x + y").Value.ToDouble());
    }

    [Fact]
    public void Maximum()
    {
        Assert.Equal(-20, Exercises.Maximum.Solve().Rows[0].Value.ToDouble());
        Assert.Equal([(-8, "x"), (6, "y"), (2, "z"), (0, "w")], Gradient(Exercises.Maximum));
    }

    // along the chain from the total to the price of one car: 1, 1.1, 2.2
    [Fact]
    public void Price()
    {
        var rows = Exercises.Price.Solve().Rows;
        var price = rows.Single(r => r.Node.ToString() == "price");
        var cars = rows.Single(r => r.Node == price.Contributions.Single().Consumer);
        Assert.Equal(440_000, rows[0].Value.ToDouble(), 1e-9);
        Assert.Equal(rows[0].Node, cars.Contributions.Single().Consumer);
        Close([1], rows[0].Adjoint);
        Close([1.1], cars.Adjoint);
        Close([2.2], price.Adjoint);
    }

    [Fact]
    public void Sigmoid()
    {
        var y = 1 / (1 + Math.Exp(-1));
        Close([y * (1 - y)], Adjoint(Exercises.Sigmoid, "x"));
    }

    [Fact]
    public void CrossEntropy()
    {
        double[] e = [Math.Exp(1), Math.Exp(2), Math.Exp(3)];
        Close([e[0] / e.Sum(), e[1] / e.Sum(), e[2] / e.Sum() - 1], Adjoint(Exercises.CrossEntropy, "a"));
    }

    // a1 = (0.982014, 0.119203), a2 = (0.863518, 0.110737), a3 = (0.617705, 0.829124);
    // g = (a3 - t)·a3·(1 - a3): b̄3 = g, W̄3 = g·a2ᵀ, ā2 = W3ᵀ·g, and so on
    [Fact]
    public void Network()
    {
        double[][,] w = [new double[,] { { 1, -2 }, { -1, 1 } }, new double[,] { { 2, -1 }, { -2, -1 } }, new double[,] { { 3, -1 }, { -1, 4 } }];
        double[][] b = [[1, 0], [0, 0], [-2, 2]], a = [[1, -1], [], [], []];
        for (var layer = 0; layer < 3; layer++) a[layer + 1] = [.. Rows(w[layer], a[layer]).Zip(b[layer], (sum, bias) => 1 / (1 + Math.Exp(-sum - bias)))];
        Assert.All(((double[])[0.982014, 0.119203, 0.863518, 0.110737, 0.617705, 0.829124]).Zip(a.Skip(1).SelectMany(v => v)), p => Assert.Equal(p.First, p.Second, 5e-7));
        var activations = Exercises.Network.Solve().Rows.Where(r => r.Node.Op.Name == "Sigmoid").Reverse().ToList();
        Assert.All(a.Skip(1).Zip(activations), p => Close(p.First, p.Second.Value));

        double[] bar = [a[3][0], a[3][1] - 1];
        for (var layer = 2; layer >= 0; layer--)
        {
            Close(bar, activations[layer].Adjoint);
            double[] g = [.. bar.Zip(a[layer + 1], (adjoint, y) => adjoint * y * (1 - y))];
            Close(g, Adjoint(Exercises.Network, $"b{layer + 1}"));
            Close([.. g.SelectMany(row => a[layer].Select(column => row * column))], Adjoint(Exercises.Network, $"W{layer + 1}"));
            bar = Rows(Transposed(w[layer]), g);
        }

        Close(bar, Adjoint(Exercises.Network, "x"));
    }

    // G = (softmax - t)/2; W̄2 = Hᵀ·G + 2λ·W2; H̄ = G·W2ᵀ where H > 0; W̄1 = Xᵀ·H̄ + 2λ·W1
    [Fact]
    public void Minibatch()
    {
        double[,] x = { { 1, 2 }, { -1, 1 } }, t = { { 1, 0 }, { 0, 1 } }, w1 = { { 1, -1 }, { 0.5, 1 } }, w2 = { { 1, -1 }, { 0.5, 2 } };
        var h = Map(Product(x, w1), (v, _, _) => Math.Max(v, 0));
        var logits = Product(h, w2);
        var g = Map(logits, (v, i, j) => (Math.Exp(v) / (Math.Exp(logits[i, 0]) + Math.Exp(logits[i, 1])) - t[i, j]) / 2);
        var hBar = Map(Product(g, Transposed(w2)), (v, i, j) => h[i, j] > 0 ? v : 0);
        Close(Entries(Map(Product(Transposed(h), g), (v, i, j) => v + 0.02 * w2[i, j])), Adjoint(Exercises.Minibatch, "W2"));
        Close(Entries(Map(Product(Transposed(x), hBar), (v, i, j) => v + 0.02 * w1[i, j])), Adjoint(Exercises.Minibatch, "W1"));
    }

    [Fact]
    public async Task ShowsEveryValueAndAdjoint()
    {
        var output = await Example.Run("BackpropagationByHand");
        Assert.All(Exercises.All, exercise => Assert.Contains(exercise.Title, output));
        Assert.Matches(@"│ v2 +│ v1\*z +│ -12 +│ 1 ", output);
        Assert.Matches(@"│ price │ given +│ 200000 │ 2\.2 +│ v1 ", output);
        Assert.Matches(@"│ b3 +│ given +│ -2  2 +│ 0\.1459  -0\.0242 +│ v8 ", output);
    }

    private static List<(double, string)> Gradient(Exercise exercise) =>
        [.. exercise.Function.InputNames.Select(name => (Adjoint(exercise, name).ToDouble(), name))];

    private static Tensor Adjoint(Exercise exercise, string input) => exercise.Solve()[exercise.Function.Input(input)]!.Adjoint;

    private static void Close(double[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static double[] Rows(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => vector.Select((v, j) => matrix[i, j] * v).Sum())];

    private static double[,] Transposed(double[,] a)
    {
        var result = new double[a.GetLength(1), a.GetLength(0)];
        return Map(result, (_, i, j) => a[j, i]);
    }

    private static double[,] Product(double[,] a, double[,] b) =>
        Map(new double[a.GetLength(0), b.GetLength(1)], (_, i, j) => Enumerable.Range(0, b.GetLength(0)).Sum(k => a[i, k] * b[k, j]));

    private static double[,] Map(double[,] a, Func<double, int, int, double> entry)
    {
        var result = new double[a.GetLength(0), a.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++) for (var j = 0; j < a.GetLength(1); j++) result[i, j] = entry(a[i, j], i, j);
        return result;
    }

    private static double[] Entries(double[,] a) => [.. a.Cast<double>()];
}
