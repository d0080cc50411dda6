using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The product over all axes.</summary>
        public static Node Product(Node x) => Product(x, axes: null);

        /// <summary>The product over axes, negative ones counted from the last; over all when null. 1 for none. Its derivatives do not divide.</summary>
        public static Node Product(Node x, int[]? axes, bool keep = false) => ReduceOp.Add(x, axes, keep, "Product", selected => new Product(selected));

        /// <summary>For each entry the product of all others along axes, in the shape of the operand, without division.</summary>
        internal static Node ProductOfOthers(Node x, EquatableArray<int> axes)
        {
            var (last, rest) = (axes[axes.Count - 1], axes.Take(axes.Count - 1).ToArray());
            var others = CumulativeProduct(x, last, exclusive: true) * CumulativeProduct(x, last, exclusive: true, reverse: true);
            return rest.Length == 0 ? others : others * ProductOfOthers(Product(x, [last], keep: true), [.. rest]);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = Πₖ x[k].</summary>
    public sealed record Product(EquatableArray<int> Axes) : ReduceOp(Axes)
    {
        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.Product;

        /// <inheritdoc/>
        protected override string? BigSign => "\\prod";

        // x̄[k] = ȳ·Π_{j<k} x[j]·Π_{j>k} x[j]: right with any number of zeros, and so is its derivative
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, yBar) * NodeMath.ProductOfOthers(y.Inputs[0], Axes);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Sum(xDot * NodeMath.ProductOfOthers(y.Inputs[0], Axes), [.. Axes]);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0].IsNonNegative ? Interval.AtLeast(0) : Interval.All;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Product(s.Vector(4)),
            NodeMath.Product(s.Tensor(2, 3, 2), [0, 2]),
            NodeMath.Product(s.Matrix(2, 3), [1], keep: true),
            NodeMath.Product(s.Of(Tensor.Vector(2, 0, 3))),
            NodeMath.Product(s.Of(Tensor.Vector(0, 5, 0, 7))),
            NodeMath.Product(s.Vector(0)),
            NodeMath.Product(s.Vector(1)),
            NodeMath.Product(s.Vector(3, DType.Float32)),
            NodeMath.Product(s.Vector(3, DType.Int32)),
        ];
    }
}
