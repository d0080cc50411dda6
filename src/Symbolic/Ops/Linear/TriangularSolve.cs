using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// X with A·X = B, or Aᵀ·X = B when transposed, for a triangular A, of which only the named triangle is read, and vectors or matrices B. The axes before
        /// the last two of A are a stack of systems; B with one axis less than A holds a vector for each.
        /// </summary>
        public static Node TriangularSolve(Node a, Node b, bool lower = true, bool transposed = false) =>
            OfColumns(a, b, columns => a.Graph.Add(new TriangularSolve(lower, transposed), a, columns));

        // A vector is a matrix of one column on its way through a solver.
        internal static Node OfColumns(Node a, Node b, Func<Node, Node> solve) =>
            b.Type.Rank == a.Type.Rank - 1 && b.Type.Rank > 0 ? Squeeze(solve(ExpandDims(b, -1)), -1) : solve(b);
    }
}

namespace SymDiff.Ops
{
    /// <summary>X = A⁻¹·B, or A⁻ᵀ·B when transposed, for one triangle of A.</summary>
    public sealed record TriangularSolve(bool Lower, bool Transposed) : LinearKernel
    {
        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => Solution(inputs[0], inputs[1]);

        /// <inheritdoc/>
        public override bool HasVectorKernel => true;

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => Call(
            nameof(Kernels.TriangularSolve),
            nameof(Kernels.BatchedTriangularSolve),
            inputs[0].Shape,
            [new KernelArgument.Input(0), new KernelArgument.Input(1), new KernelArgument.Output()],
            Rows(inputs[0]),
            Columns(inputs[1]),
            new KernelArgument.Flag(Lower),
            new KernelArgument.Flag(Transposed));

        // B̄ = A⁻ᵀ·X̄, Ā = the triangle of -B̄·Xᵀ; with A transposed of -X·B̄ᵀ
        /// <inheritdoc/>
        public override Node? Vjp(Node x, Node xBar, int input) => Vjp(x.Inputs[0], x, xBar, input);

        // Row i of X is computed from the rows of A and B that are eliminated before it, so these matter where any of the later rows is taken.
        /// <inheritdoc/>
        public override Node? InputGuard(Node x, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar) return guard;
            var later = NodeMath.CumulativeSum(NodeMath.Cast(NodeMath.BroadcastTo(guard, x.Shape), x.DType), -2, reverse: Lower != Transposed);
            var entries = NodeMath.NotEqual(later, later.Literal(0));
            if (input == 1) return entries;
            var rows = NodeMath.Max(entries, [-1], keep: true);
            return Transposed ? NodeMath.MatrixTranspose(rows) : rows;
        }

        // Where A does not matter it is read as the unit matrix, and X as zero: neither 0·NaN nor 0/0 must reach the rows that are taken.
        internal override Node? GuardedVjp(Node x, ImmutableArray<Node?> yBars, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar || yBars[0] is not { } xBar) return base.GuardedVjp(x, yBars, guard, input);
            var a = NodeMath.Select(InputGuard(x, guard, 0)!, x.Inputs[0], x.Graph.Eye(Matrices.Sides(x.Inputs[0].Shape).Rows, x.DType));
            return Guards.Apply(InputGuard(x, guard, input), Vjp(a, Guards.Apply(InputGuard(x, guard, 1), x), xBar, input));
        }

        private Node Vjp(Node a, Node x, Node xBar, int input)
        {
            var bBar = NodeMath.TriangularSolve(a, xBar, Lower, !Transposed);
            if (input == 1) return bBar;
            return -Triangle(Transposed ? x.MatMul(NodeMath.MatrixTranspose(bBar)) : bBar.MatMul(NodeMath.MatrixTranspose(x)));
        }

        // Ẋ = A⁻¹·(Ḃ - Ȧ·X)
        /// <inheritdoc/>
        public override Node? Jvp(Node x, Node dot, int input)
        {
            if (input == 1) return NodeMath.TriangularSolve(x.Inputs[0], dot, Lower, Transposed);
            var triangle = Triangle(dot);
            return -NodeMath.TriangularSolve(x.Inputs[0], (Transposed ? NodeMath.MatrixTranspose(triangle) : triangle).MatMul(x), Lower, Transposed);
        }

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes)
        {
            if (sizes is [var n, var columns]) Kernels.TriangularSolve(inputs[0], inputs[1], output, n, columns, Lower, Transposed);
            else Kernels.BatchedTriangularSolve(inputs[0], inputs[1], output, sizes[0], sizes[1], sizes[2], Lower, Transposed);
        }

        private Node Triangle(Node x) => Lower ? NodeMath.LowerTriangle(x) : NodeMath.UpperTriangle(x);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s)
        {
            Node Matrix() => s.Of(Tensor.Matrix(new[,] { { 2, 0.5, -1 }, { 1, -3, 0.25 }, { 0.5, 1.5, 1.25 } }));
            return
            [
                NodeMath.TriangularSolve(Matrix(), s.Matrix(3, 2)),
                NodeMath.TriangularSolve(Matrix(), s.Matrix(3, 1), transposed: true),
                NodeMath.TriangularSolve(Matrix(), s.Matrix(3, 2), lower: false),
                NodeMath.TriangularSolve(Matrix(), s.Matrix(3, 2), lower: false, transposed: true),
                NodeMath.TriangularSolve(Matrix(), s.Vector(3)),
                NodeMath.TriangularSolve(s.Of(Tensor.Of([2, 1, 0.5, -3, 1, 4, 0.25, 1.5], 2, 2, 2)), s.Tensor(2, 2, 3)),
                NodeMath.TriangularSolve(s.Of(Tensor.Of(DType.Float32, [4, 0, 1, 3], 2, 2)), s.Matrix(2, 2, DType.Float32)),
            ];
        }
    }
}
