using System.Text.Json;
using SymDiff.Testing;

namespace SymDiff.Cli.Tests.Commands;

/// <summary>schedule: how a function or a derivative is computed, as a table and as JSON.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void TheTable() => Verifier.Verify(Run.Fine("schedule", "(double[] x, double[] w) => x.Zip(w, (a, b) => exp(a*b)).Sum()"));

    [Theory]
    [InlineData("function", "f(x : f64) -> (value : f64)")]
    [InlineData("gradient", "f_gradient(x : f64) -> (d_x : f64)")]
    [InlineData("hessian", "f_hessian(x : f64) -> (d_x_x : f64)")]
    public void WhatIsDescribedIsChosen(string of, string heading) => Assert.StartsWith(heading + "\n", Run.Fine("schedule", "x^3", "--of", of), StringComparison.Ordinal);

    [Fact]
    public void Json()
    {
        using var json = JsonDocument.Parse(Run.Fine("schedule", "(double[] x) => sum(exp(x))^2", "--json"));
        JsonElement[] nodes = [.. json.RootElement.GetProperty("body").GetProperty("nests").EnumerateArray().SelectMany(nest => nest.GetProperty("nodes").EnumerateArray())];
        Assert.Equal(["buffer severalReaders", "variable number", "variable number", "variable number", "buffer output"], nodes.Select(n => $"{n.GetProperty("storage")} {n.GetProperty("reason")}"));
        Assert.Equal("8*n_x", nodes[0].GetProperty("bytes").GetString());
        Assert.Equal(0, nodes[0].GetProperty("offset").GetInt32());
        Assert.Equal("w1", json.RootElement.GetProperty("workspace")[0].GetProperty("slots")[0].GetProperty("uses")[0].GetProperty("buffer").GetString());
    }

    // Strict code runs iterations one after the other.
    [Fact]
    public void NumericsAreChosen() => Assert.DoesNotContain(
        "side by side", Run.Fine("schedule", "(double[] x, double[] w) => x.Zip(w, (a, b) => exp(a*b)).Sum()", "--numerics", "Strict"), StringComparison.Ordinal);

    [Fact]
    public void ThreadsAreChosen()
    {
        string[] asked = ["schedule", "(double[] x) => exp(x)", "--of", "function", "--threads", "4"];
        Assert.EndsWith("threads: at most 4\n  loop of n_x iterations for value: up to 4 runs at once, where there is enough work", Run.Fine(asked).TrimEnd(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Run.Fine([.. asked, "--json"]));
        var loop = json.RootElement.GetProperty("threads").GetProperty("loops")[0];
        Assert.Equal("n_x independent", $"{loop.GetProperty("iterations")} {loop.GetProperty("reason")}");
        Assert.StartsWith("symdiff: --threads: expected the number of threads that a call may use, at least 1.", Run.Bad("schedule", "x", "--threads", "0"), StringComparison.Ordinal);
    }

    // A vector of few entries has no buffer: the words are those of the table.
    [Fact]
    public void FewEntriesAreVariables() => Assert.Contains("\"storage\":\"variables\"", Run.Fine("schedule", "(double[3] x) => sum(exp(x)*sin(exp(x)))", "--json").Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void ADerivativeThatIsNone() => Assert.StartsWith("symdiff: Argument 'third' not recognized. Must be one of:", Run.Bad("schedule", "x", "--of", "third"), StringComparison.Ordinal);
}
