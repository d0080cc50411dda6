using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The Euclidean norm √Σx² over all axes.</summary>
        public static Node Norm(Node x) => Norm(x, axes: null);

        /// <summary>The Euclidean norm √Σx² over axes; its derivative at 0 is 0.</summary>
        public static Node Norm(Node x, int[]? axes, bool keep = false) => ReduceMacro.Add(x, axes, keep, "Norm", selected => new Norm(selected));

        /// <summary>Σx² over all axes.</summary>
        public static Node SquaredNorm(Node x) => SquaredNorm(x, axes: null);

        /// <summary>Σx² over axes.</summary>
        public static Node SquaredNorm(Node x, int[]? axes, bool keep = false) => Sum(x * x, axes, keep);

        /// <summary>Σ|x| over all axes.</summary>
        public static Node Norm1(Node x) => Norm1(x, axes: null);

        /// <summary>Σ|x| over axes.</summary>
        public static Node Norm1(Node x, int[]? axes, bool keep = false) => Sum(Abs(x), axes, keep);

        /// <summary>The largest |x| over all axes.</summary>
        public static Node NormInf(Node x) => NormInf(x, axes: null);

        /// <summary>The largest |x| over axes; a tie shares the derivative.</summary>
        public static Node NormInf(Node x, int[]? axes, bool keep = false) => Max(Abs(x), axes, keep);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = √Σₖ x[k]².</summary>
    public sealed record Norm(EquatableArray<int> Axes) : ReduceMacro(Axes)
    {
        /// <inheritdoc/>
        public override Notation NotationFor(Node y) =>
            y.Type.IsScalar ? Notation.Closed("norm({0})", "\\left\\lVert {0} \\right\\rVert") : base.NotationFor(y);

        /// <inheritdoc/>
        public override ImmutableArray<Kink> Kinks => [new("x = 0", "0")];

        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs) => [NodeMath.Sqrt(NodeMath.SquaredNorm(inputs[0], [.. Axes]))];

        // x̄ = ȳ·x/y, 0 at y = 0
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, Quotient(y, yBar)) * y.Inputs[0];

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => Quotient(y, Sum(y.Inputs[0] * xDot));

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.AtLeast(0);

        private static Node Quotient(Node y, Node t) => NodeMath.Select(NodeMath.Equal(y, y.Literal(0)), y.Literal(0), t / y);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Norm(s.Vector(3)),
            NodeMath.Norm(s.Matrix(2, 3), [1]),
            NodeMath.Norm(s.Vector(1)),
            NodeMath.Norm(s.Matrix(0, 2), [1]),
            NodeMath.Norm(s.Tensor(2, 2, 2), [0, 2], keep: true),
            NodeMath.Norm(s.Vector(3, DType.Float32)),
        ];
    }
}
