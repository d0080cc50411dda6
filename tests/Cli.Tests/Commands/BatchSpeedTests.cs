using System.Diagnostics;
using System.Globalization;

namespace SymDiff.Cli.Tests.Commands;

/// <summary>How fast a batch is, in time of the processor, so that a busy machine does not matter; nothing else runs meanwhile.</summary>
[Collection("alone")]
public sealed class BatchSpeedTests
{
    [Fact]
    public void AHundredSmallFunctionsASecondWithTheirHessians()
    {
        string[] functions = ["x^2*y + exp(x*z)*sin(y)", "(x + y)*z^3/(1 + x*x)", "exp(-x^2 - y^2)*cos(z)", "x*y*z + x^3 - y^4/z"];
        var lines = Enumerable.Range(0, 400).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"id": {{i}}, "function": "{{functions[i % 4]}}", "at": {"x": 0.{{i + 1}}, "y": 1, "z": 2}, "want": ["value", "gradient", "hessian"]}"""));
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var answers = Run.WithInput(string.Join('\n', lines), "batch").Output.TrimEnd('\n').Split('\n');
        process.Refresh();
        Assert.Equal(400, answers.Length);
        Assert.DoesNotContain(answers, a => a.Contains("error", StringComparison.Ordinal));
        Assert.True(process.TotalProcessorTime - before < TimeSpan.FromSeconds(4), $"400 functions took {process.TotalProcessorTime - before}.");
    }
}

/// <summary>Tests that run when no others do.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
