using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff jacobian</c>: the derivatives of every output.</summary>
internal sealed class JacobianCommand : QuestionCommand
{
    public JacobianCommand(TextReader input)
        : base("jacobian", "The derivatives of all outputs of a function.", input) => Options.Add(Wrt);

    public override IEnumerable<string> Examples =>
    [
        "symdiff jacobian \"(r, t) => (r*cos(t), r*sin(t))\"",
        "symdiff jacobian \"(r, t) => (r*cos(t), r*sin(t))\" --at r=2,t=pi/3 --json",
    ];

    protected override Question Ask(ParseResult parsed) => new(Wants.Jacobian, WrtOf(parsed));
}
