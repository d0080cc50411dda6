using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>log Σ exp x over all axes.</summary>
        public static Node LogSumExp(Node x) => LogSumExp(x, axes: null);

        /// <summary>log Σ exp x over axes, without overflow. -infinity for none and where all entries are -infinity; the derivative is 0 there.</summary>
        public static Node LogSumExp(Node x, int[]? axes, bool keep = false) => ReduceMacro.Add(x, axes, keep, "LogSumExp", selected => new LogSumExp(selected));

        /// <summary>The largest entry along axes, kept with length 1, or 0 where it is infinite: x minus it can be exponentiated.</summary>
        internal static Node FiniteMax(Node x, EquatableArray<int> axes)
        {
            var max = Max(x, [.. axes], keep: true);
            return Select((max > double.NegativeInfinity) & (max < double.PositiveInfinity), max, max.Literal(0));
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = log Σₖ exp x[k].</summary>
    public sealed record LogSumExp(EquatableArray<int> Axes) : ReduceMacro(Axes)
    {
        // m + log Σ exp(x - m)
        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs)
        {
            var max = NodeMath.FiniteMax(inputs[0], Axes);
            var sum = Sum(NodeMath.Exp(inputs[0] - max));
            return [NodeMath.Log(sum) + NodeMath.Reshape(max, sum.Shape)];
        }

        // x̄ = ȳ·softmax(x), whose exponentials and sum are those of the value
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, yBar) * Weights(y);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => Sum(Weights(y) * xDot);

        // All zero where y = -inf: the softmax is 0/0 there.
        private Node Weights(Node y)
        {
            var x = y.Inputs[0];
            var impossible = Spread(y, NodeMath.Equal(y, y.Literal(double.NegativeInfinity)));
            return NodeMath.Select(impossible, x.Literal(0), NodeMath.Softmax(x, [.. Axes]));
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.LogSumExp(s.Vector(4)),
            NodeMath.LogSumExp(s.Matrix(2, 3), [-1]),
            NodeMath.LogSumExp(s.Tensor(2, 3, 2), [0, 2], keep: true),
            NodeMath.LogSumExp(s.Of(Tensor.Vector(1000, 1001, 999))),
            NodeMath.LogSumExp(s.Vector(1)),
            NodeMath.LogSumExp(s.Vector(0)),
            NodeMath.LogSumExp(s.Matrix(2, 0), [1]),
            NodeMath.LogSumExp(s.Vector(3, DType.Float32)),
        ];
    }
}
