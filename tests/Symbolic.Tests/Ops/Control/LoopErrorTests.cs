using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>What is said when a loop or branch cannot be, in full.</summary>
public sealed class LoopErrorTests
{
    private readonly Graph graph = new();
    private readonly Node x, m, w;

    public LoopErrorTests() => (x, m, w) = (graph.Variable("x", [4]), graph.Variable("m", [4, 3]), graph.Variable("w"));

    [Fact]
    public void ACarriedValueThatChangesItsShape() => Says<ShapeException>(
        "Fold: the carried value is f64, and the body returns f64[3] as the next; both must be equal. Cast or broadcast one of them.",
        () => Loop.Fold(w, m, (h, row) => h * row));

    [Fact]
    public void ACarriedValueThatChangesItsDType() => Says<ShapeException>(
        "Scan: the carried value 2 is i32, and the body returns f32 as the next; both must be equal. Cast or broadcast one of them.",
        () => Loop.Scan((w, graph.Constant(0, DType.Int32)), x, (h, v) => ((h.Item1, Cast(h.Item2, DType.Float32)), v)));

    [Fact]
    public void AnotherNumberOfCarriedValues() => Says<ShapeException>(
        "Fold: 2 value(s) are carried, and the body returns 3 as the next; the numbers must be equal.",
        () => Loop.Fold(new[] { w, w }, 3, (h, i) => [h[0], h[1], w]));

    [Fact]
    public void ACaptureOfAnotherGraph()
    {
        var stranger = new Graph().Variable("z");
        Says<ArgumentException>(
            "Multiply: the operand z belongs to another graph. Build both in one graph, or use Function.Call to bring a function over. (Parameter 'inputs')",
            () => Loop.SumOver(x, v => v * stranger));
        Says<ArgumentException>(
            "SumOver: the node z belongs to another graph than the loop. Build both in one graph, or use Function.Call to bring a function over.",
            () => Loop.SumOver(x, v => stranger));
        Says<ArgumentException>(
            "Cond: the node z belongs to another graph than the condition. Build both in one graph, or use Function.Call to bring a function over.",
            () => Cond(w > 0, () => w, () => stranger));
    }

    [Fact]
    public void ANodeWithoutRows() => Says<ShapeException>(
        "Map: w of type f64 has no rows; expected at least one axis.",
        () => Loop.Map(w, v => v));

    [Fact]
    public void RowsOfDifferentNumber() => Says<ShapeException>(
        "SumOver: z of type f64[5] has 5 rows, and the loop runs over 4; the numbers must be equal.",
        () => Loop.SumOver(x, graph.Variable("z", [5]), (a, b) => a * b));

    [Fact]
    public void RowsOfDifferentNumberAtTheCall()
    {
        var n = graph.Dim("n");
        var (a, b) = (graph.Variable("a", [n]), graph.Variable("b", [n]));
        Says<ShapeException>(
            "f: axis 0 of 'b' has length 2; expected n = 3.",
            () => graph.Function("f", [a, b], [Loop.SumOver(a, b, (u, v) => u * v)]).Evaluate(Tensor.Vector(1, 2, 3), Tensor.Vector(1, 2)));
    }

    [Fact]
    public void SomethingThatIsNoNode() => Says<ArgumentException>(
        "Map: a Double cannot run through a loop; expected a Node, or an array, a tuple or a record of nodes.",
        () => Loop.Map(x, v => 1.0));

    [Fact]
    public void ABodyWithoutAResult() => Says<ArgumentException>("SumOver: the body returns no node.", () => Loop.SumOver(x, v => Array.Empty<Node>()));

    [Fact]
    public void NothingIsCarried() => Says<ArgumentException>("Fold: no node is carried.", () => Loop.Fold(Array.Empty<Node>(), 3, (h, i) => h));

    [Fact]
    public void NullIsNoNode() => Says<ArgumentException>("Map: a value is null; expected a Node.", () => Loop.Map<Node>(x, v => null!));

    [Fact]
    public void ASumOfTruths() => Says<ShapeException>(
        "Loop: the sum over the iterations is of numbers, got bool; Cast it first.",
        () => Loop.SumOver(x, v => v > 0));

    [Fact]
    public void AConditionThatIsNoTruth()
    {
        Says<ShapeException>(
            "While: the condition is f64; expected a bool without axes. Compare something, or reduce over the axes.",
            () => Loop.While(w, v => v, v => v));
        Says<ShapeException>(
            "Cond: the condition is bool[4]; expected a bool without axes. Compare something, or reduce over the axes.",
            () => Cond(x > 0, () => x, () => x));
    }

    [Fact]
    public void AWhileLoopThatExceedsItsBound() => Says<ShapeException>(
        "Loop: the condition still holds after 5 iterations, which is the bound 5. Raise the bound, or check that the loop converges.",
        () => graph.Function("f", [w], [Loop.While(w, v => v > 0, v => v + 1, bound: 5).Final]).Evaluate(1.0));

