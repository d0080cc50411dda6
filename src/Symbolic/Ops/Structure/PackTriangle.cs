using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The lower triangle of the last two axes, column by column, as one axis: n(n+1)/2 entries, or n(n-1)/2 without the diagonal when strict.
        /// </summary>
        public static Node PackTriangle(Node x, bool strict = false) => x.Graph.Add(new PackTriangle(strict), x);

        /// <summary>The n x n lower triangle whose entries stand column by column along the last axis, zeros above; on the diagonal too when strict.</summary>
        public static Node UnpackTriangle(Node x, Dim n, bool strict = false) => x.Graph.Add(new UnpackTriangle(n, strict), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>
    /// Where the entry [i, j] of a lower triangle of n rows stands when columns follow each other. Column j starts at j(m - j)/2, with
    /// m = 2n + 1, or 2n - 1 for a strict triangle, whose columns start one row lower.
    /// </summary>
    internal static class PackedTriangle
    {
        public static Dim Count(Dim n, bool strict) => n * (strict ? n - 1 : n + 1) / 2;

        public static Element Position(Element i, Element j, Dim n, bool strict)
        {
            var offset = j * ((Element)M(n, strict) - j) / 2 + (i - j);
            return strict ? offset - 1 : offset;
        }

        // The column is the largest j with j(m - j)/2 ≤ p, that is ⌊(m - √(m² - 8p))/2⌋. The square root is exact where a column starts, for there
        // m² - 8p = (m - 2j)²; elsewhere it is further from an integer than it is rounded.
        public static (Element Row, Element Column) Index(Element p, Dim n, bool strict)
        {
            var m = new Elements.Convert(M(n, strict), DType.Float64);
            var root = new Call(ScalarFunction.Of((Func<double, double>)Math.Sqrt), [m * m - Element.Literal(8, DType.Float64) * new Elements.Convert(p, DType.Float64)]);
            var column = new Elements.Convert((m - root) / Element.Literal(2, DType.Float64), DType.Int32);
            var row = p - column * ((Element)M(n, strict) - column) / 2 + column;
            return (strict ? row + 1 : row, column);
        }

        private static Dim M(Dim n, bool strict) => strict ? 2 * n - 1 : 2 * n + 1;
    }

    /// <summary>y[p] = x[i(p), j(p)]: the lower triangle column by column.</summary>
    public sealed record PackTriangle(bool Strict) : StructureOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this);

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var x = Matrices.CheckSquare(Name, inputs[0]);
            return x.WithShape(Shape.Of([.. x.Shape.Take(x.Rank - 2), PackedTriangle.Count(Matrices.Sides(x.Shape).Rows, Strict)]));
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var (row, column) = PackedTriangle.Index(at[at.Length - 1], Matrices.Sides(x[0].Shape).Rows, Strict);
            return x[0].At([.. at.Take(at.Length - 1), row, column]);
        }

        /// <inheritdoc/>
        public override int? ReadsBelow(int input) => Strict ? -1 : 0;

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.UnpackTriangle(yBar, Matrices.Sides(y.Inputs[0].Shape).Rows, Strict);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.PackTriangle(s.Matrix(3, 3)),
            NodeMath.PackTriangle(s.Tensor(2, 4, 4), strict: true),
            NodeMath.PackTriangle(s.Matrix(1, 1), strict: true),
            NodeMath.PackTriangle(s.Matrix(2, 2, DType.Float32)),
        ];
    }

    /// <summary>y[i, j] = x[p(i, j)] for i ≥ j (i > j when strict), and 0 elsewhere.</summary>
    public sealed record UnpackTriangle(Dim Size, bool Strict) : StructureOp
    {
        /// <inheritdoc/>
        protected override bool Fills => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this);

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var axis = inputs[0].Shape.Axis(-1, Name);
            var count = PackedTriangle.Count(Size, Strict);
            return inputs[0].Shape[axis] == count
                ? inputs[0].WithShape(Shape.Of([.. inputs[0].Shape.Take(axis), Size, Size]))
                : throw new ShapeException($"UnpackTriangle: a {(Strict ? "strict " : "")}triangle of {Size} rows has {count} entries; the last axis of {inputs[0]} has {inputs[0].Shape[axis]}.");
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var (i, j) = (at[at.Length - 2], at[at.Length - 1]);
            return Where(Strict ? j < i : j <= i, x[0].At([.. at.Take(at.Length - 2), PackedTriangle.Position(i, j, Size, Strict)]));
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.PackTriangle(yBar, Strict);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with { Size = Size.Substitute(sizes) };

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.UnpackTriangle(s.Vector(6), 3),
            NodeMath.UnpackTriangle(s.Matrix(2, 6), 4, strict: true),
            NodeMath.UnpackTriangle(s.Vector(0), 1, strict: true),
            NodeMath.UnpackTriangle(s.Vector(3, DType.Float32), 2),
        ];
    }
}
