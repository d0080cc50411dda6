using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The entries at positions given by integers along an axis: the axes of the indices stand in its place, so a scalar index drops it. A position
        /// outside of the axis is an error when evaluated.
        /// </summary>
        public static Node Gather(Node x, Node indices, int axis = 0) => x.Graph.Add(new Gather(x.Shape.Axis(axis, "Gather")), x, indices);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[a, i, b] = x[a, index[i], b] along an axis.</summary>
    public sealed record Gather(int Axis) : ElementOp
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        // An index may be out of range.
        /// <inheritdoc/>
        public override bool IsCheapAndTotal => false;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x)
        {
            if (!x.Varies(1)) return NodeMath.Gather(x[0], x[1], Axis + 1);
            return x.Varies(0) ? null : NodeMath.MoveAxis(NodeMath.Gather(x[0], x[1], Axis), Axis, 0);   // rows of rows: an index out of its row would be in another
        }

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var (x, indices) = (inputs[0], inputs[1]);
            x.Shape.Axis(Axis, Name);
            return indices.DType.IsInteger
                ? x.WithShape(Shape.Of([.. x.Shape.Take(Axis), .. indices.Shape, .. x.Shape.Skip(Axis + 1)]))
                : throw new ShapeException($"Gather: the indices into {x} are {indices}; expected i32 or i64. Cast them.");
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].At(Index(x[1], at, Axis));

        // x̄[a, index[i], b] += ȳ[a, i, b]
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) =>
            input == 0 ? NodeMath.ScatterAdd(yBar, y.Inputs[1], Axis, y.Inputs[0].Shape[Axis]) : null;

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => input == 0 ? NodeMath.Gather(xDot, y.Inputs[1], Axis) : null;

        // Where no entry that an index reads is taken, the index may be out of range; the 0 that comes back from there goes to the first place.
        internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input) =>
            guard is not null && input == 0 && yBars[0] is { } yBar ? NodeMath.ScatterAdd(yBar, Inside(y, guard), Axis, y.Inputs[0].Shape[Axis]) : base.GuardedVjp(y, yBars, guard, input);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input)
        {
            if (guard is null || input != 0) return null;
            var count = NodeMath.ScatterAdd(NodeMath.Cast(NodeMath.BroadcastTo(guard, y.Shape), DType.Int32), Inside(y, guard), Axis, y.Inputs[0].Shape[Axis]);
            return NodeMath.NotEqual(count, count.Literal(0));
        }

        /// <summary>The indices by which an entry is read that is taken, and 0 for the others.</summary>
        internal Node Inside(Node y, Node guard)
        {
            var rank = y.Inputs[1].Type.Rank;
            int[] others = [.. Enumerable.Range(0, y.Type.Rank).Where(axis => axis < Axis || axis >= Axis + rank)];
            var whole = NodeMath.BroadcastTo(guard, y.Shape);
            return NodeMath.Select(others.Length == 0 ? whole : NodeMath.Max(whole, others), y.Inputs[1], 0);
        }

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <summary>The index whose number along an axis is loaded by the numbers that stand in its place.</summary>
        internal static IEnumerable<Element> Index(Operand indices, ImmutableArray<Axis> at, int axis)
        {
            var rank = indices.Type.Rank;
            return [.. at.Take(axis), indices.At(at.Skip(axis).Take(rank)), .. at.Skip(axis + rank)];
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Gather(s.Vector(4), s.Of(Tensor.Of(DType.Int32, [3, 0, 3, 3, 1], 5))),
            NodeMath.Gather(s.Matrix(3, 2), s.Of(Tensor.Of(DType.Int64, [2, 0], 2))),
            NodeMath.Gather(s.Matrix(2, 3), s.Of(Tensor.Of(DType.Int32, [2, 0, 1, 1], 2, 2)), 1),
            NodeMath.Gather(s.Matrix(2, 3), s.Of(Tensor.Scalar(1, DType.Int32)), -1),
            NodeMath.Gather(s.Vector(3, DType.Float32), s.Of(Tensor.Of(DType.Int32, [2, 2], 2))),
            NodeMath.Gather(s.Vector(3), s.Vector(0, DType.Int32)),
            NodeMath.Gather(s.Vector(0), s.Vector(0, DType.Int32)),
        ];
    }
}
