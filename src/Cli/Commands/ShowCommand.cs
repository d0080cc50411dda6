using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff show</c>: the graph of a function, of its gradient, or of both.</summary>
internal sealed class ShowCommand : FunctionCommand
{
    private readonly Option<string> format = new("--format") { Description = "text (numbered lines), math, latex, dot or mermaid.", DefaultValueFactory = _ => "text" };
    private readonly Option<string> of = new("--of") { Description = "function, gradient or both.", DefaultValueFactory = _ => "function" };

    public ShowCommand(TextReader input)
        : base("show", "Prints the graph of a function or of its gradient.", input)
    {
        format.AcceptOnlyFromAmong("text", "math", "latex", "dot", "mermaid");
        of.AcceptOnlyFromAmong("function", "gradient", "both");
        Options.Add(format);
        Options.Add(of);
        Options.Add(Wrt);
        SetAction(Show);
    }

    public override IEnumerable<string> Examples =>
    [
        "symdiff show \"x^2*y\"",
        "symdiff show \"exp(x)*sin(y)\" --format latex --of gradient",
        "symdiff show \"exp(x)*sin(y)\" --format dot --of both | dot -Tsvg > graph.svg",
    ];

    private int Show(ParseResult parsed)
    {
        var (function, wrt) = (Read(parsed).Function, WrtOf(parsed));
        var shown = parsed.GetValue(of) switch
        {
            "gradient" => function.Gradient(wrt),
            "both" => function.ValueAndGradient(wrt),
            _ => function,
        };
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(format) switch
        {
            "math" => shown.ToEquations(),
            "latex" => shown.ToLatex(),
            "dot" => shown.ToDot(),
            "mermaid" => shown.ToMermaid(),
            _ => shown.ToText(),
        });
        return ExitCode.Fine;
    }
}
