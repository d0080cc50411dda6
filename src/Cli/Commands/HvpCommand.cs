using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff hvp</c>: the Hessian times a direction.</summary>
internal sealed class HvpCommand : QuestionCommand
{
    private readonly Option<string[]> direction = new("--v") { Description = "The direction: x=1,y=0. Without it, and without --at, a further input v_x for each x.", HelpName = "values" };

    public HvpCommand(TextReader input)
        : base("hvp", "The Hessian of a function times a direction; the Hessian is not formed.", input)
    {
        Options.Add(Wrt);
        Options.Add(direction);
    }

    public override IEnumerable<string> Examples =>
    [
        "symdiff hvp \"x^2*y\"",
        "symdiff hvp \"x^2*y\" --v x=1,y=0 --at x=3,y=2 --json",
    ];

    protected override Question Ask(ParseResult parsed)
    {
        var v = parsed.GetValue(direction) is { Length: > 0 } texts ? Assignments.Parse(texts, "--v") : null;
        return v is null && parsed.GetValue(At) is { Length: > 0 }
            ? throw new InputException("--at asks for numbers, which need a direction: give --v x=1,...")
            : new(Wants.Hvp, WrtOf(parsed), v);
    }
}
