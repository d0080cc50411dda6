using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The same entries in row-major order under another shape of the same size; one length may be -1 and is then what the others leave.
        /// The node itself where it has the shape.
        /// </summary>
        /// <exception cref="ShapeException">The size is another, or a length that is left out cannot be found.</exception>
        public static Node Reshape(Node x, Shape shape)
        {
            var target = shape.Any(d => d.Constant < 0) ? Completed(x, shape) : shape;
            return x.Shape == target ? x : x.Graph.Add(new Reshape(target), x);
        }

        /// <summary>The same entries in row-major order along one axis.</summary>
        public static Node Flatten(Node x) => Reshape(x, [x.Shape.Size]);

        /// <summary>The same entries with one more axis of length 1 at a place, a negative one counted from the last of the result.</summary>
        public static Node ExpandDims(Node x, int axis) => Reshape(x, x.Shape.Insert(x.Shape.Insert(0, Dim.One).Axis(axis, "ExpandDims"), Dim.One));

        /// <summary>The same entries without axes of length 1: those named, or all.</summary>
        public static Node Squeeze(Node x, params int[] axes)
        {
            int[] dropped = axes.Length == 0
                ? [.. Enumerable.Range(0, x.Type.Rank).Where(a => x.Shape[a] == Dim.One)]
                : [.. axes.Select(a => x.Shape.Axis(a, "Squeeze"))];
            foreach (var axis in dropped)
            {
                if (x.Shape[axis] != Dim.One)
                    throw new ShapeException($"Squeeze: axis {axis} of {x.Type} has length {x.Shape[axis]}; expected 1. Take picks one of its entries.");
            }

            return Reshape(x, Shape.Of(x.Shape.Where((_, axis) => !dropped.Contains(axis))));
        }

        // Equal lengths cancel; what is left of the size is divided by what is left of the others, which must be a constant.
        private static Shape Completed(Node x, Shape shape)
        {
            if (shape.Count(d => d.Constant < 0) > 1 || shape.Any(d => d.Constant < -1))
                throw new ShapeException($"Reshape: the shape {shape} for {x.Type} leaves more than one length open; expected one -1 at most.");
            var (size, known) = (x.Shape.ToList(), shape.Where(d => d.Constant is not < 0).ToList());
            foreach (var dim in known.ToList())
                if (size.Remove(dim)) known.Remove(dim);
            var (rest, divisor) = (Dim.Product(size), Dim.Product(known).Constant);
            if (divisor is null or 0 || rest.Constant % divisor is not (null or 0))
                throw new ShapeException($"Reshape: {x.Type} has {x.Shape.Size} entries, which {shape} does not divide; name the length that is -1.");
            return Shape.Of(shape.Select(d => d.Constant < 0 ? rest / divisor.Value : d));
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>The same entries in row-major order under another shape.</summary>
    public sealed record Reshape(Shape Target) : ElementOp
    {
        /// <inheritdoc/>
        public override string Name => "Reshape";

        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(new Reshape(Target.Insert(0, x.Count)));

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0].Shape.Size == Target.Size
            ? inputs[0].WithShape(Target)
            : throw new ShapeException($"Reshape: {inputs[0]} has {inputs[0].Shape.Size} entries and {Target} has {Target.Size}; the numbers must be equal.");

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) =>
            OnlyOnesDiffer(x[0], at) ?? Flat(x[0], at);

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Reshape(yBar, y.Inputs[0].Shape);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Reshape(xDot, Target);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) =>
            guard is null ? null : NodeMath.Reshape(NodeMath.BroadcastTo(guard, y.Shape), y.Inputs[0].Shape);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new Reshape(Target.Substitute(sizes));

        // Axes of length 1 come and go: the others keep their indices, without division.
        private static Element? OnlyOnesDiffer(Operand x, ImmutableArray<Axis> at)
        {
            var kept = new Queue<Axis>(at.Where(a => a.Length != Dim.One));
            var indices = new List<Element>();
            foreach (var dim in x.Shape)
            {
                if (dim == Dim.One) indices.Add(0);
                else if (kept.Count > 0 && kept.Peek().Length == dim) indices.Add(kept.Dequeue());
                else return null;
            }

            return kept.Count == 0 ? x.At(indices) : null;
        }

        // x[.., (p / stride) % length, ..] with p the row-major position
        private static Element Flat(Operand x, ImmutableArray<Axis> at)
        {
            Element position = 0;
            foreach (var axis in at) position = position * axis.Length + axis;
            var indices = new Element[x.Type.Rank];
            for (var axis = x.Type.Rank - 1; axis >= 0; axis--)
            {
                indices[axis] = axis == 0 ? position : position % x.Shape[axis];
                position = position / x.Shape[axis];
            }

            return x.At(indices);
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Reshape(s.Matrix(2, 3), [3, 2]),
            NodeMath.Reshape(s.Matrix(2, 3), [6]),
            NodeMath.Reshape(s.Vector(3), [1, 3, 1]),
            NodeMath.Reshape(s.Matrix(1, 1), Shape.Scalar),
        ];
    }
}
