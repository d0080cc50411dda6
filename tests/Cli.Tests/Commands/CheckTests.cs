namespace SymDiff.Cli.Tests.Commands;

/// <summary>check: exit code 0 for a right gradient, 1 and the term for a wrong one.</summary>
public sealed class CheckTests
{
    [Theory]
    [InlineData("x^2", "p => 2*p")]
    [InlineData("x^2*y", "(2*x*y, x^2)")]
    [InlineData("(double[] x) => sum(x*x)", "(double[] q) => 2*q")]
    public void ARightGradient(string function, string gradient) =>
        Assert.All(Run.Fine("check", function, "--gradient", gradient).TrimEnd('\n').Split('\n'), line => Assert.Matches(@"^d_\w+ is right\.$", line));

    [Fact]
    public void AWrongGradientNamesTheTerm()
    {
        var run = Run.Of("check", "(p, target) => (p - target)^2", "--gradient", "(p, target) => (2*p, -2*(p - target))");
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Equal("d_p is wrong: the term -2*target is missing.\n  given:   2*p\n  correct: 2*(p - target)\n  at p = 0.6, target = 0.32: 1.2 instead of 0.56\nd_target is right.\n", run.Output);
    }

    [Fact]
    public void AGradientIsRequired() => Assert.Equal("symdiff: Option '--gradient' is required.\nSee symdiff check --help.\n", Run.Bad("check", "x^2"));

    [Fact]
    public void AMistakeInTheGradientIsLocated() => Assert.StartsWith("symdiff: Column 3: expected an operand, got the end of the text.\n", Run.Bad("check", "x^2", "--gradient", "2*"), StringComparison.Ordinal);
}
