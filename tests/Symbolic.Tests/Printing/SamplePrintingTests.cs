using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>Every sample of every op prints in every form, twice the same, with brackets that match.</summary>
public sealed class SamplePrintingTests
{
    public static TheoryData<string> Samples => [.. OpSamples.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void EverySamplePrintsInEveryForm(string name)
    {
        var sample = OpSamples.Named(name);
        var function = new Function("f", sample.Inputs, sample.Outputs);
        foreach (var form in new Func<Function, string>[] { f => f.ToMath(), f => f.ToEquations(), f => f.ToText(), f => f.ToLatex(), f => f.ToDot(), f => f.ToMermaid() })
        {
            var text = form(function);
            Assert.Equal(text, form(function));
            Assert.False(string.IsNullOrWhiteSpace(text));
        }

        Brackets.Match(function.ToMath(), "(", ")", "[", "]", "{", "}");
        Brackets.Match(function.ToLatex().Replace("\\{", "").Replace("\\}", ""), "\\left", "\\right", "{", "}", "\\begin", "\\end");
        Assert.All(function.ToDot().Split('\n'), line => Assert.Equal(0, line.Replace("\\\\", "").Replace("\\\"", "").Count(c => c == '"') % 2));
        Assert.InRange(sample.Outputs[0].ToString().Length, 1, 80);
    }
}