    [Fact]
    public void ANumberOfIterationsBeyondItsBound()
    {
        var count = graph.Variable("count", dtype: DType.Int32);
        var f = graph.Function("f", [w, count], [Loop.Fold(w, Steps.Times(count, bound: 5), (h, i) => h * 2)]);
        Says<ShapeException>("Loop: the number of iterations is 6; expected 0 to 5.", () => f.Evaluate(1.0, Tensor.Scalar(6, DType.Int32)));
        Says<ShapeException>("Loop: the number of iterations is -1; expected 0 to 5.", () => f.Evaluate(1.0, Tensor.Scalar(-1, DType.Int32)));
    }

    [Fact]
    public void ANumberOfIterationsThatIsNone() => Says<ShapeException>(
        "Loop: expected an integer as the number of iterations, got f64; Cast it to i32.",
        () => Loop.Fold(w, Steps.Times(w), (h, i) => h));

    [Fact]
    public void RowsOfALoopWithoutBound() => Says<ShapeException>(
        "Loop: rows are stacked, but the number of iterations has no bound; give one.",
        () => graph.Map(Steps.Times(Cast(w, DType.Int32)), i => i));

    [Fact]
    public void ARangeThatEndsBeforeItBegins() => Says<ArgumentException>(
        "A loop from 3 to 1 has -2 iterations; expected 0 or more. (Parameter 'end')",
        () => graph.SumOver(Steps.Range(3, 1), i => i));

    [Fact]
    public void ARowThatIsNotThere()
    {
        var k = graph.Variable("k", [2], DType.Int32);
        var f = graph.Function("f", [x, k], [Loop.SumOver(k, i => x[i])]);
        Says<ShapeException>(
            "Loop: the row 4 is outside of an array of 4 row(s); expected 0 to 3.",
            () => f.Evaluate(Tensor.Vector(1, 2, 3, 4), Tensor.Of(DType.Int32, [0, 4], 2)));
    }

    [Fact]
    public void SidesOfDifferentType() => Says<ShapeException>(
        "Cond: the sides give (f64) and (f64[4]); both must be equal. Cast or broadcast one of them.",
        () => Cond(w > 0, () => w, () => x));

    [Fact]
    public void AValueThatLeavesItsLoop()
    {
        Node? leaked = null;
        Loop.SumOver(x, v => leaked = v);
        Says<ArgumentException>(
            "f: the outputs depend on 'x', a value inside of a loop or branch; return it from the body instead.",
            () => graph.Function("f", [w], [leaked! * w]));
    }

    [Fact]
    public void ABodyTakesNoMoreNodes()
    {
        var body = LoopTests.Op(Loop.SumOver(x, v => v * 2)).Body;
        Says<InvalidOperationException>(
            "Exp: the graph is the body of a loop or branch and takes no more nodes; use Function.Call to bring it into another graph.",
            () => Exp(body.Outputs[0]));
    }

    [Fact]
    public void TwoReverseModesOverALoopWithoutBound()
    {
        var f = graph.Function("f", [w], [Loop.While(w, v => v < 100, v => v * v).Final]);
        Says<DifferentiationException>(
            "Loop: the derivative of the derivative of a loop without bound, both in reverse mode, needs a bound: give While one, or use forward mode over reverse mode.",
            () => f.Gradient().Gradient());
    }

    [Fact]
    public void CheckpointsOfNothing()
    {
        Says<ArgumentOutOfRangeException>("Checkpoint.Every: expected an interval of at least 1. (Parameter 'k')\nActual value was 0.", () => Checkpoint.Every(0));
        Says<ArgumentOutOfRangeException>("Checkpoint.Binomial: expected at least 1 snapshot. (Parameter 'snapshots')\nActual value was 0.", () => Checkpoint.Binomial(0));
    }

    // a loop that was put together by hand or read from a file
    [Fact]
    public void AnOpThatDoesNotFitItself()
    {
        var loop = LoopTests.Op(Loop.Fold(w, x, (h, v) => h * v));
        Says<ShapeException>("Loop: the body has no output 7; it has 1.", () => graph.Add(loop with { Outputs = [new LoopOutput.Summed(7)] }, w, x));
        Says<ShapeException>("Loop: the argument 1 is not carried, so it has no last value.", () => graph.Add(loop with { Outputs = [new LoopOutput.Carried(1)] }, w, x));
        Says<ShapeException>("Loop: expected at least one output and a rule for checkpoints.", () => graph.Add(loop with { Outputs = [] }, w, x));
        Says<ShapeException>("Loop: expected 2 argument(s), got 1.", () => graph.Add(loop, w));
        Says<ShapeException>("Loop: argument 1 (sliced) is f64[4, 3] and the body takes f64; expected f64[4].", () => graph.Add(loop, w, m));
        Says<ShapeException>(
            "Loop: the body has 3 parameter(s); expected the number of the iteration as i32, and one for each of 1 argument(s).",
            () => graph.Add(loop with { Inputs = [new LoopInput.Shared()] }, w));
    }

    private static void Says<TException>(string message, Func<object> action)
        where TException : Exception => Assert.Equal(message, Assert.Throws<TException>(action).Message.ReplaceLineEndings("\n"));
}
