using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Forms that neither overflow nor cancel, for what is written without a thought of that.</summary>
internal static class Stability
{
    private static readonly Op LogOp = Log(X).Op, ExpOp = Exp(X).Op;

    public static RuleSet Rules { get; } =
    [
        Real(Log(Exp(X) + 1), Softplus(X)),
        Real(Log(X + 1), Log1p(X), mayGrow: true),
        Real(Log(1 - X), Log1p(-X), mayGrow: true),
        Real(Log1p(Exp(X)), Softplus(X)),
        Real(Exp(X) - 1, Expm1(X)),
        Real(1 - Exp(X), -Expm1(X), mayGrow: true),
        Real(Expm1(X) + 1, Exp(X)),
        Real(1 / (Exp(-X) + 1), Sigmoid(X), mayGrow: true),
        Real(Exp(X) / (Exp(X) + 1), Sigmoid(X)),
        Real(X / (Exp(Y) + 1), X * Sigmoid(-Y)),
        Real(1 - Sigmoid(X), Sigmoid(-X)),
        Real(Exp(X) * Sigmoid(-X), Sigmoid(X)),
        Real(Log(Sigmoid(X)), LogSigmoid(X)),
        Real(Exp(LogSigmoid(X)), Sigmoid(X)),
        Real(Exp(-Softplus(X)), Sigmoid(-X)),
        Real(LogSigmoid(-X), -Softplus(X)),
        Real(-Softplus(-X), LogSigmoid(X)),
        Real(Softplus(-X) + X, Softplus(X)),
        Real(Softplus(X) - X, Softplus(-X)),
        Real(2 * Sigmoid(2 * X) - 1, Tanh(X)),
        Real(1 - Erf(X), Erfc(X)),
        Real(1 - Erfc(X), Erf(X)),
        Real<Row>("log softmax x -> logSoftmax x", (_, y, _) => y.Inputs[0] is { Op: Ops.Softmax softmax } q ? LogSoftmax(q.Inputs[0], [.. softmax.Axes]) : null, s =>
        [
            Log(Softmax(s.Matrix(2, 3))),
            Log(Softmax(s.Matrix(2, 3), 0)),
        ], root: LogOp, reads: typeof(Softmax)),
        Real<Row>("log Σ exp x -> logSumExp x", (_, y, _) => y.Inputs[0] is { Op: Sum sum } e && IsExp(e.Inputs[0]) ? LogSumExp(e.Inputs[0].Inputs[0], [.. sum.Axes]) : null, s =>
        [
            Log(Sum(Exp(s.Vector(3)))),
            Log(Sum(Exp(s.Matrix(2, 3)), [1])),
        ], mayGrow: true, root: LogOp, reads: typeof(Sum)),
        Real<Row>("exp x / Σ exp x -> softmax x", (_, y, _) => IsExp(y.Inputs[0]) && Axes(y.Inputs[1], y.Inputs[0]) is { } axes ? Softmax(y.Inputs[0].Inputs[0], axes) : null, s =>
        [
            Exp(s.Vector(3)) is var e ? e / Sum(e) : e,
            Exp(s.Matrix(2, 3)) is var f ? f / Sum(f, [1], keep: true) : f,
            Exp(s.Matrix(2, 3)) is var g ? g / Sum(g, [0]) : g,
        ], mayGrow: true, root: Arithmetics.Divide),
        Real<Row>("x - logSumExp x -> logSoftmax x", (_, y, _) => Axes(y.Inputs[1], y.Inputs[0]) is { } axes ? LogSoftmax(y.Inputs[0], axes) : null, s =>
        [
            s.Matrix(2, 3) is var x ? x - LogSumExp(x, [1], keep: true) : x,
        ], root: Arithmetics.Subtract),
        Real<Row>("exp logSoftmax x -> softmax x", (_, y, _) => y.Inputs[0] is { Op: Ops.LogSoftmax log } p ? Softmax(p.Inputs[0], [.. log.Axes]) : null, s =>
        [
            Exp(LogSoftmax(s.Matrix(2, 3))),
        ], root: ExpOp, reads: typeof(LogSoftmax)),
        Real<Sum>("Σ p·logSoftmax z -> -crossEntropy(z, p)", (op, y, _) => CrossEntropies(op, y.Inputs[0]), s =>
        [
            Sum(s.Vector(3) * LogSoftmax(s.Vector(3))),
            Sum(LogSoftmax(s.Matrix(2, 3)) * s.Matrix(2, 3), [1]),
            Sum(s.Matrix(2, 3) * LogSoftmax(s.Matrix(2, 3))),
        ]),
    ];

    private static bool IsExp(Node node) => ReferenceEquals(node.Op, ExpOp);

    // The axes along which a sum of all exponentials (or their logarithm) is repeated against the entries it is taken of.
    private static int[]? Axes(Node total, Node entries)
    {
        var reduced = total.Op is Reshape ? total.Inputs[0] : total;
        EquatableArray<int>? axes = reduced.Op switch
        {
            Sum sum => sum.Axes,
            LogSumExp sum => sum.Axes,
            _ => null,
        };
        return axes is { } of && ReferenceEquals(reduced.Inputs[0], entries) && IsAligned(total.Shape, of.Kept(entries.Shape)) ? [.. of] : null;
    }

    // Leading axes of length 1 may be missing.
    private static bool IsAligned(Shape shape, Shape kept) =>
        kept.Take(kept.Rank - shape.Rank).All(d => d == Dim.One) && kept.Skip(kept.Rank - shape.Rank).SequenceEqual(shape);

    // -Σₖ p[k]·log softmax(z)[k] along one axis, and the sum of these along the others
    private static Node? CrossEntropies(Sum op, Node product)
    {
        if (!ReferenceEquals(product.Op, Arithmetics.Multiply)) return null;
        var at = product.Inputs[1].Op is LogSoftmax ? 1 : 0;
        var (q, p) = (product.Inputs[at], product.Inputs[1 - at]);
        if (q.Op is not LogSoftmax { Axes: [var axis] } || !op.Axes.Contains(axis) || p.Shape != q.Shape) return null;
        return -Sum(CrossEntropy(q.Inputs[0], p, axis), [.. op.Axes.Where(a => a != axis).Select(a => a > axis ? a - 1 : a)]);
    }
}
