using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff grad</c>: the gradient, and derivatives of higher order.</summary>
internal sealed class GradCommand : QuestionCommand
{
    private readonly Option<int> order = new("--order") { Description = "Also all derivatives of this order.", DefaultValueFactory = _ => 1, HelpName = "k" };

    public GradCommand(TextReader input)
        : base("grad", "The gradient of a function, as formulas or, with --at, as numbers.", input)
    {
        Options.Add(Wrt);
        Options.Add(order);
    }

    public override IEnumerable<string> Examples =>
    [
        "symdiff grad \"(x, y) => Math.Exp(x) * Math.Sin(y)\"",
        "symdiff grad \"x^2*y\" --wrt x --at x=1,y=2 --json",
        "symdiff grad \"sin(x)*y\" --order 3 --at x=1,y=2",
    ];

    protected override Question Ask(ParseResult parsed) => parsed.GetValue(order) is var k and >= 1
        ? new(Wants.Gradient, WrtOf(parsed), Order: k)
        : throw new InputException($"--order is 1 or more, got {parsed.GetValue(order)}.");
}
