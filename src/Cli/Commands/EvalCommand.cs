using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff eval</c>: the value.</summary>
internal sealed class EvalCommand(TextReader input) : QuestionCommand("eval", "The value of a function.", input)
{
    public override IEnumerable<string> Examples =>
    [
        "symdiff eval \"x^2 + y\" --at x=3,y=1",
        "symdiff eval \"(double[] x) => sum(x)/x.Length\" --at x=[1,2,4] --json",
    ];

    protected override Question Ask(ParseResult parsed) => new(Wants.Value, []);
}
