using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>Nodes one behind the other along an axis; their other axes have equal lengths.</summary>
        public static Node Concatenate(IReadOnlyList<Node> parts, int axis = 0)
        {
            if (parts is null) throw new ArgumentNullException(nameof(parts));
            if (parts.Count == 0) throw new ArgumentException("Concatenate: there are no parts; expected at least one.", nameof(parts));
            return parts.Count == 1 ? parts[0] : parts[0].Graph.Add(new Concatenate(parts[0].Shape.Axis(axis, "Concatenate")), [.. parts]);
        }

        /// <summary>Nodes of one type as the rows of a new axis.</summary>
        public static Node Stack(IReadOnlyList<Node> rows, int axis = 0)
        {
            if (rows is null) throw new ArgumentNullException(nameof(rows));
            if (rows.Count == 0) throw new ArgumentException("Stack: there are no rows; expected at least one.", nameof(rows));
            if (rows.FirstOrDefault(r => r.Type != rows[0].Type) is { } other)
                throw new ShapeException($"Stack: the rows {rows[0].Type} and {other.Type} differ in type; broadcast or Cast one of them.");
            return Concatenate([.. rows.Select(r => ExpandDims(r, axis))], axis);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = x₀ | x₁ | ... along an axis.</summary>
    public sealed record Concatenate(int Axis) : ElementOp
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Everything.Common(Name, inputs);
            var rest = inputs[0].Shape.Without(inputs[0].Shape.Axis(Axis, Name));
            foreach (var input in inputs)
            {
                if (input.Rank != inputs[0].Rank || input.Shape.Without(Axis) != rest)
                    throw new ShapeException($"Concatenate: {inputs[0]} and {input} do not fit together along axis {Axis}; expected equal lengths of all other axes.");
            }

            return inputs[0].WithShape(inputs[0].Shape.With(Axis, Offset(inputs, inputs.Length)));
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var offsets = new Dim[x.Length];
            offsets[0] = Dim.Zero;
            for (var i = 1; i < x.Length; i++) offsets[i] = offsets[i - 1] + x[i - 1].Shape[Axis];
            return Between(x, at, offsets, 0, x.Length);
        }

        // x̄ᵢ = the slice of ȳ where xᵢ stands
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Strided(yBar, Axis, Offset(y, input), y.Inputs[input].Shape[Axis], 1);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Embed(xDot, Axis, Offset(y, input), y.Shape[Axis]);

        // ẏ = ẋ₀ | ẋ₁ | ..., of one active part alone embedded among zeros
        internal override Pushforward PushForward(Node y, ImmutableArray<Node?> xDots) => xDots.Count(dot => dot is not null) < 2
            ? base.PushForward(y, xDots)
            : new([y.Graph.Add(this, [.. xDots.Select((dot, i) => dot ?? Gradient.Zero(y.Inputs[i]))])]);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Vjp(y, NodeMath.BroadcastTo(guard, y.Shape), input);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs.Aggregate(Intervals.Union);

        // A balanced tree of choices, so that many parts make no deep element.
        private Element Between(ImmutableArray<Operand> x, ImmutableArray<Axis> at, Dim[] offsets, int from, int to)
        {
            if (to - from == 1)
                return x[from].At(at.Select((a, i) => i == Axis && offsets[from] != Dim.Zero ? a - (Element)offsets[from] : a));
            var middle = (from + to) / 2;
            return Elements.Element.Select(at[Axis] < offsets[middle], Between(x, at, offsets, from, middle), Between(x, at, offsets, middle, to));
        }

        private Dim Offset(Node y, int input) => Offset(ImmutableArray.CreateRange(y.Inputs, i => i.Type), input);

        // Constants are summed as integers: there may be thousands of parts.
        private Dim Offset(ImmutableArray<TensorType> inputs, int input)
        {
            var (constants, others) = (0L, Dim.Zero);
            for (var i = 0; i < input; i++)
            {
                if (inputs[i].Shape[Axis].Constant is { } constant) constants += constant;
                else others += inputs[i].Shape[Axis];
            }

            if (constants > int.MaxValue)
                throw new ShapeException($"Concatenate: the {inputs.Length} parts are {constants} long together along axis {Axis}; expected at most {int.MaxValue}.");
            return constants == 0 ? others : others + (int)constants;
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s)
        {
            var x = s.Vector(2);
            return
            [
                NodeMath.Concatenate([s.Vector(2), s.Vector(3)]),
                NodeMath.Concatenate([x, s.Vector(0), x]),
                NodeMath.Concatenate([s.Matrix(2, 1), s.Matrix(2, 3), s.Matrix(2, 2)], -1),
                NodeMath.Stack([s.Scalar(), s.Scalar(), s.Scalar()]),
                NodeMath.Stack([s.Vector(3), s.Vector(3)], 1),
                NodeMath.Concatenate([s.Vector(2, DType.Float32), s.Vector(1, DType.Float32)]),
            ];
        }
    }
}
