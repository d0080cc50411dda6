namespace SymDiff.Examples.HandWrittenGradient;

/// <summary>A linear network p = W4·W3·W2·W1·x with its squared error, and two ways to its gradient by the four matrices.</summary>
public static class Network
{
    public const int Size = 4, Layers = 4;

    private static readonly double[] x = [1, 1, 1, 1], target = [0.5, 0.7, 0.3, 0.1];

    /// <summary>The error of a prediction: what the backward pass begins with.</summary>
    public static Function Error { get; } = Function.Parse("(double[4] p, double[4] target) => sum((p - target)^2)");

    /// <summary>The error as a function of all weights, one matrix after the other.</summary>
    public static Function Loss { get; } = Function.Parse("""
        (double[4, 4] W1, double[4, 4] W2, double[4, 4] W3, double[4, 4] W4, double[4] x, double[4] target) =>
        {
            var p = W4 @ (W3 @ (W2 @ (W1 @ x)));
            return sum((p - target)^2);
        }
        """).Bind(("x", x), ("target", target));

    /// <summary>The loss and its gradient, derived.</summary>
    public static Func<double[][], (double Loss, double[][] Gradient)> Derived { get; } = Compiled();

    /// <summary>The loss and its gradient as somebody wrote them down. One line is wrong.</summary>
    public static (double Loss, double[][] Gradient) ByHand(double[][] w)
    {
        var h = new double[Layers + 1][];
        h[0] = x;
        for (var k = 0; k < Layers; k++) h[k + 1] = Times(w[k], h[k]);
        var p = h[Layers];
        var loss = p.Zip(target, (a, b) => (a - b) * (a - b)).Sum();

        var gradient = new double[Layers][];
        var bar = p.Select(a => 2 * a).ToArray();   // dloss/dp
        for (var k = Layers - 1; k >= 0; k--)
        {
            gradient[k] = [.. bar.SelectMany(row => h[k].Select(column => row * column))];   // dloss/dWk = h̄·hᵀ
            bar = TransposedTimes(w[k], bar);
        }

        return (loss, gradient);
    }

    /// <summary>The line that begins the backward pass, as a formula: the derivatives by p and by the target.</summary>
    public static Function FirstLineByHand { get; } = Function.Parse("(double[4] p, double[4] target) => (2*p, 2*(target - p))");

    /// <summary>The losses while the weights follow a gradient downhill.</summary>
    public static IReadOnlyList<double> Descend(Func<double[][], (double Loss, double[][] Gradient)> lossAndGradient, int steps)
    {
        var random = new Random(3);
        var w = Enumerable.Range(0, Layers).Select(_ => Enumerable.Range(0, Size * Size).Select(_ => random.NextDouble() * 0.5).ToArray()).ToArray();
        var losses = new List<double>();
        for (var step = 0; step <= steps; step++)
        {
            var (loss, gradient) = lossAndGradient(w);
            losses.Add(loss);
            for (var k = 0; k < Layers; k++)
                for (var i = 0; i < w[k].Length; i++) w[k][i] -= 0.005 * gradient[k][i];
        }

        return losses;
    }

    private static Func<double[][], (double, double[][])> Compiled()
    {
        var run = Loss.ValueAndGradient().Compile<Func<double[], double[], double[], double[], (double, double[], double[], double[], double[])>>();
        return w =>
        {
            var (loss, w1, w2, w3, w4) = run(w[0], w[1], w[2], w[3]);
            return (loss, [w1, w2, w3, w4]);
        };
    }

    private static double[] Times(double[] matrix, double[] vector) =>
        [.. matrix.Chunk(Size).Select(row => row.Zip(vector, (a, b) => a * b).Sum())];

    private static double[] TransposedTimes(double[] matrix, double[] vector) =>
        [.. Enumerable.Range(0, Size).Select(j => vector.Select((v, i) => matrix[i * Size + j] * v).Sum())];
}
