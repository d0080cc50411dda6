using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>What a report finds, and what the options make of it.</summary>
public sealed class GradientReportTests
{
    private const string FlatTruncate = "truncate(x): the derivative of Truncate is zero almost everywhere and undefined at x an integer other than 0.";
    private const string Unrelated = "The output does not depend on y, so the derivative is zero. Leave y out of wrt, or ask for zeros with DifferentiationOptions.Disconnected.";
    private const string OnlyThroughTruncate = "The output depends on x only through truncate(x), where the derivative is zero or stopped. Leave x out of wrt, or ask for zeros with DifferentiationOptions.Disconnected.";

    private readonly Graph graph = new();
    private readonly Node x;
    private readonly Node y;

    public GradientReportTests() => (x, y) = (graph.Variable("x"), graph.Variable("y"));

    [Fact]
    public void ASmoothFunctionHasNothingToReport() => Assert.Empty(F(x * Exp(y)).GradientReport().Findings);

    [Fact]
    public void AKinkIsListed()
    {
        var finding = Assert.Single(F(x / y).GradientReport().Findings);
        Assert.Equal((FindingKind.Kink, "x/y: the derivative of Divide is undefined or one-sided at b = 0; there it is IEEE: infinite or NaN."), (finding.Kind, finding.Text));
    }

    [Fact]
    public void AFlatOpIsListed()
    {
        var finding = Assert.Single(F(x * y * Truncate(x)).GradientReport().Findings);
        Assert.Equal((FindingKind.ZeroAlmostEverywhere, FlatTruncate), (finding.Kind, finding.Text));
    }

    [Fact]
    public void ACutThroughIntegersIsListed()
    {
        var finding = Assert.Single(F(x * y * Cast(Cast(x, DType.Int32), DType.Float64)).GradientReport().Findings);
        Assert.Equal((FindingKind.IntegerPath, "(int)x is i32: no derivative passes through an integer."), (finding.Kind, finding.Text));
    }

    [Fact]
    public void ACondition()
    {
        var finding = Assert.Single(F(Select(x < y, x, y)).GradientReport().Findings);
        Assert.Equal((FindingKind.ZeroAlmostEverywhere, "x < y: the derivative of Less is zero almost everywhere."), (finding.Kind, finding.Text));
    }

    [Fact]
    public void AStoppedGradientIsListed()
    {
        var finding = Assert.Single(F(x * y * StopGradient(x)).GradientReport().Findings);
        Assert.Equal((FindingKind.StopGradient, "stopGradient(x) stops the gradient."), (finding.Kind, finding.Text));
    }

    [Fact]
    public void TheBodyOfALoopIsPartOfTheWay()
    {
        var (rows, start) = (graph.Variable("rows", [4]), graph.Variable("start"));
        var f = graph.Function("f", [rows, start], [Loop.Fold(start, rows, (h, row) => Abs(h) + Floor(row)) + Loop.SumOver(rows, row => Exp(row))]);
        Assert.Equal(
            [(FindingKind.ZeroAlmostEverywhere, "Floor"), (FindingKind.Kink, "Abs"), (FindingKind.ZeroAlmostEverywhere, "Loop")],   // by the rows, which are cut
            f.GradientReport().Findings.Select(finding => (finding.Kind, finding.Node.Op.Name)));
    }

    // what lies behind a cut is of no concern, nor is what does not depend on the inputs
    [Fact]
    public void OnlyTheWayToTheInputsCounts()
    {
        Assert.Equal("truncate(1/x): the derivative of Truncate is zero almost everywhere and undefined at x an integer other than 0.", F(x * y * Truncate(1 / x)).GradientReport().ToString());
        Assert.Empty(F(x * Truncate(y)).GradientReport("x").Findings);
    }

    [Fact]
    public void AnInputWithoutInfluenceIsListed()
    {
        var finding = Assert.Single(F(x * x).GradientReport().Findings);
        Assert.Equal((FindingKind.Disconnected, Unrelated), (finding.Kind, finding.Text));
        Assert.Equal(FlatTruncate + "\n" + OnlyThroughTruncate, F(Truncate(x) + y).GradientReport().ToString());
    }

    [Fact]
    public void ANamedInputWithoutInfluenceIsAnError()
    {
        Assert.Equal(Unrelated, Assert.Throws<DifferentiationException>(() => F(x * x).Gradient("x", "y")).Message);
        Assert.Equal(OnlyThroughTruncate, Assert.Throws<DifferentiationException>(() => F(Truncate(x) + y).Gradient("x")).Message);
        Assert.Equal(Unrelated, Assert.Throws<DifferentiationException>(() => Gradient.Of(x * x, [y])).Message);
        var stopped = "The output depends on x only through stopGradient(x), where the derivative is zero or stopped. Leave x out of wrt, or ask for zeros with DifferentiationOptions.Disconnected.";
        Assert.Equal(stopped, Assert.Throws<DifferentiationException>(() => F(StopGradient(x) + y).ValueAndGradient("x")).Message);
    }

    [Fact]
    public void WhereAllInputsAreMeantItsDerivativeIsZero()
    {
        Assert.Equal([6, 0], F(x * x).Gradient().Evaluate(3, 5));
        Assert.Equal([0, 1], F(Truncate(x) + y).Gradient().Evaluate(3, 5));
    }

    [Fact]
    public void TheOptionsDecide()
    {
        var zero = new DifferentiationOptions { Disconnected = Undefined.Zero };
        Assert.Equal([0], F(x * x).Gradient(zero, "y").Evaluate(3, 5));
        var strict = new DifferentiationOptions { Disconnected = Undefined.Throw };
        Assert.Equal(Unrelated, Assert.Throws<DifferentiationException>(() => F(x * x).Gradient(strict)).Message);
        var noFlat = new DifferentiationOptions { Flat = Undefined.Throw };
        Assert.Equal(FlatTruncate, Assert.Throws<DifferentiationException>(() => F(x * Truncate(x)).Gradient(noFlat)).Message);
        var noKinks = new DifferentiationOptions { Kinks = Undefined.Throw };
        Assert.Equal(
            "1/x: the derivative of Divide is undefined or one-sided at b = 0; there it is IEEE: infinite or NaN.",
            Assert.Throws<DifferentiationException>(() => F(1 / x).Gradient(noKinks, "x")).Message);
    }

    [Fact]
    public void WarningsAreGivenAndTheValueIsThatOfZero()
    {
        var warnings = new List<string>();
        var warn = new DifferentiationOptions { Disconnected = Undefined.Warn, Flat = Undefined.Warn, Kinks = Undefined.Warn, Warning = finding => warnings.Add(finding.ToString()) };
        Assert.Equal([-1.0 / 4 * 2, 0], F(Truncate(x) / x).Gradient(warn, "x", "y").Evaluate(2, 5));
        Assert.Equal(
        [
            "truncate(x)/x: the derivative of Divide is undefined or one-sided at b = 0; there it is IEEE: infinite or NaN.",
            FlatTruncate,
            Unrelated,
        ], warnings);
    }

    private Function F(Node output) => graph.Function("f", [x, y], [output]);
}
