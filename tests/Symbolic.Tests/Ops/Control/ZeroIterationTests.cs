using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Control;

/// <summary>A loop that does not run has a value, and derivatives of every order, of every kind of output.</summary>
public sealed class ZeroIterationTests
{
    private static readonly Graph graph = new();
    private static readonly Dim n = graph.Dim("n");
    private static readonly Node x = graph.Variable("x", [n]), w = graph.Variable("w");

    private static readonly Dictionary<string, (Node Loop, double Value)> Kinds = new()
    {
        ["sum"] = (Loop.SumOver(x, v => Exp(v * w)), 0),
        ["product"] = (Loop.ProductOver(x, v => v * w), 1),
        ["largest"] = (Loop.MaxOver(x, v => v * w), double.NegativeInfinity),
        ["smallest"] = (Loop.MinOver(x, v => v * w), double.PositiveInfinity),
        ["stack"] = (Sum(Square(Loop.Map(x, v => v * w))), 0),
        ["scattered"] = (Sum(Exp(Scattered()) - 1), 0),
        ["fold"] = (Loop.Fold(w * w, x, (h, v) => h * Exp(v)), 9),
        ["fold with checkpoints"] = (Loop.Fold(w * w, x, (h, v) => h * Exp(v), checkpoint: Checkpoint.Every(2)), 9),
        ["scan"] = (Loop.Scan(w * w, x, (h, v) => (h * v, Exp(h))) is var scan ? scan.Final + Sum(scan.Outputs) : w, 9),
        ["while"] = (Loop.While(w * w, v => v < 4, v => v * v, bound: 5).Final, 9),
        ["while without bound"] = (Loop.While(w * w, v => v < 4, v => v * v).Final, 9),
        ["nested"] = (Loop.SumOver(x, v => Loop.SumOver(x, u => Exp(u * v * w))), 0),
        ["nested recurrence"] = (Loop.Fold(w * w, x, (h, v) => Loop.Fold(h, x, (g, u) => g * u * v)), 9),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    private static Node Scattered()
    {
        var draft = new LoopDraft(graph) { Length = n };
        draft.Scatter(draft.Index, draft.Slice(x) * draft.Share(w), 3);
        return draft.Close()[0];
    }

    // The value at w = 3; where it is w², the derivatives 6, 2, 0, else 0: no iteration reads w.
    [Theory, MemberData(nameof(Names))]
    public void EveryOrder(string name)
    {
        var (loop, value) = Kinds[name];
        var f = graph.Function("f", [x, w], [loop]);
        Assert.Equal(value, f.Evaluate(Tensor.Vector(), 3.0)[0].ToDouble());
        Assert.Equal(value, f.Simplify().Evaluate(Tensor.Vector(), 3.0)[0].ToDouble());
        double[] expected = value == 9 ? [6, 2, 0] : [0, 0, 0];
        foreach (var order in Enumerable.Range(1, name == "while without bound" ? 1 : 3))
        {
            f = f.Gradient(new DifferentiationOptions { Disconnected = Undefined.Zero }, "w");
            Assert.Equal(expected[order - 1], f.Evaluate(Tensor.Vector(), 3.0)[0].ToDouble());
        }

        var byRows = graph.Function("f", [x, w], [loop]).Gradient(new DifferentiationOptions { Disconnected = Undefined.Zero }, "x");
        Assert.Equal([0], byRows.Evaluate(Tensor.Vector(), 3.0)[0].Lengths.ToArray());
    }
}
