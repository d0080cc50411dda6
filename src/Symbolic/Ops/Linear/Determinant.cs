using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The determinant of a square matrix, or of each of a stack. Its derivative is NaN where it is 0.</summary>
        public static Node Determinant(Node a) => a.Graph.Add(new Determinant(), a);

        /// <summary>The logarithm of the magnitude of the determinant of a square matrix, or of each of a stack; it does not overflow. -infinity where A is singular.</summary>
        public static Node LogDeterminant(Node a) => a.Graph.Add(new LogDeterminant(), a);
    }
}

namespace SymDiff.Ops
{
    /// <summary>A number for each matrix.</summary>
    public abstract record DeterminantOp : LinearKernel
    {
        /// <inheritdoc/>
        public override ImmutableArray<Kink> Kinks => [new("det A = 0", "NaN")];

        /// <summary>The name of the kernel, which is batched.</summary>
        protected abstract string Method { get; }

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Floats.Checked(Name, inputs[0]);
            var a = Matrices.CheckSquare(Name, inputs[0]);
            return a.WithShape(Shape.Of(a.Shape.Take(a.Rank - 2)));
        }

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => new(
            Method,
            new KernelArgument.Input(0),
            new KernelArgument.Output(),
            new KernelArgument.Length(Dim.Product(inputs[0].Shape.Take(inputs[0].Rank - 2))),
            Rows(inputs[0]));

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.ExpandDims(NodeMath.ExpandDims(Scale(y, yBar), -1), -1) * Partial(y);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => Scale(y, NodeMath.Sum(Partial(y) * xDot, [-2, -1]));

        /// <summary>A factor times what multiplies A⁻ᵀ in the derivative.</summary>
        protected abstract Node Scale(Node y, Node t);

        private static Node Partial(Node y) => NodeMath.MatrixTranspose(NodeMath.Inverse(y.Inputs[0]));
    }

    /// <summary>y = det A.</summary>
    public sealed record Determinant : DeterminantOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Function(Name, "\\det");

        /// <inheritdoc/>
        protected override string Method => nameof(Kernels.Determinants);

        // dy = y·tr(A⁻¹·dA)
        /// <inheritdoc/>
        protected override Node Scale(Node y, Node t) => t * y;

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes) => Kernels.Determinants(inputs[0], output, sizes[0], sizes[1]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Determinant(s.Of(Tensor.Matrix(new[,] { { 0.5, 2, -1 }, { 1, -3, 0.25 }, { 0.5, 1.5, 1.25 } }))),
            NodeMath.Determinant(s.Of(Tensor.Of([2, 1, 0.5, -3, 1, 4, 0.25, -1.5], 2, 2, 2))),
            NodeMath.Determinant(s.Matrix(0, 0)),
            NodeMath.Determinant(s.Of(Tensor.Of(DType.Float32, [4, 0, 1, 3], 2, 2))),
        ];
    }

    /// <summary>y = log |det A|.</summary>
    public sealed record LogDeterminant : DeterminantOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Function(Name, "\\log\\det");

        /// <inheritdoc/>
        protected override string Method => nameof(Kernels.LogAbsDeterminants);

        // dy = tr(A⁻¹·dA)
        /// <inheritdoc/>
        protected override Node Scale(Node y, Node t) => t;

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes) => Kernels.LogAbsDeterminants(inputs[0], output, sizes[0], sizes[1]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.LogDeterminant(s.Of(Tensor.Matrix(new[,] { { 0.5, 2, -1 }, { 1, -3, 0.25 }, { 0.5, 1.5, 1.25 } }))),
            NodeMath.LogDeterminant(s.Of(Tensor.Of([2, 1, 0.5, -3, 1, 4, 0.25, -1.5], 2, 2, 2))),
            NodeMath.LogDeterminant(s.Of(Tensor.Of(DType.Float32, [4, 0, 1, 3], 2, 2))),
        ];
    }
}
