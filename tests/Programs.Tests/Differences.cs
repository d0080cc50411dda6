namespace SymDiff.Programs.Tests;

/// <summary>Numbers beside numbers that were found in another way.</summary>
internal static class Differences
{
    /// <summary>Asserts that two arrays agree to a fraction of the scale of the expected one.</summary>
    public static void Agree(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = 1.0;
        foreach (var e in expected) scale = Math.Max(scale, Math.Abs(e));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"entry {i}: expected {expected[i]:R}, found {actual[i]:R} (scale {scale})");
    }

    /// <summary>The derivative of a function of numbers, by central differences of fourth order.</summary>
    public static double[] Gradient(Func<double[], double> f, double[] at, double step = 1e-3) => [.. Jacobian(x => [f(x)], at, step)[0]];

    /// <summary>The derivatives of all results of a function of numbers, a row for each result.</summary>
    public static double[][] Jacobian(Func<double[], double[]> f, double[] at, double step = 1e-3)
    {
        var columns = at.Select((_, i) =>
        {
            double[] twoDown = f(Moved(at, i, -2 * step)), down = f(Moved(at, i, -step)), up = f(Moved(at, i, step)), twoUp = f(Moved(at, i, 2 * step));
            return up.Select((_, r) => (8 * (up[r] - down[r]) - (twoUp[r] - twoDown[r])) / (12 * step)).ToArray();
        }).ToList();
        return [.. Enumerable.Range(0, f(at).Length).Select(r => columns.Select(c => c[r]).ToArray())];
    }

    /// <summary>Reproducible numbers between -1 and 1.</summary>
    public static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }

    private static double[] Moved(double[] at, int i, double by)
    {
        var moved = (double[])at.Clone();
        moved[i] += by;
        return moved;
    }
}
