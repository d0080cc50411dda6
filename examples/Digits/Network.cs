using static SymDiff.NodeMath;

namespace SymDiff.Examples.Digits;

/// <summary>64 pixels, 32 hidden units, 10 digits: a softmax classifier whose weights are one vector.</summary>
public sealed class Network
{
    private const int Pixels = Images.PixelCount, Hidden = 32, Digits = 10;
    public const int WeightCount = (Pixels + 1) * Hidden + (Hidden + 1) * Digits;

    private readonly LossAndGradient lossAndGradient;
    private readonly Func<double[], double[], int[]> predict;

    /// <param name="decay">How strongly the squares of the weights count.</param>
    public Network(double decay)
    {
        var graph = new Graph();
        var n = graph.Dim("n");
        Node X = graph.Variable("X", [n, Pixels]), labels = graph.Variable("labels", [n], DType.Int32);
        Node weights = graph.Variable("weights", [WeightCount]);

        int w1 = Pixels * Hidden, b1 = w1 + Hidden, w2 = b1 + Hidden * Digits;   // where each part ends
        Node W1 = Reshape(weights[..w1], [Pixels, Hidden]), W2 = Reshape(weights[b1..w2], [Hidden, Digits]);
        Node hidden = Relu(X.MatMul(W1) + weights[w1..b1]);
        Node logits = hidden.MatMul(W2) + weights[w2..];
        Node loss = Mean(CrossEntropy(logits, labels)) + decay * (SquaredNorm(W1) + SquaredNorm(W2));

        lossAndGradient = graph.Function("loss", [X, labels, weights], [loss]).ValueAndGradient("weights").Compile<LossAndGradient>();
        predict = graph.Function("predict", [X, weights], [ArgMax(logits, axis: 1)]).Compile<Func<double[], double[], int[]>>();
    }

    private delegate double LossAndGradient(ReadOnlySpan<double> pixels, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, Span<double> gradient);

    /// <summary>The loss of some images, of any number; its gradient is written to a span.</summary>
    public double LossOf(Images images, double[] weights, Span<double> gradient) => lossAndGradient(images.Pixels, images.Labels, weights, gradient);

    /// <summary>The share of the images that are recognised.</summary>
    public double Accuracy(Images images, double[] weights) =>
        predict(images.Pixels, weights).Zip(images.Labels, (guess, digit) => guess == digit ? 1.0 : 0.0).Average();

    /// <summary>Weights to begin with: random, the wider the fewer terms a sum has, and biases of zero.</summary>
    public static double[] InitialWeights(Random random)
    {
        var weights = new double[WeightCount];
        for (var i = 0; i < Pixels * Hidden; i++) weights[i] = (2 * random.NextDouble() - 1) * Math.Sqrt(6.0 / Pixels);
        for (var i = 0; i < Hidden * Digits; i++) weights[(Pixels + 1) * Hidden + i] = (2 * random.NextDouble() - 1) * Math.Sqrt(6.0 / Hidden);
        return weights;
    }
}
