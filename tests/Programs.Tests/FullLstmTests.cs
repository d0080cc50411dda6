namespace SymDiff.Programs.Tests;

public sealed class FullLstmTests
{
    [Theory]
    [InlineData(5, 3, 2, 4)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(8, 2, 3, 3)]
    public void TheLossAndItsGradientAreThoseOfCellsOneByOne(int t, int m, int k, int h)
    {
        var sizes = new[] { t * m, t * k, 4 * h * m, 4 * h * h, 4 * h, k * h };
        var all = Differences.Numbers(sizes.Sum(), t);
        double Loss(double[] p) => ByCells(p.AsSpan(), t, m, k, h);
        var gradient = Differences.Gradient(Loss, all);
        double[][] expected = [[Loss(all)], .. Parts(gradient, sizes)];
        var parts = Parts(all, sizes);
        Tensor[] inputs = [Tensor.Of(parts[0], t, m), Tensor.Of(parts[1], t, k), Tensor.Of(parts[2], 4, h, m), Tensor.Of(parts[3], 4, h, h), Tensor.Of(parts[4], 4, h), Tensor.Of(parts[5], k, h)];
        Ways.Agree(FullLstm.Loss().ValueAndGradient(), inputs, expected, 1e-9);
    }

    private static double[][] Parts(double[] all, int[] sizes) => [.. sizes.Select((size, i) => all[sizes.Take(i).Sum()..][..size])];

    private static double ByCells(ReadOnlySpan<double> p, int t, int m, int k, int h)
    {
        ReadOnlySpan<double> x = p[..(t * m)], y = p[(t * m)..], w = y[(t * k)..], u = w[(4 * h * m)..], b = u[(4 * h * h)..], r = b[(4 * h)..];
        double[] hidden = new double[h], cell = new double[h];
        var loss = 0.0;
        for (var step = 0; step < t; step++)
        {
            var next = new double[h];
            for (var j = 0; j < h; j++)
            {
                var a = new double[4];
                for (var gate = 0; gate < 4; gate++)
                {
                    a[gate] = b[gate * h + j];
                    for (var i = 0; i < m; i++) a[gate] += w[(gate * h + j) * m + i] * x[step * m + i];
                    for (var i = 0; i < h; i++) a[gate] += u[(gate * h + j) * h + i] * hidden[i];
                }

                cell[j] = cell[j] / (1 + Math.Exp(-a[1])) + Math.Tanh(a[3]) / (1 + Math.Exp(-a[0]));
                next[j] = Math.Tanh(cell[j]) / (1 + Math.Exp(-a[2]));
            }

            hidden = next;
            for (var o = 0; o < k; o++)
            {
                var error = -y[step * k + o];
                for (var j = 0; j < h; j++) error += r[o * h + j] * hidden[j];
                loss += error * error / 2;
            }
        }

        return loss;
    }
}
