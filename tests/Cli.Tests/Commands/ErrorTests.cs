namespace SymDiff.Cli.Tests.Commands;

/// <summary>Bad input: exit code 2, nothing on standard output, and a message that says where and what to do.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void AMistakeInTheFunctionIsLocated() => Assert.Equal(
        "symdiff: Column 6: expected an operand, got the end of the text.\n  x*(y+\n       ^\n", Run.Bad("grad", "x*(y+"));

    [Fact]
    public void AMistakeInAValueIsLocated()
    {
        Assert.Equal("symdiff: Column 9: expected an operand, got the end of the text.\n  x=1,y=2*\n          ^\n", Run.Bad("grad", "x*y", "--at", "x=1,y=2*"));
        Assert.Equal("symdiff: Column 5: 'z' is no number.\n  x=2*z\n      ^\n", Run.Bad("grad", "x*y", "--at", "x=2*z"));
        Assert.Equal("symdiff: Column 5: expected name=value in --at, got '3'.\n  x=1,3\n      ^\n", Run.Bad("grad", "x*y", "--at", "x=1,3"));
        Assert.Equal("symdiff: Column 5: --at gives 'x' twice.\n  x=1,x=3\n      ^\n", Run.Bad("grad", "x*y", "--at", "x=1,x=3"));
    }

    [Theory]
    [InlineData("the input 'y' has no value; its inputs are x, y.", "grad", "x*y", "--at", "x=1")]
    [InlineData("the function has no input 'z'; its inputs are x, y.", "grad", "x*y", "--at", "x=1,y=2,z=3")]
    [InlineData("The function 'f' has no input 'z'; its inputs are x, y.", "grad", "x*y", "--wrt", "z", "--at", "x=1,y=2")]
    [InlineData("the input 'x' is named twice in wrt.", "grad", "x*y", "--wrt", "x,x")]
    [InlineData("there is no floating-point input to differentiate by.", "grad", "1 + 2")]
    [InlineData("--order is 1 or more, got 0.", "grad", "x*y", "--order", "0")]
    [InlineData("--order is at most 16, got 17: the formulas grow with every order. The library has no such limit: Function.Derivative.", "grad", "sin(x)*exp(x*x)", "--order", "17")]
    [InlineData("the input 'x' is f64; got a value of type f64[2].", "grad", "(double x) => x", "--at", "x=[1,2]")]
    [InlineData("the input 'k' is i32; got 1.5.", "eval", "(int k) => k", "--at", "k=1.5")]
    [InlineData("the input 'b' is bool; got a value of type f64.", "eval", "(bool b) => b", "--at", "b=1")]
    [InlineData("--at asks for numbers, which need a direction: give --v x=1,...", "hvp", "x*y", "--at", "x=1,y=2")]
    [InlineData("the direction has no value for 'y'; give one for each of x, y.", "hvp", "x*y", "--v", "x=1", "--at", "x=1,y=2")]
    [InlineData("the direction names 'z'; expected inputs that are differentiated by: x, y.", "hvp", "x*y", "--v", "x=1,y=2,z=3", "--at", "x=1,y=2")]
    [InlineData("the derivatives are of one output, but there are 2 (value1, value2); ask for the Jacobian.", "grad", "(x, y)")]
    public void ValuesThatDoNotFit(string message, params string[] args) => Assert.Equal("symdiff: " + message + "\n", Run.Bad(args));

    [Fact]
    public void AnUnknownOption() => Assert.Equal("symdiff: Unrecognized command or argument '--bogus'.\nSee symdiff grad --help.\n", Run.Bad("grad", "x*y", "--bogus"));

    [Fact]
    public void AnUnknownCommand() => Assert.StartsWith("symdiff: Required command was not provided.\n", Run.Bad("derive", "x*y"), StringComparison.Ordinal);

    [Fact]
    public void AnUnknownFormat() => Assert.StartsWith("symdiff: Argument 'pdf' not recognized. Must be one of:", Run.Bad("show", "x*y", "--format", "pdf"), StringComparison.Ordinal);

    [Fact]
    public void NoCommandShowsTheHelp()
    {
        var run = Run.Of();
        Assert.Equal(2, run.Code);
        Assert.Contains("symdiff grad", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void HelpHasExamplesForEachCommand()
    {
        Assert.Contains("Examples:\n  symdiff eval", Run.Fine("--help"), StringComparison.Ordinal);
        foreach (var command in new[] { "eval", "grad", "hvp", "hessian", "jacobian", "show", "explain", "check", "emit", "batch" })
            Assert.Contains(command == "batch" ? "| symdiff batch" : "Examples:\n  symdiff " + command, Run.Fine(command, "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public void TheVersionIsThatOfTheAssembly() => Assert.Matches(@"^\d+\.\d+\.\d+\n$", Run.Fine("--version"));
}
