using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The largest entry over all axes.</summary>
        public static Node Max(Node x) => Max(x, axes: null);

        /// <summary>The largest entry over axes, NaN if one is; for Bool whether any holds. -infinity for none. A tie of k shares the derivative, 1/k each.</summary>
        public static Node Max(Node x, int[]? axes, bool keep = false) => ReduceOp.Add(x, axes, keep, "Max", selected => new Max(selected));

        /// <summary>The smallest entry over all axes.</summary>
        public static Node Min(Node x) => Min(x, axes: null);

        /// <summary>The smallest entry over axes, NaN if one is; for Bool whether all hold. Infinity for none. A tie of k shares the derivative, 1/k each.</summary>
        public static Node Min(Node x, int[]? axes, bool keep = false) => ReduceOp.Add(x, axes, keep, "Min", selected => new Min(selected));

        /// <summary>Whether any entry of a Bool node holds.</summary>
        public static Node Any(Node x) => Any(x, axes: null);

        /// <summary>Whether any entry of a Bool node holds along axes; false for none.</summary>
        public static Node Any(Node x, int[]? axes, bool keep = false)
        {
            Accepts.Truths.Checked("Any", x.Type);
            return Max(x, axes, keep);
        }

        /// <summary>Whether all entries of a Bool node hold.</summary>
        public static Node All(Node x) => All(x, axes: null);

        /// <summary>Whether all entries of a Bool node hold along axes; true for none.</summary>
        public static Node All(Node x, int[]? axes, bool keep = false)
        {
            Accepts.Truths.Checked("All", x.Type);
            return Min(x, axes, keep);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>The largest or smallest entry along axes; a tie of k entries shares the derivative, 1/k each.</summary>
    public abstract record ExtremumOp(EquatableArray<int> Axes) : ReduceOp(Axes)
    {
        /// <inheritdoc/>
        public override ImmutableArray<Kink> Kinks => [new("a tie of k entries", "1/k each")];

        /// <inheritdoc/>
        protected override Accepts Accepts => Accepts.Everything;

        // x̄[k] = ȳ·[x[k] = y] / #{k : x[k] = y}
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input)
        {
            var winners = Winners(y);
            return Spread(y, yBar / NodeMath.Sum(winners, [.. Axes])) * winners;
        }

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input)
        {
            var winners = Winners(y);
            var dot = NodeMath.Sum(winners * xDot, [.. Axes]) / NodeMath.Sum(winners, [.. Axes]);
            var entries = Dim.Product(Axes.Select(axis => y.Inputs[0].Shape[axis]));
            return entries is { IsConstant: true, Value: > 0 } ? dot : NodeMath.Select(y.Graph.Size(entries) > 0, dot, dot.Literal(0));   // of none nobody has a share
        }

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        private Node Winners(Node y) => NodeMath.Cast(NodeMath.Equal(y.Inputs[0], Spread(y, y)), y.DType);
    }

    /// <summary>y = maxₖ x[k].</summary>
    public sealed record Max(EquatableArray<int> Axes) : ExtremumOp(Axes)
    {
        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.Max;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Max(s.Matrix(2, 3)),
            NodeMath.Max(s.Matrix(2, 3), [1]),
            NodeMath.Max(s.Vector(3, DType.Float32)),
            NodeMath.Max(s.Vector(3, DType.Int32)),
            NodeMath.Any(s.Vector(3, DType.Bool)),
        ];
    }

    /// <summary>y = minₖ x[k].</summary>
    public sealed record Min(EquatableArray<int> Axes) : ExtremumOp(Axes)
    {
        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.Min;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Min(s.Matrix(2, 3)),
            NodeMath.Min(s.Matrix(2, 3), [0], keep: true),
            NodeMath.Min(s.Vector(3, DType.Float32)),
            NodeMath.Min(s.Vector(3, DType.Int32)),
            NodeMath.All(s.Vector(3, DType.Bool)),
        ];
    }
}
