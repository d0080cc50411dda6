using System.CommandLine;
using SymDiff.Checking;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff check</c>: a hand-written gradient against the derivative graph.</summary>
internal sealed class CheckCommand : FunctionCommand
{
    private readonly Option<string> gradient = new("--gradient") { Description = "The hand-written gradient, a tuple for several inputs: \"(x, y) => (2*x*y, x^2)\".", HelpName = "function", Required = true };

    public CheckCommand(TextReader input)
        : base("check", "Checks a hand-written gradient. When it is wrong, the missing or extra term is printed and the exit code is 1.", input)
    {
        Options.Add(gradient);
        SetAction(Check);
    }

    public override IEnumerable<string> Examples =>
    [
        "symdiff check \"x^2*y\" --gradient \"(2*x*y, x^2)\"",
        "symdiff check \"(p, target) => (p - target)^2\" --gradient \"(p, target) => (2*p, -2*(p - target))\"",
    ];

    private int Check(ParseResult parsed)
    {
        var function = Read(parsed).Function;
        var comparison = GradientComparison.Of(function, Gradient(parsed.GetRequiredValue(gradient), function));
        parsed.InvocationConfiguration.Output.WriteLine(comparison);
        return comparison.IsRight ? ExitCode.Fine : ExitCode.Wrong;
    }

    // Its inputs have the types of those of the function: by name, or by position where the names differ.
    private static Function Gradient(string text, Function function)
    {
        var byName = function.Inputs.ToDictionary(x => x.Op.Name, x => x.Type, StringComparer.Ordinal);
        var read = Function.Parse(text, byName, "gradient");
        return read.InputNames.All(byName.ContainsKey) || read.Inputs.Length != function.Inputs.Length
            ? read
            : Function.Parse(text, read.InputNames.Zip(function.Inputs).ToDictionary(p => p.First, p => p.Second.Type, StringComparer.Ordinal), "gradient");
    }
}
