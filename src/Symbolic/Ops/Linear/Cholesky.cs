using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The lower triangular L with L·Lᵀ = A for a symmetric, positive definite A, or a stack of such. Only the lower triangle of A is read, so the
        /// gradient by A is lower triangular too. Where A is not positive definite, all of L is NaN.
        /// </summary>
        public static Node Cholesky(Node a) => a.Graph.Add(new Cholesky(), a);
    }
}

namespace SymDiff.Ops
{
    /// <summary>L·Lᵀ = A, from the lower triangle of A.</summary>
    public sealed record Cholesky : LinearKernel
    {
        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Floats.Checked(Name, inputs[0]);
            return Matrices.CheckSquare(Name, inputs[0]);
        }

        /// <inheritdoc/>
        public override bool HasVectorKernel => true;

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => Call(
            nameof(Kernels.Cholesky),
            nameof(Kernels.BatchedCholesky),
            inputs[0].Shape,
            [new KernelArgument.Input(0), new KernelArgument.Output()],
            Rows(inputs[0]));

        // Ā = Φ(P + Pᵀ), P = L⁻ᵀ·Φ(Lᵀ·L̄)·L⁻¹ (Giles 2008, collected matrix derivative results); an entry below the diagonal stands for two of A
        /// <inheritdoc/>
        public override Node? Vjp(Node l, Node lBar, int input)
        {
            var left = NodeMath.TriangularSolve(l, Lower(NodeMath.MatrixTranspose(l).MatMul(lBar)), transposed: true);
            var p = NodeMath.TriangularSolve(l, NodeMath.MatrixTranspose(left), transposed: true);
            return Lower(p + NodeMath.MatrixTranspose(p));
        }

        // L̇ = L·Φ(L⁻¹·Ȧ·L⁻ᵀ), Ȧ the symmetric matrix of which the lower triangle is given
        /// <inheritdoc/>
        public override Node? Jvp(Node l, Node aDot, int input)
        {
            var symmetric = NodeMath.LowerTriangle(aDot) + NodeMath.MatrixTranspose(NodeMath.LowerTriangle(aDot, -1));
            var left = NodeMath.TriangularSolve(l, symmetric);
            return l.MatMul(Lower(NodeMath.TriangularSolve(l, NodeMath.MatrixTranspose(left))));
        }

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes)
        {
            if (sizes is [var n]) Kernels.Cholesky(inputs[0], output, n);
            else Kernels.BatchedCholesky(inputs[0], output, sizes[0], sizes[1]);
        }

        // Φ: the lower triangle with half of the diagonal
        private static Node Lower(Node x) => (NodeMath.LowerTriangle(x) + NodeMath.LowerTriangle(x, -1)) / 2;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Cholesky(s.Of(Tensor.Matrix(new double[,] { { 4, 9 }, { 1, 3 } }))),
            NodeMath.Cholesky(s.Of(Tensor.Matrix(new double[,] { { 4, 0, 0 }, { 1, 3, 0 }, { -1, 0.5, 2 } }))),
            NodeMath.Cholesky(s.Of(Tensor.Of([2, 0, 1, 3, 5, 0, -2, 1.5], 2, 2, 2))),
            NodeMath.Cholesky(s.Matrix(0, 0)),
            NodeMath.Cholesky(s.Of(Tensor.Of(DType.Float32, [4, 0, 1, 3], 2, 2))),
        ];
    }
}
