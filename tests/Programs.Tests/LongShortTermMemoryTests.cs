namespace SymDiff.Programs.Tests;

public sealed class LongShortTermMemoryTests
{
    private static readonly LongShortTermMemory.Value value = LongShortTermMemory.Loss().Compile<LongShortTermMemory.Value>();
    private static readonly LongShortTermMemory.Derivative derivative = LongShortTermMemory.Loss().Gradient(LongShortTermMemory.Parameters).Compile<LongShortTermMemory.Derivative>();

    // layers, bits, characters
    public static TheoryData<int, int, int> Sizes => new() { { 2, 3, 6 }, { 1, 1, 2 }, { 3, 14, 9 }, { 4, 5, 2 } };

    [Theory, MemberData(nameof(Sizes))]
    public void TheLossIsThatOfCellsOneByOne(int l, int b, int c)
    {
        var data = new Data(l, b, c);
        Differences.Agree([ByCells(data, data.Parameters)], [value(data.Main, data.Extra, data.State, data.Sequence)]);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void TheGradientIsThatOfCellsOneByOne(int l, int b, int c)
    {
        var data = new Data(l, b, c);
        var found = new double[data.Parameters.Length];
        derivative(data.Main, data.Extra, data.State, data.Sequence, found.AsSpan(0, data.Main.Length), found.AsSpan(data.Main.Length));
        Differences.Agree(Differences.Gradient(p => ByCells(data, p), data.Parameters), found, 1e-10);
    }

    // Weights are diagonal: each bit runs through its own cells, and bits meet in the loss alone.
    private static double ByCells(Data data, double[] parameters)
    {
        var (l, b, c) = (data.L, data.B, data.C);
        var foretold = new double[c - 1, b];
        for (var bit = 0; bit < b; bit++)
        {
            var hidden = Enumerable.Range(0, l).Select(layer => data.State[2 * layer * b + bit]).ToArray();
            var cell = Enumerable.Range(0, l).Select(layer => data.State[(2 * layer + 1) * b + bit]).ToArray();
            for (var t = 0; t < c - 1; t++)
            {
                var signal = data.Sequence[t * b + bit] * Extra(0);
                for (var layer = 0; layer < l; layer++)
                {
                    double Gate(int gate, double of) => of * parameters[((2 * layer) * 4 + gate) * b + bit] + parameters[((2 * layer + 1) * 4 + gate) * b + bit];
                    cell[layer] = cell[layer] * Logistic(Gate(0, signal)) + Logistic(Gate(1, hidden[layer])) * Math.Tanh(Gate(3, hidden[layer]));
                    hidden[layer] = Logistic(Gate(2, signal)) * Math.Tanh(cell[layer]);
                    signal = hidden[layer];
                }

                foretold[t, bit] = signal * Extra(1) + Extra(2);
            }

            double Extra(int row) => parameters[8 * l * b + row * b + bit];
        }

        var loss = 0.0;
        for (var t = 0; t < c - 1; t++)
        {
            var all = Enumerable.Range(0, b).Sum(bit => Math.Exp(foretold[t, bit])) + 2;
            for (var bit = 0; bit < b; bit++) loss -= data.Sequence[(t + 1) * b + bit] * Math.Log(Math.Exp(foretold[t, bit]) / all);
        }

        return loss / ((c - 1) * b);
    }

    private static double Logistic(double x) => 0.5 + 0.5 * Math.Tanh(x / 2);

    private sealed record Data(int L, int B, int C)
    {
        public double[] Parameters { get; } = Differences.Numbers(8 * L * B + 3 * B, 1);

        public double[] State { get; } = Differences.Numbers(2 * L * B, 2);

        public double[] Sequence { get; } = [.. Differences.Numbers(C * B, 3).Select(v => v > 0 ? 1.0 : 0.0)];

        public ReadOnlySpan<double> Main => Parameters.AsSpan(0, 8 * L * B);

        public ReadOnlySpan<double> Extra => Parameters.AsSpan(8 * L * B);
    }
}
