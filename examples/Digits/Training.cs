namespace SymDiff.Examples.Digits;

/// <summary>What an epoch ended with: the mean loss of its batches and the share of held-out images that are recognised.</summary>
public sealed record Epoch(double Loss, double Accuracy);

/// <summary>Minibatch gradient descent with momentum.</summary>
public static class Training
{
    /// <summary>Trains on some images and looks at the others after each epoch.</summary>
    public static IReadOnlyList<Epoch> Run(Network network, Images train, Images heldOut, int count = 40)
    {
        var random = new Random(1);
        var weights = Network.InitialWeights(random);
        double[] gradient = new double[weights.Length], step = new double[weights.Length];
        var epochs = new List<Epoch>();
        for (var epoch = 0; epoch < count; epoch++)
        {
            var order = Enumerable.Range(0, train.Count).ToArray();
            random.Shuffle(order);
            var rate = 0.05 * (1 + Math.Cos(Math.PI * epoch / count)) / 2;   // falls to 0 along half a wave
            var losses = new List<double>();
            foreach (var batch in order.Chunk(32))   // the last one is smaller
            {
                losses.Add(network.LossOf(train.At(batch), weights, gradient));
                for (var i = 0; i < weights.Length; i++)
                    weights[i] += step[i] = 0.9 * step[i] - rate * gradient[i];
            }

            epochs.Add(new(losses.Average(), network.Accuracy(heldOut, weights)));
        }

        return epochs;
    }
}
