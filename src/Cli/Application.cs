using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using SymDiff.Cli.Commands;

namespace SymDiff.Cli;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>A check found a gradient to be wrong.</summary>
    public const int Wrong = 1;

    /// <summary>The command, the function or the values cannot be used as they are.</summary>
    public const int BadInput = 2;
}

/// <summary>The command line <c>symdiff</c>.</summary>
public static class Application
{
    /// <summary>Runs a command.</summary>
    /// <returns>0 when all went well, 1 when a check found an error, 2 for bad input.</returns>
    public static int Run(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        try
        {
            var parsed = Root(input).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Action is ParseErrorAction && args.Length > 0) return Misused(parsed, error);
            var code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            return args.Length == 0 ? ExitCode.BadInput : code;
        }
        catch (Exception exception) when (UserError.Is(exception))
        {
            error.WriteLine("symdiff: " + UserError.Message(exception));
            return ExitCode.BadInput;
        }
    }

    private static int Misused(ParseResult parsed, TextWriter error)
    {
        foreach (var problem in parsed.Errors) error.WriteLine("symdiff: " + problem.Message);
        error.WriteLine($"See symdiff {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help.");
        return ExitCode.BadInput;
    }

    private static RootCommand Root(TextReader input)
    {
        var root = new RootCommand("Differentiates functions: values, gradients, Hessians, source code. A function is a text such as \"(x, y) => Math.Exp(x) * Math.Sin(y)\" or \"x^2*y\", or - for standard input.")
        {
            new EvalCommand(input), new GradCommand(input), new HvpCommand(input), new JacobianCommand(input), new HessianCommand(input),
            new BatchCommand(input), new ShowCommand(input), new ExplainCommand(input), new CheckCommand(input), new EmitCommand(input), new ScheduleCommand(input),
        };
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
