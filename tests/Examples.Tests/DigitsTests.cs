using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SymDiff.Examples.Tests;

public sealed partial class DigitsTests
{
    [Fact]
    public async Task RecognisesWhatWasHeldOut()
    {
        var folder = Directory.CreateTempSubdirectory("symdiff-digits-");
        try
        {
            var output = await Example.Run("Digits", folder.FullName, []);
            Assert.InRange(Percent(output, "Held out, every sixth image: "), 97, 100);
            Assert.InRange(Percent(output, "Held out, the last 300 images, by other writers: "), 90, 95);   // about 92: they write differently
            var losses = TableRow().Matches(output).Select(m => double.Parse(m.Groups[2].Value)).ToList();
            Assert.InRange(losses[0], 0.5, Math.Log(10));   // better than guessing after the first epoch
            Assert.InRange(losses[^1], 0, 0.15);
            var svg = XDocument.Load(Path.Combine(folder.FullName, "digits-loss.svg"));
            Assert.Equal("svg", svg.Root!.Name.LocalName);
            Assert.Single(svg.Descendants(), e => e.Name.LocalName == "polyline" && Points(e) >= 40);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The derivative that trains it is right: against differences, at random weights.
    [Fact]
    public void TheGradientOfTheLossIsRight()
    {
        var network = new Digits.Network(decay: 1e-2);
        var batch = Digits.Images.Load().At([3, 141, 1059]);
        var random = new Random(7);
        var weights = Digits.Network.InitialWeights(random);
        var gradient = new double[weights.Length];
        network.LossOf(batch, weights, gradient);
        foreach (var i in Enumerable.Range(0, 40).Select(_ => random.Next(weights.Length)))
            Assert.Equal((LossAt(i, 1e-5) - LossAt(i, -1e-5)) / 2e-5, gradient[i], 1e-8);

        double LossAt(int i, double by)
        {
            double[] moved = [.. weights];
            moved[i] += by;
            return network.LossOf(batch, moved, new double[moved.Length]);
        }
    }

    private static double Percent(string output, string start) =>
        double.Parse(Regex.Match(output, Regex.Escape(start) + @"(\d+\.\d) ?%").Groups[1].Value);

    private static int Points(XElement line) => line.Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    [GeneratedRegex(@"^│ +(\d+) │ (\d\.\d+) ", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
