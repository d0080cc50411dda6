using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The lower triangle of the last two axes, zeros above.</summary>
        public static Node LowerTriangle(Node x) => LowerTriangle(x, 0);

        /// <summary>The entries [.., i, j] with j ≤ i + offset, zeros elsewhere.</summary>
        public static Node LowerTriangle(Node x, int offset) => x.Graph.Add(new Triangle(Lower: true, offset), x);

        /// <summary>The upper triangle of the last two axes, zeros below.</summary>
        public static Node UpperTriangle(Node x) => UpperTriangle(x, 0);

        /// <summary>The entries [.., i, j] with j ≥ i + offset, zeros elsewhere.</summary>
        public static Node UpperTriangle(Node x, int offset) => x.Graph.Add(new Triangle(Lower: false, offset), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[i, j] = x[i, j] where j ≤ i + offset (lower) or j ≥ i + offset (upper), and 0 elsewhere, for the last two axes.</summary>
    public sealed record Triangle(bool Lower, int Offset) : StructureOp
    {
        /// <inheritdoc/>
        protected override bool Fills => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this);

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => Matrices.Check(Lower ? "LowerTriangle" : "UpperTriangle", inputs[0]);

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var (diagonal, j) = (Offset == 0 ? at[at.Length - 2] : at[at.Length - 2] + Offset, at[at.Length - 1]);
            return Where(Lower ? j <= diagonal : diagonal <= j, x[0].At(at));
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => y.Graph.Add(this, yBar);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.LowerTriangle(s.Matrix(3, 3)),
            NodeMath.LowerTriangle(s.Matrix(0, 0)),
            NodeMath.LowerTriangle(s.Matrix(1, 1)),
            NodeMath.LowerTriangle(s.Matrix(2, 4), 1),
            NodeMath.LowerTriangle(s.Tensor(2, 3, 3), -1),
            NodeMath.UpperTriangle(s.Matrix(3, 3)),
            NodeMath.UpperTriangle(s.Matrix(3, 2), 1),
            NodeMath.UpperTriangle(s.Matrix(2, 2, DType.Float32), -1),
        ];
    }
}
