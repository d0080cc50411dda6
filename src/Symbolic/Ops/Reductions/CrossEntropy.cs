using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>-Σ p·log softmax(z) along the last axis.</summary>
        public static Node CrossEntropy(Node logits, Node target) => CrossEntropy(logits, target, -1);

        /// <summary>
        /// -Σ p·log softmax(z) along an axis, which it drops, for logits z and a target p: of floating point and the same shape, a distribution;
        /// or integers of the shape without the axis, labels from 0. A label outside of the axis matches no entry: its loss is 0.
        /// </summary>
        public static Node CrossEntropy(Node logits, Node target, int axis)
        {
            axis = logits.Shape.Axis(axis, "CrossEntropy");
            if (!target.DType.IsInteger) return logits.Graph.Add(new CrossEntropy(axis), logits, target);
            return target.Shape == logits.Shape.Without(axis)
                ? logits.Graph.Add(new CrossEntropy(axis), logits, OneHot(target, logits.Shape[axis], axis, logits.DType))
                : throw new ShapeException($"CrossEntropy: the labels {target.Type} do not fit the logits {logits.Type}; expected {new TensorType(target.DType, logits.Shape.Without(axis))}, the shape without axis {axis}.");
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = -Σₖ p[k]·log softmax(z)[k] along an axis, with 0·(-inf) = 0.</summary>
    public sealed record CrossEntropy(int Axis) : MacroOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Floats.Common(Name, inputs);
            return inputs[0].Shape == inputs[1].Shape
                ? inputs[0].WithShape(inputs[0].Shape.Without(inputs[0].Shape.Axis(Axis, Name)))
                : throw new ShapeException($"CrossEntropy: the logits {inputs[0]} and the target {inputs[1]} differ in shape; expected a distribution of the same shape, or integer labels.");
        }

        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs)
        {
            var (logits, target) = (inputs[0], inputs[1]);
            var terms = NodeMath.Select(NodeMath.Equal(target, target.Literal(0)), target.Literal(0), target * NodeMath.LogSoftmax(logits, Axis));
            return [-NodeMath.Sum(terms, [Axis])];
        }

        // z̄ = ȳ·(q·Σp - p) with q = softmax(z), exact also where p does not sum to 1;  p̄ = -ȳ·log q
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, yBar) * Partial(y, input);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Sum(Partial(y, input) * xDot, [Axis]);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Spread(y, NodeMath.BroadcastTo(guard, y.Shape));

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[1].IsNonNegative ? Interval.AtLeast(0) : Interval.All;

        private Node Partial(Node y, int input)
        {
            var (logits, target) = (y.Inputs[0], y.Inputs[1]);
            return input == 0
                ? NodeMath.Softmax(logits, Axis) * NodeMath.Sum(target, [Axis], keep: true) - target
                : -NodeMath.LogSoftmax(logits, Axis);
        }

        private Node Spread(Node y, Node node) => ReducedAxes.Spread([Axis], node, y.Inputs[0].Shape);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.CrossEntropy(s.Vector(3), s.Vector(3, within: Interval.Between(0.1, 1))),
            NodeMath.CrossEntropy(s.Matrix(2, 3), s.Matrix(2, 3, within: Interval.Between(0.1, 1))),
            NodeMath.CrossEntropy(s.Matrix(3, 2), s.Matrix(3, 2, within: Interval.Between(0.1, 1)), 0),
            NodeMath.CrossEntropy(s.Matrix(2, 3), s.Of(Tensor.Of(DType.Int32, [2, 0], 2))),
            NodeMath.CrossEntropy(s.Vector(3, DType.Float32), s.Vector(3, DType.Float32, Interval.Between(0.1, 1))),
        ];
    }
}
