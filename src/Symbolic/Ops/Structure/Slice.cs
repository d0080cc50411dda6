using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The entries start, start + step ... before stop along an axis. A negative constant counts from the end; null is the first
        /// or the last end, as the sign of the step has it. With a named size, the length (stop - start)/step must come out whole.
        /// </summary>
        /// <exception cref="ShapeException">Such entries do not exist.</exception>
        public static Node Slice(Node x, int axis, Dim? start = null, Dim? stop = null, int step = 1)
        {
            axis = x.Shape.Axis(axis, "Slice");
            if (step == 0) throw new ShapeException($"Slice: the step along axis {axis} of {x.Type} is 0; expected a positive or negative number.");
            var length = x.Shape[axis];
            var from = FromEnd(start, length) ?? (step > 0 ? Dim.Zero : length - 1);
            var to = FromEnd(stop, length) ?? (step > 0 ? length : -1);
            return Strided(x, axis, from, CountOf(step > 0 ? to - from : from - to, Math.Abs(step)), step);
        }

        /// <summary>The entries along an axis in reverse order.</summary>
        public static Node Reverse(Node x, int axis = 0) => Slice(x, axis, step: -1);

        /// <summary>The entries at one position of an axis, which is dropped. A negative constant counts from the end.</summary>
        public static Node Take(Node x, int axis, Dim position)
        {
            axis = x.Shape.Axis(axis, "Take");
            if (x.Type.Rank == 1) return Entry(x, position);
            var row = Strided(x, axis, FromEnd(position, x.Shape[axis])!, Dim.One, 1);
            return Reshape(row, x.Shape.Without(axis));
        }

        /// <summary>Length entries along an axis: the one at start and each step further.</summary>
        internal static Node Strided(Node x, int axis, Dim start, Dim length, int step) =>
            start == Dim.Zero && step == 1 && length == x.Shape[axis] ? x : x.Graph.Add(new Slice(axis, start, length, step), x);

        private static Dim? FromEnd(Dim? position, Dim length) => position?.Constant < 0 ? length + position : position;

        // ⌈span/step⌉ for a constant, span/step otherwise
        private static Dim CountOf(Dim span, int step) => span.Constant is { } constant ? (constant + step - 1) / step : span / step;
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[i] = x[start + step·i] along an axis.</summary>
    public sealed record Slice(int Axis, Dim Start, Dim Length, int Step) : StructureOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var available = inputs[0].Shape[inputs[0].Shape.Axis(Axis, Name)];
            var last = Start + (Length - 1) * Step;
            if (Length.Constant < 0 || (Length != Dim.Zero && (Outside(Start, available) || Outside(last, available))))
                throw new ShapeException($"Slice: axis {Axis} of {inputs[0]} has no {Length} entries from {Start} in steps of {Step}; expected positions from 0 to {available - 1}.");
            return inputs[0].WithShape(inputs[0].Shape.With(Axis, Length));
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].At(Replace(at, Axis, Position(at[Axis])));

        // x̄[start + step·i] = ȳ[i], 0 between
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Embed(yBar, Axis, Start, y.Inputs[0].Shape[Axis], Step);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with { Start = Start.Substitute(sizes), Length = Length.Substitute(sizes) };

        private Element Position(Element i)
        {
            Element start = Start;
            var distance = Math.Abs(Step) == 1 ? i : i * Math.Abs(Step);
            return Step < 0 ? start - distance : Start == Dim.Zero ? distance : start + distance;
        }

        private static bool Outside(Dim position, Dim length) => position.Constant < 0 || (length - position).Constant <= 0;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Slice(s.Vector(5), 0, 1, 4),
            NodeMath.Slice(s.Matrix(2, 5), 1, step: 2),
            NodeMath.Slice(s.Vector(5), 0, -2, 0, -1),
            NodeMath.Slice(s.Vector(7), 0, 6, null, -3),
            NodeMath.Slice(s.Vector(3), 0, 1, 1),
            NodeMath.Reverse(s.Matrix(3, 2), 0),
            NodeMath.Take(s.Matrix(3, 2), 0, 1),
            NodeMath.Slice(s.Vector(4, DType.Float32), 0, 1, 3),
            NodeMath.Slice(s.Vector(4, DType.Bool), 0, 1, 3),
        ];
    }
}
