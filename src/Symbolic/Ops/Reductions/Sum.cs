using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The sum over all axes.</summary>
        public static Node Sum(Node x) => Sum(x, axes: null);

        /// <summary>The sum over axes, negative ones counted from the last; over all when null. 0 for none.</summary>
        public static Node Sum(Node x, int[]? axes, bool keep = false) => ReduceOp.Add(x, axes, keep, "Sum", selected => new Sum(selected));

        /// <summary>How many entries of a Bool node hold, as Int32.</summary>
        public static Node Count(Node x) => Count(x, axes: null);

        /// <summary>How many entries of a Bool node hold along axes, as Int32.</summary>
        public static Node Count(Node x, int[]? axes, bool keep = false)
        {
            Accepts.Truths.Checked("Count", x.Type);
            return Sum(Cast(x, DType.Int32), axes, keep);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = Σₖ x[k].</summary>
    public sealed record Sum(EquatableArray<int> Axes) : ReduceOp(Axes)
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.Sum;

        /// <inheritdoc/>
        protected override string? BigSign => "\\sum";

        // x̄[k] = ȳ
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, yBar);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Sum(xDot, [.. Axes]);

        // An empty sum is 0, so an open end at 0 is closed.
        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) =>
            inputs[0].Lower >= 0 ? Interval.AtLeast(0) : inputs[0].Upper <= 0 ? new(double.NegativeInfinity, 0) : Interval.All;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Sum(s.Matrix(2, 3)),
            NodeMath.Sum(s.Matrix(2, 3), [0]),
            NodeMath.Sum(s.Matrix(2, 3), [-1], keep: true),
            NodeMath.Sum(s.Tensor(2, 3, 2), [0, 2]),
            NodeMath.Sum(s.Vector(0)),
            NodeMath.Sum(s.Vector(3, DType.Float32)),
            NodeMath.Sum(s.Vector(3, DType.Int64)),
        ];
    }
}
