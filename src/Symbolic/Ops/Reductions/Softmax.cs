using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>exp x / Σ exp x along the last axis.</summary>
        public static Node Softmax(Node x) => Softmax(x, -1);

        /// <summary>exp x / Σ exp x along axes, without overflow: entries from 0 to 1 that sum to 1. NaN where all entries are -infinity.</summary>
        public static Node Softmax(Node x, params int[]? axes) => x.Graph.Add(new Softmax(ReducedAxes.Of(x, axes, "Softmax")), x);

        /// <summary>log(exp x / Σ exp x) along the last axis.</summary>
        public static Node LogSoftmax(Node x) => LogSoftmax(x, -1);

        /// <summary>x - log Σ exp x along axes, without overflow. NaN where all entries are -infinity.</summary>
        public static Node LogSoftmax(Node x, params int[]? axes) => x.Graph.Add(new LogSoftmax(ReducedAxes.Of(x, axes, "LogSoftmax")), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>A normalisation along axes, which stay.</summary>
    public abstract record NormalisingMacro(EquatableArray<int> Axes) : MacroOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axes = [.. Axes.Select(a => a + 1)] });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Floats.Checked(Name, inputs[0]);
            foreach (var axis in Axes) inputs[0].Shape.Axis(axis, Name);
            return inputs[0];
        }

        // One entry's adjoint reaches all entries along the axes.
        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : NodeMath.Max(NodeMath.BroadcastTo(guard, y.Shape), [.. Axes], keep: true);

        /// <summary>The sum along the axes, repeated along them.</summary>
        protected Node Sum(Node x) => NodeMath.Sum(x, [.. Axes], keep: true);
    }

    /// <summary>y[k] = exp x[k] / Σⱼ exp x[j].</summary>
    public sealed record Softmax(EquatableArray<int> Axes) : NormalisingMacro(Axes)
    {
        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs)
        {
            var exponentials = NodeMath.Exp(inputs[0] - NodeMath.FiniteMax(inputs[0], Axes));
            return [exponentials / Sum(exponentials)];
        }

        // x̄ = y·(ȳ - Σ ȳ·y)
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => y * (yBar - Sum(yBar * y));

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => y * (xDot - Sum(xDot * y));

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.Between(0, 1);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Softmax(s.Vector(4)),
            NodeMath.Softmax(s.Matrix(2, 3), 0),
            NodeMath.Softmax(s.Tensor(2, 3, 2), 0, 2),
            NodeMath.Softmax(s.Vector(1)),
            NodeMath.Softmax(s.Matrix(2, 0)),
            NodeMath.Softmax(s.Vector(3, DType.Float32)),
        ];
    }

    /// <summary>y[k] = x[k] - log Σⱼ exp x[j].</summary>
    public sealed record LogSoftmax(EquatableArray<int> Axes) : NormalisingMacro(Axes)
    {
        // (x - m) - log Σ exp(x - m): the difference of small numbers, where x - logsumexp(x) would be one of large ones
        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs)
        {
            var shifted = inputs[0] - NodeMath.FiniteMax(inputs[0], Axes);
            return [shifted - NodeMath.Log(Sum(NodeMath.Exp(shifted)))];
        }

        // x̄ = ȳ - exp(y)·Σ ȳ
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => yBar - NodeMath.Exp(y) * Sum(yBar);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => xDot - Sum(NodeMath.Exp(y) * xDot);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => new(double.NegativeInfinity, 0);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.LogSoftmax(s.Vector(4)),
            NodeMath.LogSoftmax(s.Matrix(2, 3), 0),
            NodeMath.LogSoftmax(s.Of(Tensor.Vector(-800, 0, 800))),
            NodeMath.LogSoftmax(s.Vector(3, DType.Float32)),
        ];
    }
}
