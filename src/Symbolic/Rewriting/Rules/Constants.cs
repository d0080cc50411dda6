using System.Collections.Immutable;
using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>What is computed from constants is a constant, with the bits that the interpreter gives.</summary>
internal static class Constants
{
    private const int MostEntries = 1024;

    public static RuleSet Rules { get; } =
    [
        Exact<Constant>("constant of equal entries -> broadcast", (op, y, _) => Uniform(op, y), s => [s.Graph.Constant(Tensor.Vector(2, 2, 2))]),
        Exact<ElementOp>("f(constants) -> constant", (op, y, _) => Fold(op, y), s =>
        [
            Exp(s.Graph.Constant(0.5)),
            s.Graph.Constant(Tensor.Vector(1, 2)) * s.Graph.Constant(3),
            s.Graph.Constant(7, DType.Int32) / s.Graph.Constant(2, DType.Int32),
            s.Graph.Constant(Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 } })).T,
            Sum(s.Graph.Constant(Tensor.Vector(1, 2, 4))),
        ], reads: typeof(Constant)),
    ];

    private static Node? Uniform(Constant op, Node y)
    {
        var value = op.Value;
        if (value.Count == 0 || y.Type.IsScalar || !value.DType.IsFloat) return null;
        for (var i = 1; i < value.Count; i++) if (value[i] != value[0]) return null;
        return BroadcastTo(y.Graph.Constant(Tensor.Scalar(value[0], value.DType)), y.Shape);
    }

    private static Node? Fold(ElementOp op, Node y)
    {
        if (op is BroadcastTo || y.Inputs.IsEmpty || !y.Inputs.All(i => i.Op is Constant) || !IsSmall(y.Shape) || !IsDefined(op, y.Inputs)) return null;
        var value = op.Evaluate(y, [.. y.Inputs.Select(i => ((Constant)i.Op).Value)], ImmutableDictionary<string, int>.Empty)[0];
        return value.Missing is null ? y.Graph.Constant(value) : null;
    }

    private static bool IsSmall(Shape shape) => shape.IsConstant && shape.Aggregate(1L, (product, dim) => product * dim.Value) <= MostEntries;

    // Integer division by 0, indices out of range and positions in empty tensors are errors where they are evaluated, and only there.
    private static bool IsDefined(ElementOp op, ImmutableArray<Node> inputs) =>
        inputs.All(i => ((Constant)i.Op).Value.Count > 0)
        && (op is ElementwiseOp ? !inputs[0].DType.IsInteger || !DividesByZero(op, inputs) : inputs.All(i => !i.DType.IsInteger));

    private static bool DividesByZero(ElementOp op, ImmutableArray<Node> inputs) =>
        (ReferenceEquals(op, Arithmetics.Divide) || ReferenceEquals(op, Arithmetics.Remainder))
        && Enumerable.Range(0, ((Constant)inputs[1].Op).Value.Count).Any(i => ((Constant)inputs[1].Op).Value[i].Integer is 0 or -1);
}
