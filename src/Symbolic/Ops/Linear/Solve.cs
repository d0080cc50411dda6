using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// X with A·X = B for a square A and vectors or matrices B, by elimination with partial pivoting; NaN where A is singular. The axes before the last two
        /// of A are a stack of systems; B with one axis less than A holds a vector for each.
        /// </summary>
        public static Node Solve(Node a, Node b) => OfColumns(a, b, columns => a.Graph.Add(new Solve(), a, columns));

        /// <summary>The inverse of a square matrix, or of each of a stack; NaN where it is singular. Solve needs half the work for a product with it.</summary>
        public static Node Inverse(Node a) => a.Graph.Add(new Inverse(), a);
    }
}

namespace SymDiff.Ops
{
    /// <summary>X = A⁻¹·B.</summary>
    public sealed record Solve : LinearKernel
    {
        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => Solution(inputs[0], inputs[1]);

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => Call(
            nameof(Kernels.Solve),
            nameof(Kernels.BatchedSolve),
            inputs[0].Shape,
            [new KernelArgument.Input(0), new KernelArgument.Input(1), new KernelArgument.Output()],
            Rows(inputs[0]),
            Columns(inputs[1]));

        // B̄ = A⁻ᵀ·X̄, Ā = -B̄·Xᵀ
        /// <inheritdoc/>
        public override Node? Vjp(Node x, Node xBar, int input) => Vjp(x, x, xBar, input);

        // A column of B matters to its own column of X, where that is taken: 0·NaN of the others must not reach Ā.
        internal override Node? GuardedVjp(Node x, ImmutableArray<Node?> yBars, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar || yBars[0] is not { } xBar) return base.GuardedVjp(x, yBars, guard, input);
            var columns = NodeMath.Max(NodeMath.BroadcastTo(guard, x.Shape), [-2], keep: true);
            return Guards.Apply(InputGuard(x, guard, input), Vjp(x, Guards.Apply(columns, x), xBar, input));
        }

        private static Node Vjp(Node x, Node taken, Node xBar, int input)
        {
            var bBar = NodeMath.Solve(NodeMath.MatrixTranspose(x.Inputs[0]), xBar);
            return input == 1 ? bBar : -bBar.MatMul(NodeMath.MatrixTranspose(taken));
        }

        // Ẋ = A⁻¹·(Ḃ - Ȧ·X)
        /// <inheritdoc/>
        public override Node? Jvp(Node x, Node dot, int input) => input == 1 ? NodeMath.Solve(x.Inputs[0], dot) : -NodeMath.Solve(x.Inputs[0], dot.MatMul(x));

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes)
        {
            if (sizes is [var n, var columns]) Kernels.Solve(inputs[0], inputs[1], output, n, columns);
            else Kernels.BatchedSolve(inputs[0], inputs[1], output, sizes[0], sizes[1], sizes[2]);
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s)
        {
            Node Matrix() => s.Of(Tensor.Matrix(new[,] { { 0.5, 2, -1 }, { 1, -3, 0.25 }, { 0.5, 1.5, 1.25 } }));
            return
            [
                NodeMath.Solve(Matrix(), s.Matrix(3, 2)),
                NodeMath.Solve(Matrix(), s.Vector(3)),
                NodeMath.Solve(s.Matrix(0, 0), s.Matrix(0, 2)),
                NodeMath.Solve(s.Of(Tensor.Matrix(new[,] { { 0.5 } })), s.Vector(1)),
                NodeMath.Solve(s.Of(Tensor.Of([2, 1, 0.5, -3, 1, 4, 0.25, -1.5], 2, 2, 2)), s.Tensor(2, 2, 3)),
                NodeMath.Solve(s.Of(Tensor.Of(DType.Float32, [4, 0, 1, 3], 2, 2)), s.Matrix(2, 2, DType.Float32)),
            ];
        }
    }

    /// <summary>Y = A⁻¹.</summary>
    public sealed record Inverse : LinearKernel
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Function(Name) with { Latex = "{{0}}^{-1}", LatexPrecedence = Notation.Power, LatexOperands = [Notation.Atom] };

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Floats.Checked(Name, inputs[0]);
            return Matrices.CheckSquare(Name, inputs[0]);
        }

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => Call(
            nameof(Kernels.Inverse),
            nameof(Kernels.BatchedInverse),
            inputs[0].Shape,
            [new KernelArgument.Input(0), new KernelArgument.Output()],
            Rows(inputs[0]));

        // Ā = -Yᵀ·Ȳ·Yᵀ
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => -NodeMath.MatrixTranspose(y).MatMul(yBar).MatMul(NodeMath.MatrixTranspose(y));

        // Ẏ = -Y·Ȧ·Y
        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => -y.MatMul(xDot).MatMul(y);

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes)
        {
            if (sizes is [var n]) Kernels.Inverse(inputs[0], output, n);
            else Kernels.BatchedInverse(inputs[0], output, sizes[0], sizes[1]);
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Inverse(s.Of(Tensor.Matrix(new[,] { { 0.5, 2, -1 }, { 1, -3, 0.25 }, { 0.5, 1.5, 1.25 } }))),
            NodeMath.Inverse(s.Of(Tensor.Of([2, 1, 0.5, -3, 1, 4, 0.25, -1.5], 2, 2, 2))),
            NodeMath.Inverse(s.Of(Tensor.Of(DType.Float32, [4, 0, 1, 3], 2, 2))),
        ];
    }
}
