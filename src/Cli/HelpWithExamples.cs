using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using SymDiff.Cli.Commands;

namespace SymDiff.Cli;

/// <summary>The help of a command, with examples below.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly string[] overview =
    [
        "symdiff eval \"x^2 + y\" --at x=3,y=1",
        "symdiff grad \"(x, y) => Math.Exp(x) * Math.Sin(y)\"",
        "symdiff grad \"(x, y) => Math.Exp(x) * Math.Sin(y)\" --at x=1,y=2 --json",
    ];

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is IHasExamples command ? command.Examples : overview) output.WriteLine("  " + example);
        output.WriteLine();
        return result;
    }
}
