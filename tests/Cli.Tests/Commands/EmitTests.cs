namespace SymDiff.Cli.Tests.Commands;

/// <summary>emit: a C# file on standard output or in a file, with the names that were asked for.</summary>
public sealed class EmitTests
{
    [Fact]
    public void ValueAndGradientByDefault() => Assert.Contains(
        "public static (double value, double d_x, double d_y) FValueAndGradient(double x, double y)", Run.Fine("emit", "(x, y) => Math.Exp(x) * Math.Sin(y)"), StringComparison.Ordinal);

    [Fact]
    public void NamesAndFile()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal("", Run.Fine("emit", "(double[] x) => sum(x^2)", "--of", "gradient", "--namespace", "My.Models", "--class", "Loss", "--method", "Slope", "-o", file));
            var source = File.ReadAllText(file);
            Assert.All(
                ["namespace My.Models", "public static class Loss", "public static void Slope(ReadOnlySpan<double> x, Span<double> d_x)"],
                line => Assert.Contains(line, source, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("function", "double F(double x)")]
    [InlineData("gradient", "double FGradient(double x)")]
    [InlineData("hessian", "double FHessian(double x)")]
    [InlineData("hvp", "double FHvp(double x, double v_x)")]
    [InlineData("jacobian", "double FJacobian(double x)")]
    public void WhatIsEmittedIsChosen(string of, string signature) => Assert.Contains("public static " + signature, Run.Fine("emit", "x^3", "--of", of), StringComparison.Ordinal);

    [Fact]
    public void AHostileNameIsRefused() => Assert.Equal(
        "symdiff: 'A { } class B' is no name for a class: expected letters, digits and underscores, starting with a letter or underscore.\n",
        Run.Bad("emit", "x", "--class", "A { } class B"));

    [Fact]
    public void AFileThatCannotBeWritten() => Assert.StartsWith("symdiff: Could not find a part of the path", Run.Bad("emit", "x", "-o", "/no/such/folder/x.cs"), StringComparison.Ordinal);
}
