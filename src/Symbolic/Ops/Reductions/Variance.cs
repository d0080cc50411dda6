using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The mean squared deviation from the mean over all axes.</summary>
        public static Node Variance(Node x) => Variance(x, axes: null);

        /// <summary>
        /// Σ(x - mean x)² / (n - ddof) over axes, in two passes; ddof 0 is the variance of a population, 1 the unbiased estimate from a
        /// sample. NaN where n is at most ddof.
        /// </summary>
        public static Node Variance(Node x, int[]? axes, int ddof = 0, bool keep = false) => ReduceMacro.Add(x, axes, keep, "Variance", selected => new Variance(selected, ddof));

        /// <summary>The square root of the variance over all axes.</summary>
        public static Node StandardDeviation(Node x) => StandardDeviation(x, axes: null);

        /// <summary>√(Σ(x - mean x)² / (n - ddof)) over axes; its derivative is 0 where all entries are equal.</summary>
        public static Node StandardDeviation(Node x, int[]? axes, int ddof = 0, bool keep = false) =>
            ReduceMacro.Add(x, axes, keep, "StandardDeviation", selected => new StandardDeviation(selected, ddof));
    }
}

namespace SymDiff.Ops
{
    /// <summary>How entries deviate from their mean along axes; n - ddof divides the sum of squares.</summary>
    public abstract record DeviationMacro(EquatableArray<int> Axes, int Ddof) : ReduceMacro(Axes)
    {
        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.AtLeast(0);

        /// <summary>x - mean x.</summary>
        protected Node Deviations(Node x) => x - NodeMath.Mean(x, [.. Axes], keep: true);

        /// <summary>n - ddof, or 0 where that is negative, so that the quotient is NaN.</summary>
        protected Node Freedom(Node x)
        {
            var count = x.Graph.Size(Axes.Count(x.Shape), x.DType);
            return Ddof == 0 ? count : NodeMath.Select(count > Ddof, count - Ddof, x.Literal(0));
        }
    }

    /// <summary>y = Σₖ (x[k] - mean x)² / (n - ddof).</summary>
    public sealed record Variance(EquatableArray<int> Axes, int Ddof) : DeviationMacro(Axes, Ddof)
    {
        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs)
        {
            var deviations = Deviations(inputs[0]);
            return [Sum(deviations * deviations) / Freedom(inputs[0])];
        }

        // x̄ = ȳ·2(x - mean x)/(n - ddof): the deviations sum to 0, so the mean contributes nothing
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, 2 * yBar / Freedom(y.Inputs[0])) * Deviations(y.Inputs[0]);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => 2 * Sum(Deviations(y.Inputs[0]) * xDot) / Freedom(y.Inputs[0]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Variance(s.Vector(4)),
            NodeMath.Variance(s.Vector(1)),
            NodeMath.Variance(s.Matrix(0, 2), [1]),
            NodeMath.Variance(s.Matrix(3, 2), [0], ddof: 1),
            NodeMath.Variance(s.Matrix(2, 3), [1], keep: true),
            NodeMath.Variance(s.Vector(3, DType.Float32)),
        ];
    }

    /// <summary>y = √(Σₖ (x[k] - mean x)² / (n - ddof)).</summary>
    public sealed record StandardDeviation(EquatableArray<int> Axes, int Ddof) : DeviationMacro(Axes, Ddof)
    {
        /// <inheritdoc/>
        public override ImmutableArray<Kink> Kinks => [new("all entries equal", "0")];

        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs) => [NodeMath.Sqrt(NodeMath.Variance(inputs[0], [.. Axes], Ddof))];

        // x̄ = ȳ·(x - mean x)/((n - ddof)·y), 0 at y = 0
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, Quotient(y, yBar)) * Deviations(y.Inputs[0]);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => Quotient(y, Sum(Deviations(y.Inputs[0]) * xDot));

        private Node Quotient(Node y, Node t) => NodeMath.Select(NodeMath.Equal(y, y.Literal(0)), y.Literal(0), t / (Freedom(y.Inputs[0]) * y));

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.StandardDeviation(s.Vector(4)),
            NodeMath.StandardDeviation(s.Matrix(3, 2), [0], ddof: 1),
            NodeMath.StandardDeviation(s.Vector(3, DType.Float32)),
        ];
    }
}
