using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff hessian</c>: the second derivatives.</summary>
internal sealed class HessianCommand : QuestionCommand
{
    public HessianCommand(TextReader input)
        : base("hessian", "The second derivatives of a function.", input) => Options.Add(Wrt);

    public override IEnumerable<string> Examples =>
    [
        "symdiff hessian \"x^2*y\"",
        "symdiff hessian \"x^2*y\" --at x=3,y=2 --json",
    ];

    protected override Question Ask(ParseResult parsed) => new(Wants.Hessian, WrtOf(parsed));
}
