using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>Rows that a loop with a condition does not reach are zero where something may read them; a loop over the rows that there are does not ask for that.</summary>
public class PartialRowsTests
{
    private readonly Graph graph = new();

    // v ← v² + 1 while v < 10
    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(20)]
    public void TheReverseReadsNoOthers(double at)
    {
        var x = graph.Variable("x");
        var f = graph.Function("f", [x], [Loop.While(x, v => v < 10, v => v * v + 1, 100).Final]).ValueAndGradient();
        var (value, derivative) = (at, 1.0);
        while (value < 10) (value, derivative) = (value * value + 1, 2 * value * derivative);
        Check(f, at, value, derivative);
        Assert.DoesNotContain(".Fill(", f.ToCSharp());
    }

    // Σ over all 6 rows of 1 + row
    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(20)]
    public void OtherReadersFindZeros(double at)
    {
        var x = graph.Variable("x");
        var loop = new Ops.LoopDraft(graph) { Length = 6 };
        var v = loop.Carry(x);
        loop.Next(v, v * v + 1);
        loop.Condition = v < 10;
        loop.Stack(v);
        var rows = loop.Close()[0];
        var f = graph.Function("f", [x], [Sum(1 + rows)]);
        var sum = 6.0;
        for (var value = at; value < 10; value = value * value + 1) sum += value;
        Check(f, at, sum);
        Assert.Contains(".Fill(", f.ToCSharp());
    }

    private static void Check(Function f, double at, params double[] expected)
    {
        Assert.Equal(expected, f.Evaluate(at));
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            Assert.Equal(expected, BackendCheck.Run(f, [Tensor.Scalar(at)], new() { Backend = backend, Numerics = Numerics.Strict }).Select(o => o[0]));
    }
}
