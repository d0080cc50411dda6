using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// Values added up at positions given by integers along an axis of a given length: what stands at no position is 0. The adjoint of a gather,
        /// and a sum over segments. A position outside of the axis is an error when evaluated.
        /// </summary>
        public static Node ScatterAdd(Node values, Node indices, int axis, Dim length)
        {
            if (axis < 0) axis = new Shape([.. values.Shape.Skip(indices.Type.Rank), length]).Axis(axis, "ScatterAdd");
            return values.Graph.Add(new ScatterAdd(axis, length), values, indices);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[a, index[i], b] = Σᵢ x[a, i, b] along an axis of a given length.</summary>
    public sealed record ScatterAdd(int Axis, Dim Length) : ScatterOp
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override bool IsCheapAndTotal => false;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Varies(1) ? null : NodeMath.ScatterAdd(x[0], x[1], Axis + 1, Length);

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var (values, indices) = (inputs[0], inputs[1]);
            Accepts.Numbers.Checked(Name, values);
            if (!indices.DType.IsInteger)
                throw new ShapeException($"ScatterAdd: the indices of {values} are {indices}; expected i32 or i64. Cast them.");
            if (Axis < 0 || values.Rank < Axis + indices.Rank || Shape.Of(values.Shape.Skip(Axis).Take(indices.Rank)) != indices.Shape)
                throw new ShapeException($"ScatterAdd: the values {values} do not fit the indices {indices}; expected the axes of the indices from axis {Axis} on.");
            return values.WithShape(Shape.Of([.. values.Shape.Take(Axis), Length, .. values.Shape.Skip(Axis + indices.Rank)]));
        }

        /// <inheritdoc/>
        public override Shape Domain(ImmutableArray<TensorType> inputs) => inputs[0].Shape;

        /// <inheritdoc/>
        public override ImmutableArray<Element> Target(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => [.. Gather.Index(x[1], at, Axis)];

        /// <inheritdoc/>
        public override Element Value(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].At(at);

        // x̄[a, i, b] = ȳ[a, index[i], b]
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => input == 0 ? NodeMath.Gather(yBar, y.Inputs[1], Axis) : null;

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => input == 0 ? NodeMath.ScatterAdd(xDot, y.Inputs[1], Axis, Length) : null;

        // An index may be out of range only where no entry of the sum is taken.
        internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input) =>
            guard is not null && input == 0 && yBars[0] is { } yBar ? NodeMath.Gather(yBar, Inside(y, guard), Axis) : base.GuardedVjp(y, yBars, guard, input);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) =>
            guard is null ? null : NodeMath.Gather(NodeMath.BroadcastTo(guard, y.Shape), Inside(y, guard), Axis);

        /// <summary>The indices, and 0 where no entry of the sum is taken.</summary>
        internal static Node Inside(Node y, Node guard) => NodeMath.Select(Guards.Anywhere(guard), y.Inputs[1], 0);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => new Sum([Axis]).RangeOf(inputs);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with { Length = Length.Substitute(sizes) };

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.ScatterAdd(s.Vector(4), s.Of(Tensor.Of(DType.Int32, [2, 0, 2, 2], 4)), 0, 3),
            NodeMath.ScatterAdd(s.Matrix(2, 3), s.Of(Tensor.Of(DType.Int64, [1, 1, 0], 3)), 1, 4),
            NodeMath.ScatterAdd(s.Tensor(2, 2, 3), s.Of(Tensor.Of(DType.Int32, [1, 0, 1, 4], 2, 2)), 0, 5),
            NodeMath.ScatterAdd(s.Matrix(2, 3), s.Of(Tensor.Scalar(1, DType.Int32)), 0, 2),
            NodeMath.ScatterAdd(s.Vector(0), s.Vector(0, DType.Int32), 0, 2),
            NodeMath.ScatterAdd(s.Vector(3, DType.Float32), s.Of(Tensor.Of(DType.Int32, [0, 0, 1], 3)), 0, 2),
        ];
    }
}
