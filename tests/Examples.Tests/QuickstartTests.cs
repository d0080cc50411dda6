namespace SymDiff.Examples.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public async Task PrintsDerivativesSourceAndMinima()
    {
        var output = await Example.Run("Quickstart");
        var numbers = Line("at (1, 2), interpreted: ").Split(", ").Select(double.Parse).ToArray();
        double[] expected = [Math.E * Math.Sin(2), Math.E * Math.Sin(2), Math.E * Math.Cos(2)];   // f = e^x·sin y, ∂f/∂x = f, ∂f/∂y = e^x·cos y
        Assert.All(expected.Zip(numbers), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
        Assert.Equal($"f = {numbers[0]}, df/dx = {numbers[1]}, df/dy = {numbers[2]}", Line("at (1, 2), compiled: "));
        Assert.Contains("public static (double value, double d_x, double d_y) Wave(double x, double y)", output);
        foreach (var n in (int[])[2, 10, 50])
            Assert.InRange(double.Parse(Line($"minimum of the valley in {n} dimensions: ").Split(' ')[0]), 0, 1e-15);

        string Line(string start) => output.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
    }
}
