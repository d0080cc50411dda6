using static SymDiff.NodeMath;

namespace SymDiff.Ops;

/// <summary>Loops with every kind of input and output, for the contract tests.</summary>
internal static class LoopSamples
{
    public static IEnumerable<Node> Of(Sample s) =>
    [
        .. Kinds(s, 4),
        .. Kinds(s, 1),
        .. Kinds(s, 0),
        Until(4, s.Scalar(within: Interval.Between(0.5, 0.9)), x => x > 0.1, x => x * x),
        Until(8, s.Vector(2), x => Sum(x * x) < 30, x => x * 1.5 + s.Scalar()),
        Loop.Fold(s.Vector(2), Steps.Times(s.Of(Tensor.Scalar(3, DType.Int32)), bound: 5), (x, i) => Exp(-x) * s.Scalar()),
        Loop.Fold(s.Vector(2), 7, (x, i) => x * x - s.Scalar() / 2, checkpoint: Checkpoint.Every(3)),
        Loop.Fold(s.Scalar(), s.Vector(6), (x, row) => Exp(x * row) - x, checkpoint: Checkpoint.Binomial(2)),
        .. Nested(s),
    ];

    private static IEnumerable<Node> Kinds(Sample s, int n)
    {
        yield return Loop.Map(s.Matrix(n, 2), x => Exp(x) * s.Vector(2));                                   // shared, sliced; stacked
        yield return Loop.SumOver(s.Matrix(n, 2), s.Vector(n), (x, y) => Exp(x * y));                       // sliced; summed
        yield return s.Graph.SumOver(n, i => Exp(s.Vector(3) * Cast(i, DType.Float64)));                    // the number; summed
        yield return Gathered(s, n);                                                                         // gathered; scatter-added
        yield return Loop.Fold(s.Vector(2), s.Matrix(n, 2), (h, x) => Exp(-h * h) * x);                     // carried
        yield return Loop.Scan(s.Scalar(), s.Vector(n), (h, x) => (h * x + Exp(h), h * h), reverse: true).Final;
        yield return Loop.Scan(s.Vector(2), s.Vector(n), (h, x) => (h * x, Exp(h) * x)).Outputs.Inputs[0];  // carried and stacked
        yield return Loop.ProductOver(s.Matrix(n, 2), x => x * x + s.Scalar());                             // reduced
        yield return Loop.MaxOver(s.Matrix(Math.Max(n, 2), 2), x => x * s.Scalar());
        yield return Loop.MinOver(s.Matrix(Math.Max(n, 2), 2), x => Exp(x * s.Scalar()));
    }

    // A loop that ends whatever it is given.
    private static Node Until(int limit, Node initial, Func<Node, Node> condition, Func<Node, Node> body) =>
        Loop.While((initial, initial.Graph.Constant(0)), v => condition(v.Item1) & (v.Item2 < limit), v => (body(v.Item1), v.Item2 + 1), bound: limit).Final.Item1;

    private static Node Gathered(Sample s, int n)
    {
        var draft = new LoopDraft(s.Graph) { Length = n };
        var index = draft.Slice(s.Of(Tensor.Of(DType.Int32, [.. Enumerable.Range(0, n).Select(i => (double)(2 * i % 3))], n)));
        var row = draft.Gather(s.Matrix(3, 2), index);
        draft.Scatter(2 - index, Exp(row) * draft.Slice(s.Vector(n)), 4);
        draft.Sum(row * row);
        return draft.Close()[0].Inputs[0];
    }

    private static IEnumerable<Node> Nested(Sample s)
    {
        var (a, b, w) = (s.Matrix(3, 2), s.Matrix(3, 2), s.Vector(2));
        yield return Loop.SumOver(a, x => Loop.SumOver(b, y => Exp(x * y * w)));
        yield return Loop.Map(a, x => Loop.Fold(x, b, (h, y) => Exp(-h * y) + w));
        yield return Loop.Fold(w, a, (h, x) => Loop.Scan(h, b, (g, y) => (Exp(-g * x) * y, g)).Final);
        yield return Loop.SumOver(a, x => Cond(Sum(x) > 0, () => LogSumExp(x * w), () => Loop.MaxOver(b, y => Sum(Softmax(x * y) * w))));   // ops that are expanded
        yield return Loop.Fold(w, 3, (h, i) => Until(6, h, x => Sum(x * x) < 10, x => 2 * x + Exp(-h)) / 4);
    }
}
