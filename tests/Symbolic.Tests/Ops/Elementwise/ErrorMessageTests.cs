using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Elementwise;

/// <summary>What is said of operands that an elementwise function does not accept.</summary>
public sealed class ErrorMessageTests
{
    private readonly Graph graph = new();

    [Fact]
    public void DifferentDTypes() => Is<ShapeException>(
        "Add: the operands f64[2] and f32[2] have different dtypes; Cast one of them.",
        () => graph.Variable("x", [2]) + graph.Variable("y", [2], DType.Float32));

    [Fact]
    public void ADTypeThatIsNotAccepted()
    {
        Is<ShapeException>("Sqrt: expected f64 or f32, got i32[3]; Cast it first.", () => Sqrt(graph.Variable("i", [3], DType.Int32)));
        Is<ShapeException>("Max: expected numbers, got bool and bool; Cast it first.", () => Max(graph.Variable("p", dtype: DType.Bool), graph.Variable("q", dtype: DType.Bool)));
        Is<ShapeException>("And: expected bool, got f64 and f64; Cast it first.", () => And(graph.Variable("a"), graph.Variable("b")));
        Is<ShapeException>("Polygamma: expected f64 or f32, got i64; Cast it first.", () => Polygamma(2, graph.Variable("l", dtype: DType.Int64)));
    }

    [Fact]
    public void ShapesThatDoNotBroadcast() => Is<ShapeException>(
        "Hypot: the shapes of f64[2, 3] and f64[2] do not broadcast: aligned from the last axis, lengths must be equal, or one of them the constant 1.",
        () => Hypot(graph.Variable("x", [2, 3]), graph.Variable("y", [2])));

    [Fact]
    public void AFractionWithIntegers() => Is<ShapeException>(
        "The number 0.5 is no i32, which the other operand i is; Cast that to f64.",
        () => Clamp(graph.Variable("i", dtype: DType.Int32), 0, 0.5));

    [Fact]
    public void AConditionThatIsNoTruth()
    {
        Is<ShapeException>("Select: expected a bool condition, got f64; compare it with something.", () => Select(graph.Variable("x"), graph.Variable("x"), 0));
        Is<ShapeException>(
            "Select: the two sides f64 and f32 have different dtypes; Cast one of them.",
            () => Select(graph.Variable("c", dtype: DType.Bool), graph.Variable("x"), graph.Variable("s", dtype: DType.Float32)));
    }

    [Fact]
    public void OrdersOfPolygamma()
    {
        var (x, n) = (graph.Variable("x"), graph.Variable("n"));
        Is<ArgumentException>(
            "Polygamma: expected a constant integer from 0 to 170 as the order, got n; there is no derivative by the order. (Parameter 'n')",
            () => Polygamma(n, x));
        Is<ArgumentException>(
            "Polygamma: expected a constant integer from 0 to 170 as the order, got 1.5; there is no derivative by the order. (Parameter 'n')",
            () => Polygamma(x.Literal(1.5), x));
        Assert.StartsWith("Polygamma: expected an order from 0 to 170. (Parameter 'n')", Assert.Throws<ArgumentOutOfRangeException>(() => Polygamma(-1, x)).Message);
        Is<DifferentiationException>(
            "The derivative of polygamma(170, x) does not exist here: the order of Polygamma ends at 170.",
            () => graph.Function("f", [x], [Polygamma(170, x)]).Gradient().Outputs[0]);
        Assert.Same(Trigamma(x), Polygamma(x.Literal(1), x));
    }

    [Fact]
    public void AFunctionThatHasADerivativeAlready() => Is<ArgumentException>(
        "'Math.Exp' has a derivative already, by another rule: give the function a method of its own, or use a custom gradient. (Parameter 'partials')",
        () =>
        {
            Exp(graph.Variable("x"));
            return SymDiff.Ops.Unary.Of(graph.Variable("x"), Math.Exp, (x, y) => 2 * y);
        });

    [Fact]
    public void AFunctionThatNeedsAnObject() => Is<ArgumentException>(
        "'ErrorMessageTests.Counted' is not a static method: a scalar function must be one, so that generated source can name it. (Parameter 'method')",
        () => SymDiff.Ops.Unary.Of(graph.Variable("x"), Counted, null));

    private double Counted(double x) => x * graph.Count;

    private static void Is<T>(string message, Func<Node> make)
        where T : Exception => Assert.Equal(message, Assert.Throws<T>(() => make()).Message);
}
