using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The entries set into zeros along an axis: entry i goes to start + step·i of an axis of the given length. The adjoint of a slice.
        /// </summary>
        /// <exception cref="ShapeException">The entries do not fit.</exception>
        public static Node Embed(Node x, int axis, Dim start, Dim length, int step = 1)
        {
            axis = x.Shape.Axis(axis, "Embed");
            return start == Dim.Zero && step == 1 && length == x.Shape[axis] ? x : x.Graph.Add(new Embed(axis, start, length, step), x);
        }

        /// <summary>The entries with as many zeros before and after them along an axis.</summary>
        public static Node Pad(Node x, int axis, Dim before, Dim after)
        {
            axis = x.Shape.Axis(axis, "Pad");
            return before.Constant < 0 || after.Constant < 0
                ? throw new ShapeException($"Pad: axis {axis} of {x.Type} cannot be padded by {before} and {after}; expected no negative number. Slice drops entries.")
                : Embed(x, axis, before, before + x.Shape[axis] + after);
        }

        /// <summary>The entries with as many copies of a value before and after them along an axis.</summary>
        public static Node Pad(Node x, int axis, Dim before, Dim after, Node value) =>
            Select(Pad(BroadcastTo(x.Graph.Constant(1, DType.Bool), x.Shape), axis, before, after), Pad(x, axis, before, after), value);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[start + step·i] = x[i] along an axis of a given length, and 0 elsewhere.</summary>
    public sealed record Embed(int Axis, Dim Start, Dim Length, int Step) : StructureOp
    {
        /// <inheritdoc/>
        protected override bool Fills => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var count = inputs[0].Shape[inputs[0].Shape.Axis(Axis, Name)];
            if (Step == 0) throw new ShapeException($"Embed: the step along axis {Axis} of {inputs[0]} is 0; expected a positive or negative number.");
            if (Length.Constant < 0 || (count != Dim.Zero && (Outside(Start) || Outside(Start + (count - 1) * Step))))
                throw new ShapeException($"Embed: axis {Axis} of {inputs[0]} does not fit into {Length} entries from {Start} in steps of {Step}; expected positions from 0 to {Length - 1}.");
            return inputs[0].WithShape(inputs[0].Shape.With(Axis, Length));
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var (count, stride) = (x[0].Shape[Axis], Math.Abs(Step));
            Element start = Start;
            var distance = Step < 0 ? start - at[Axis] : Start == Dim.Zero ? at[Axis] : at[Axis] - start;
            var entry = x[0].At(Replace(at, Axis, stride == 1 ? distance : distance / stride));
            return Bounds(at[Axis], distance, count, stride).Aggregate(entry, (inner, bound) => Where(bound, inner));
        }

        // x̄[i] = ȳ[start + step·i]
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Strided(yBar, Axis, Start, y.Inputs[0].Shape[Axis], Step);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with { Start = Start.Substitute(sizes), Length = Length.Substitute(sizes) };

        // 0 ≤ distance < stride·count and stride | distance, as far as they are not known beforehand; innermost first
        private IEnumerable<Element> Bounds(Axis position, Element distance, Dim count, int stride)
        {
            if (stride > 1) yield return Elements.Element.Equal(distance % stride, 0);
            var (first, last) = Step < 0 ? (Start - (count - 1) * stride, Start) : (Start, Start + (count - 1) * stride);
            if (last != Length - 1) yield return position <= last;
            if (first != Dim.Zero) yield return position >= first;
        }

        private bool Outside(Dim position) => position.Constant < 0 || (Length - position).Constant <= 0;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Pad(s.Vector(3), 0, 1, 2),
            NodeMath.Pad(s.Matrix(2, 3), 0, 0, 1),
            NodeMath.Pad(s.Vector(2), 0, 1, 1, s.Scalar()),
            NodeMath.Embed(s.Matrix(2, 3), 1, 1, 8, 3),
            NodeMath.Embed(s.Vector(3), 0, 5, 7, -2),
            NodeMath.Embed(s.Vector(0), 0, 0, 3),
            NodeMath.Pad(s.Vector(3, DType.Float32), 0, 1, 1),
        ];
    }
}
