using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff grad</c>: the gradient, and derivatives of higher order.</summary>
internal sealed class GradCommand : QuestionCommand
{
    private const int GreatestOrder = 16;   // already takes seconds for a product of two functions

    private readonly Option<int> order = new("--order") { Description = "Also all derivatives of this order, from 1 to 16.", DefaultValueFactory = _ => 1, HelpName = "k" };

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

    protected override Question Ask(ParseResult parsed) => parsed.GetValue(order) switch
    {
        < 1 and var k => throw new InputException($"--order is 1 or more, got {k}."),
        > GreatestOrder and var k => throw new InputException($"--order is at most {GreatestOrder}, got {k}: the formulas grow with every order. The library has no such limit: Function.Derivative."),
        var k => new(Wants.Gradient, WrtOf(parsed), Order: k),
    };
}
