using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The same value, whose way from the nodes that are kept (all variables, when none are named) is computed again in the backward pass instead of being
        /// stored: memory for time. Values and derivatives of every order stay what they are.
        /// </summary>
        public static Node Recompute(Node y, params Node[] keep)
        {
            if (keep is null) throw new ArgumentNullException(nameof(keep));
            if (keep.FirstOrDefault(k => !ReferenceEquals(k.Graph, y.Graph)) is { } stranger)
                throw new ArgumentException($"Recompute: the node {stranger} that is kept belongs to another graph than {y}.", nameof(keep));
            var (body, arguments) = BodyDerivatives.Of(y, keep);
            return arguments.IsEmpty || arguments.Contains(y) ? y : y.Graph.Add(new Recompute(body), arguments);
        }

        /// <summary>The same value as a node of its own: what is computed from it is computed again, whatever has been computed from the operand.</summary>
        public static Node Barrier(Node x) => x.Graph.Add(new Ops.Barrier(), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = body(x). Its reverse rule reads a copy of the body over <see cref="Barrier"/>s, so nothing of the body's own run need be kept.</summary>
    public sealed record Recompute(Body Body) : MacroOp
    {
        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs.SequenceEqual(Body.Parameters.Select(p => p.Type))
            ? Body.Outputs[0].Type
            : throw new ShapeException($"Recompute: the operands {string.Join(" and ", inputs)} do not fit the body, which takes {string.Join(" and ", Body.Parameters.Select(p => p.Type))}.");

        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs) => BodyDerivatives.Call(Body, inputs);

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Again(y, yBar, guard: null, [input]) is [var found] ? found.Value : null;

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => BodyDerivatives.PushForward(Body, y.Inputs, ImmutableArray.CreateRange(y.Inputs, i => (Node?)null).SetItem(input, xDot));

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new Recompute(Body.Substitute(sizes));

        internal override Pullback PullBack(Node y, Adjoint yBar, IReadOnlyList<int> active) => new(Again(y, yBar.Value, yBar.Guard, active));

        internal override Pushforward PushForward(Node y, ImmutableArray<Node?> xDots) => new([BodyDerivatives.PushForward(Body, y.Inputs, xDots)]);

        private IReadOnlyList<InputAdjoint> Again(Node y, Node yBar, Node? guard, IReadOnlyList<int> active) =>
            BodyDerivatives.PullBack(Body, ImmutableArray.CreateRange(y.Inputs, NodeMath.Barrier), yBar, guard, active);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s)
        {
            var (x, w) = (s.Vector(3), s.Matrix(2, 3));
            var inner = NodeMath.Exp(x);
            return
            [
                NodeMath.Recompute(NodeMath.Sin(NodeMath.Exp(x)) * x),
                NodeMath.Recompute(NodeMath.Tanh(w.MatMul(NodeMath.Tanh(x)))),
                NodeMath.Recompute(NodeMath.Sin(inner) * x, inner),
                NodeMath.Recompute(NodeMath.Exp(s.Scalar(dtype: DType.Float32))),
            ];
        }
    }

    /// <summary>y = x, as a node of its own: what is computed from it is not the same as what is computed from x, and so is computed again.</summary>
    public sealed record Barrier : ElementwiseOp
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Element Apply(ImmutableArray<Element> x) => x[0];

        /// <inheritdoc/>
        public override Node? Scale(Node t, Node y, int input) => t;

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <inheritdoc/>
        protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.Barrier(s.Vector(3))];
    }
}
