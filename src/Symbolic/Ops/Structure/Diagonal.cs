using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The diagonal of the last two axes.</summary>
        public static Node Diagonal(Node x) => Diagonal(x, 0);

        /// <summary>The entries [.., i, i + offset] of the last two axes, which have equal or constant lengths: above the main diagonal for a positive offset.</summary>
        public static Node Diagonal(Node x, int offset) => x.Graph.Add(new Diagonal(offset), x);

        /// <summary>The square matrix with these entries, along the last axis, on its diagonal and zeros elsewhere.</summary>
        public static Node DiagonalMatrix(Node x) => DiagonalMatrix(x, 0);

        /// <summary>The square matrix with these entries, along the last axis, at [.., i, i + offset] and zeros elsewhere.</summary>
        public static Node DiagonalMatrix(Node x, int offset)
        {
            var length = x.Shape[x.Shape.Axis(-1, "DiagonalMatrix")] + Math.Abs(offset);
            return x.Graph.Add(new EmbedDiagonal(offset, length, length), x);
        }

        /// <summary>The sum of the diagonal of the last two axes.</summary>
        public static Node Trace(Node x)
        {
            Matrices.Check("Trace", x.Type);
            return Sum(Diagonal(x), [-1]);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[i] = x[i, i + offset] for the last two axes.</summary>
    public sealed record Diagonal(int Offset) : StructureOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this);

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Matrices.Check(Name, inputs[0]);
            var (rows, columns) = Matrices.Sides(inputs[0].Shape);
            return inputs[0].WithShape(Shape.Of([.. inputs[0].Shape.Take(inputs[0].Rank - 2), Length(inputs[0], rows, columns)]));
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var i = at[at.Length - 1];
            return x[0].At([.. at.Take(at.Length - 1), Offset < 0 ? i + -Offset : i, Offset > 0 ? i + Offset : i]);
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input)
        {
            var (rows, columns) = Matrices.Sides(y.Inputs[0].Shape);
            return y.Graph.Add(new EmbedDiagonal(Offset, rows, columns), yBar);
        }

        private Dim Length(TensorType x, Dim rows, Dim columns)
        {
            var (below, right) = (rows + Math.Min(Offset, 0), columns - Math.Max(Offset, 0));
            var length = below == right ? below
                : (below - right).Constant is { } difference ? (difference < 0 ? below : right)
                : throw new ShapeException($"Diagonal: which of {rows} and {columns}, the last axes of {x}, is smaller is not known; expected equal or constant lengths.");
            return length.Constant < 0
                ? throw new ShapeException($"Diagonal: {x} has no diagonal at offset {Offset}; expected an offset from {Dim.Zero - rows} to {columns}.")
                : length;
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Diagonal(s.Matrix(3, 3)),
            NodeMath.Diagonal(s.Matrix(0, 0)),
            NodeMath.Diagonal(s.Matrix(1, 1)),
            NodeMath.Diagonal(s.Matrix(2, 3), 1),
            NodeMath.Diagonal(s.Tensor(2, 4, 2), -1),
            NodeMath.Diagonal(s.Matrix(2, 3), 3),
            NodeMath.Trace(s.Matrix(3, 3)),
            NodeMath.Diagonal(s.Matrix(2, 2, DType.Float32)),
        ];
    }

    /// <summary>y[i, i + offset] = x[i - min(offset, 0)] counted from where the diagonal starts, and 0 elsewhere: the adjoint of <see cref="Diagonal"/>.</summary>
    public sealed record EmbedDiagonal(int Offset, Dim Rows, Dim Columns) : StructureOp
    {
        /// <inheritdoc/>
        protected override bool Fills => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this);

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var axis = inputs[0].Shape.Axis(-1, Name);
            var matrix = inputs[0].WithShape(Shape.Of([.. inputs[0].Shape.Take(axis), Rows, Columns]));
            return new Diagonal(Offset).InferType([matrix]).Shape == inputs[0].Shape
                ? matrix
                : throw new ShapeException($"EmbedDiagonal: {inputs[0]} does not fit the diagonal at offset {Offset} of {matrix}.");
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var (i, j) = (at[at.Length - 2], at[at.Length - 1]);
            var onDiagonal = Offset == 0 ? Elements.Element.Equal(i, j) : Elements.Element.Equal(i + Offset, j);
            return Where(onDiagonal, x[0].At([.. at.Take(at.Length - 2), Offset > 0 ? i : j]));
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Diagonal(yBar, Offset);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with { Rows = Rows.Substitute(sizes), Columns = Columns.Substitute(sizes) };

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.DiagonalMatrix(s.Vector(3)),
            NodeMath.DiagonalMatrix(s.Matrix(2, 2), 1),
            NodeMath.DiagonalMatrix(s.Vector(2), -2),
            NodeMath.DiagonalMatrix(s.Vector(0)),
            NodeMath.DiagonalMatrix(s.Vector(2, DType.Float32)),
        ];
    }
}
