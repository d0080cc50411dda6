using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The entries repeated along missing axes and axes of length 1, so that the node has a shape. The node itself where it has it.</summary>
        public static Node BroadcastTo(Node x, Shape shape) => x.Shape == shape ? x : x.Graph.Add(new BroadcastTo(shape), x);

        /// <summary>The sum over the axes that broadcasting to the node's shape would stretch: the adjoint of <see cref="BroadcastTo"/>.</summary>
        public static Node SumTo(Node x, Shape shape) => Shrink(x, shape, Sum);

        /// <summary>Whether a Bool node holds anywhere along the axes that broadcasting would stretch.</summary>
        internal static Node AnyTo(Node x, Shape shape) => Shrink(x, shape, Max);

        private static Node Shrink(Node x, Shape shape, Func<Node, int[]?, bool, Node> reduce)
        {
            if (x.Shape == shape) return x;
            var missing = Math.Max(0, x.Type.Rank - shape.Rank);
            int[] stretched = [.. Enumerable.Range(0, x.Type.Rank).Where(axis => axis < missing || (x.Shape[axis] != shape[shape.Rank - x.Type.Rank + axis] && shape[shape.Rank - x.Type.Rank + axis] == Dim.One))];
            if (stretched.Length == 0) return x;
            var reduced = reduce(x, stretched, false);
            return reduced.Type.Rank >= shape.Rank ? reduced : Reshape(reduced, Shape.Of(shape.Skip(shape.Rank - x.Type.Rank + missing).Select((d, i) => stretched.Contains(missing + i) ? Dim.One : x.Shape[missing + i])));
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[i, j] = x[j], where x lacks the axis i or has length 1 there.</summary>
    public sealed record BroadcastTo(Shape Target) : ElementOp
    {
        /// <inheritdoc/>
        public override string Name => "BroadcastTo";

        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => NodeMath.BroadcastTo(x.Row(0, Target.Rank), Target.Insert(0, x.Count));

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => Shape.Broadcast(inputs[0].Shape, Target) == Target
            ? inputs[0].WithShape(Target)
            : throw new ShapeException($"BroadcastTo: {inputs[0]} does not broadcast to {Target}: aligned from the last axis, lengths must be equal or the constant 1 in the operand.");

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].Broadcast(at);

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.SumTo(yBar, y.Inputs[0].Shape);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.BroadcastTo(xDot, Target);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : NodeMath.AnyTo(guard, y.Inputs[0].Shape);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new BroadcastTo(Target.Substitute(sizes));

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.BroadcastTo(s.Scalar(), [2, 3]),
            NodeMath.BroadcastTo(s.Matrix(2, 1), [4, 2, 3]),
        ];
    }
}
