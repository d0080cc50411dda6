using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// One entry, at an index that is a constant or a length: <c>x[3]</c>, <c>x[n - 1]</c>. A negative constant counts from the end. On a
        /// named size it is checked when the function is called.
        /// </summary>
        public static Node Entry(Node x, params Dim[] at) => x.Type.IsScalar && at.Length == 0 ? x
            : x.Graph.Add(new Entry([.. at.Select((i, axis) => axis < x.Type.Rank ? FromEnd(i, x.Shape[axis])! : i)]), x);

        /// <summary>A tensor that is zero but for one entry: the adjoint of <see cref="Entry"/>.</summary>
        internal static Node Place(Node x, Shape shape, EquatableArray<Dim> at) => x.Graph.Add(new Place(shape, at), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = x[i, j] for one fixed index.</summary>
    public sealed record Entry(EquatableArray<Dim> At) : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => new(
            "{0}[" + string.Join(", ", At) + "]",
            "{{0}}_" + Notation.Group(string.Join(", ", At)),
            Notation.Atom,
            [Notation.Atom]);

        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => At.Select((position, axis) => (position, axis)).Aggregate(x[0], (rows, at) => NodeMath.Take(rows, 1, at.position));

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var x = inputs[0];
            if (x.Rank != At.Count)
                throw new ShapeException($"Entry: {x} has {x.Rank} axes, and the index [{string.Join(", ", At)}] has {At.Count} numbers; expected one for each axis.");
            for (var axis = 0; axis < At.Count; axis++)
            {
                if (At[axis].Constant < 0 || (x.Shape[axis] - At[axis]).Constant <= 0)
                    throw new ShapeException($"Entry: the index {At[axis]} is outside of axis {axis} of {x}; expected 0 to {x.Shape[axis] - 1}.");
            }

            return x.WithShape(Shape.Scalar);
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].At(At.Select(i => (Element)i));

        // x̄ is ȳ at the index, 0 elsewhere
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Place(yBar, y.Inputs[0].Shape, At);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Entry(xDot, [.. At]);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new Entry([.. At.Select(i => i.Substitute(sizes))]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.Entry(s.Vector(3), 1), NodeMath.Entry(s.Matrix(2, 3), 1, 2)];
    }

    /// <summary>y[i, j] = x at one fixed index, and 0 elsewhere.</summary>
    public sealed record Place(Shape Target, EquatableArray<Dim> At) : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Closed(
            "place({0}, " + Target + ", [" + string.Join(", ", At) + "])",
            "{0}\\,e_" + Notation.Group(string.Join(", ", At)));

        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => Enumerable.Range(0, Target.Rank).Aggregate(x.Row(0, Target.Rank), (rows, axis) => NodeMath.Embed(rows, axis + 1, At[axis], Target[axis]));

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0].IsScalar && At.Count == Target.Rank
            ? inputs[0].WithShape(Target)
            : throw new ShapeException($"Place: expected a scalar and an index of {Target.Rank} numbers, got {inputs[0]} and [{string.Join(", ", At)}].");

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            Element? here = null;
            for (var axis = 0; axis < at.Length; axis++)
            {
                var equal = Elements.Element.Equal(at[axis], At[axis]);
                here = here is null ? equal : here & equal;
            }

            return here is null ? x[0].At([]) : Elements.Element.Select(here, x[0].At([]), Elements.Element.Literal(0, x[0].Type.DType));
        }

        // x̄ = ȳ at the index
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Entry(yBar, [.. At]);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Place(xDot, Target, At);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => new(
            Math.Min(0, inputs[0].Lower), Math.Max(0, inputs[0].Upper), inputs[0].Lower < 0 && inputs[0].LowerOpen, inputs[0].Upper > 0 && inputs[0].UpperOpen);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new Place(Target.Substitute(sizes), [.. At.Select(i => i.Substitute(sizes))]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.Place(s.Scalar(), [3], [1]), NodeMath.Place(s.Scalar(), [2, 2], [0, 1])];
    }
}
