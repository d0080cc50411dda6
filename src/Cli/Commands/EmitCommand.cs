using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff emit</c>: C# source of a function and its derivatives.</summary>
internal sealed class EmitCommand : FunctionCommand
{
    private readonly Option<string> of = new("--of") { Description = "What the method computes: function, gradient, both, hessian, hvp or jacobian.", DefaultValueFactory = _ => "both" };
    private readonly Option<string> space = new("--namespace") { Description = "The namespace of the class.", HelpName = "name" };
    private readonly Option<string> type = new("--class") { Description = "The class that holds the method.", HelpName = "name" };
    private readonly Option<string> method = new("--method") { Description = "The method.", HelpName = "name" };
    private readonly Option<Numerics> numerics = new("--numerics") { Description = "Which rounding is allowed: Strict, Standard or Fast.", DefaultValueFactory = _ => Numerics.Standard };
    private readonly Option<string> file = new("--output", "-o") { Description = "The file to write; standard output by default.", HelpName = "file" };

    public EmitCommand(TextReader input)
        : base("emit", "Writes a function and its derivatives as a C# file.", input)
    {
        of.AcceptOnlyFromAmong(Derivative.Names);
        foreach (var option in new Option[] { of, Wrt, space, type, method, numerics, file }) Options.Add(option);
        SetAction(Emit);
    }

    public override IEnumerable<string> Examples =>
    [
        "symdiff emit \"(x, y) => Math.Exp(x) * Math.Sin(y)\"",
        "symdiff emit \"(double[] x) => sum(x^2)\" --of gradient --namespace My.Models --class Loss --method Gradient -o Loss.cs",
    ];

    private int Emit(ParseResult parsed)
    {
        var (function, wrt) = (Read(parsed).Function, WrtOf(parsed));
        var emitted = Derivative.Of(function, parsed.GetValue(of)!, wrt);
        var options = new SourceOptions { Namespace = parsed.GetValue(space), Method = parsed.GetValue(method), Numerics = parsed.GetValue(numerics) };
        var source = emitted.ToCSharp(parsed.GetValue(type) is { } name ? options with { Class = name } : options);
        if (parsed.GetValue(file) is { } path) File.WriteAllText(path, source);
        else parsed.InvocationConfiguration.Output.Write(source);
        return ExitCode.Fine;
    }
}
