using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The same entries in row-major order under another shape of the same size. The node itself where it has it.</summary>
        public static Node Reshape(Node x, Shape shape) => x.Shape == shape ? x : x.Graph.Add(new Reshape(shape), x);
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
