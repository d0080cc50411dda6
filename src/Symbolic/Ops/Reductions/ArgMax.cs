using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The row-major position of the first largest entry, as Int32; that of the first NaN if there is one.</summary>
        public static Node ArgMax(Node x) => ArgMax(Flatten(x), 0);

        /// <summary>The position of the first largest entry along an axis, as Int32; that of the first NaN if there is one.</summary>
        /// <exception cref="ShapeException">The axis is empty.</exception>
        public static Node ArgMax(Node x, int axis) => x.Graph.Add(new ArgMax(x.Shape.Axis(axis, "ArgMax")), x);

        /// <summary>The row-major position of the first smallest entry, as Int32; that of the first NaN if there is one.</summary>
        public static Node ArgMin(Node x) => ArgMin(Flatten(x), 0);

        /// <summary>The position of the first smallest entry along an axis, as Int32; that of the first NaN if there is one.</summary>
        /// <exception cref="ShapeException">The axis is empty.</exception>
        public static Node ArgMin(Node x, int axis) => x.Graph.Add(new ArgMin(x.Shape.Axis(axis, "ArgMin")), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>The position of an extremum along an axis, which it drops. An empty axis has none: an error.</summary>
    public abstract record ArgExtremumOp(int Axis) : ElementOp
    {
        /// <inheritdoc/>
        public override bool IsZeroAlmostEverywhere => true;

        /// <summary>Which extremum.</summary>
        protected abstract ReductionKind Kind { get; }

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Numbers.Checked(Name, inputs[0]);
            return inputs[0].Shape[inputs[0].Shape.Axis(Axis, Name)] != Dim.Zero
                ? new(DType.Int32, inputs[0].Shape.Without(Axis))
                : throw new ShapeException($"{Name}: axis {Axis} of {inputs[0]} is empty, so no entry of it has a position; expected at least one entry.");
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) =>
            Elements.Element.Reduce(Kind, x[0].Shape[Axis], k => x[0].At([.. at.Take(Axis), k, .. at.Skip(Axis)]));

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => null;

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => null;

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.AtLeast(0);
    }

    /// <summary>The first k with x[k] = max x.</summary>
    public sealed record ArgMax(int Axis) : ArgExtremumOp(Axis)
    {
        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.ArgMax;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.ArgMax(s.Matrix(2, 3), 1), NodeMath.ArgMax(s.Matrix(2, 3)), NodeMath.ArgMax(s.Vector(3, DType.Int32))];
    }

    /// <summary>The first k with x[k] = min x.</summary>
    public sealed record ArgMin(int Axis) : ArgExtremumOp(Axis)
    {
        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.ArgMin;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.ArgMin(s.Matrix(2, 3), 0), NodeMath.ArgMin(s.Vector(3, DType.Float32), 0)];
    }
}
