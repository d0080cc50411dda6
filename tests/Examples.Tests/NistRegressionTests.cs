using System.Text.RegularExpressions;
using SymDiff.Examples.NistRegression;

namespace SymDiff.Examples.Tests;

public sealed class NistRegressionTests
{
    // NIST's certified values themselves, for two of the problems: how a file is read is not taken on trust.
    private static readonly Dictionary<string, double[]> Certified = new()
    {
        ["Misra1a"] = [2.3894212918E+02, 5.5015643181E-04],
        ["Nelson"] = [2.5906836021E+00, 5.6177717026E-09, -5.7701013174E-02],
    };

    [Fact]
    public void EveryRunReachesTheCertifiedParameters()
    {
        var fits = Problems.FitAll().ToList();
        Assert.Equal(28, fits.Count);
        Assert.All(fits, fit => Assert.All(fit.Certified.Zip(fit.Solution.Parameters), pair => Assert.InRange(Math.Abs(pair.Second / pair.First - 1), 0, 1e-6)));
        Assert.All(fits, fit => Assert.True(fit.Solution.Converged, $"{fit}"));
        Assert.All(Certified, known => Assert.Equal(known.Value, fits.First(fit => fit.Name == known.Key).Certified));
    }

    [Fact]
    public async Task PrintsARowForEachRun()
    {
        var rows = Regex.Matches(await Example.Run("NistRegression"), @"^│ (\w+) +│ [12] .*E[-+]\d+ │ +(\d+\.\d) │", RegexOptions.Multiline);
        Assert.Equal(28, rows.Count);
        Assert.Equal(14, rows.Select(row => row.Groups[1].Value).Distinct().Count());
        Assert.All(rows, row => Assert.True(double.Parse(row.Groups[2].Value) >= 6, row.Value));
    }
}
