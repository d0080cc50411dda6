using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The product of matrices and vectors: [m, k]·[k, n], [m, k]·[k], [k]·[k, n] or [k]·[k]. Axes before the last two are a stack of
        /// matrices, and stacks broadcast: [b, m, k]·[k, n].
        /// </summary>
        public static Node MatMul(Node a, Node b) => (a.Type.Rank, b.Type.Rank) switch
        {
            (1, > 2) => Squeeze(MatMul(ExpandDims(a, 0), b), -2),
            ( > 2, 1) => Squeeze(MatMul(a, ExpandDims(b, 1)), -1),
            _ => a.Graph.Add(new MatMul(), a, b),
        };

        /// <summary>The sum of the products of the entries of two vectors.</summary>
        public static Node Dot(Node a, Node b) => a.Type.Rank == 1 && b.Type.Rank == 1
            ? MatMul(a, b)
            : throw new ShapeException($"Dot: expected two vectors, got {a.Type} and {b.Type}; MatMul multiplies matrices.");

        /// <summary>The matrix [i, j] of the products a[i]·b[j] of two vectors.</summary>
        public static Node Outer(Node a, Node b) => a.Type.Rank == 1 && b.Type.Rank == 1
            ? ExpandDims(a, 1) * ExpandDims(b, 0)
            : throw new ShapeException($"Outer: expected two vectors, got {a.Type} and {b.Type}; Einsum says products of more axes.");
    }

    /// <summary>The matrix product as a member.</summary>
    public static class MatMulMembers
    {
        extension(Node node)
        {
            /// <summary>The product of matrices and vectors.</summary>
            public Node MatMul(Node right) => NodeMath.MatMul(node, right);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>C = A·B for matrices and vectors, and for stacks of matrices, which broadcast.</summary>
    public sealed record MatMul : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Infix("@", Notation.Multiplicative) with { Latex = "{0} \\, {1}" };

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x)
        {
            if (x.RowOf(0).Rank < 2 || x.RowOf(1).Rank < 2) return Vectors(x, x[0], x[1]);
            var rank = Math.Max(x.RowOf(0).Rank, x.RowOf(1).Rank);
            return NodeMath.MatMul(x.Stretched(0, rank), x.Stretched(1, rank));
        }

        private static Node Vectors(BatchedOperands x, Node a, Node b) => (x.RowOf(0).Rank, x.RowOf(1).Rank, x.Varies(0), x.Varies(1)) switch
        {
            (1, 1, true, true) => NodeMath.Sum(a * b, [-1]),
            (1, 1, false, true) => NodeMath.MatMul(b, a),
            (2, 1, false, true) => NodeMath.MatMul(b, a.T),
            (2, 1, true, true) => NodeMath.Squeeze(NodeMath.MatMul(a, NodeMath.ExpandDims(b, 2)), 2),
            (1, 2, true, true) => NodeMath.Squeeze(NodeMath.MatMul(NodeMath.ExpandDims(a, 1), b), 1),
            _ => NodeMath.MatMul(a, b),
        };

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var (a, b) = (inputs[0], inputs[1]);
            if (a.DType != b.DType || a.DType == DType.Bool)
                throw new ShapeException($"MatMul: expected numbers of one dtype, got {a} and {b}; Cast one of them.");
            if (a.Rank == 0 || b.Rank == 0 || (Math.Max(a.Rank, b.Rank) > 2 && Math.Min(a.Rank, b.Rank) < 2))
                throw new ShapeException($"MatMul: expected matrices or vectors, got {a} and {b}.");
            if (a.Shape[a.Rank - 1] != Inner(b.Shape))
                throw new ShapeException($"MatMul: the inner dimensions differ: {a} has {a.Shape[a.Rank - 1]} columns and {b} has {Inner(b.Shape)} rows.");
            var stack = Shape.Broadcast(Stack(a.Shape), Stack(b.Shape))
                ?? throw new ShapeException($"MatMul: the stacks {Stack(a.Shape)} of {a} and {Stack(b.Shape)} of {b} do not broadcast: aligned from the last axis, lengths must be equal, or one of them the constant 1.");
            Shape rows = a.Rank > 1 ? [a.Shape[a.Rank - 2]] : [], columns = b.Rank > 1 ? [b.Shape[b.Rank - 1]] : [];
            return a.WithShape(Shape.Of([.. stack, .. rows, .. columns]));
        }

        // C[i,j] = Σₖ A[i,k]·B[k,j]
        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            Axis[] row = x[0].Type.Rank > 1 ? [at[at.Length - (x[1].Type.Rank > 1 ? 2 : 1)]] : [];
            Axis[] column = x[1].Type.Rank > 1 ? [at[at.Length - 1]] : [];
            ImmutableArray<Axis> stack = [.. at.Take(at.Length - row.Length - column.Length)];
            return Elements.Element.Sum(k => x[0].At([.. Stacked(x[0].Shape, stack), .. row, k]) * x[1].At([.. Stacked(x[1].Shape, stack), k, .. column]), over: Inner(x[1].Shape));
        }

        // Ā = C̄·Bᵀ, B̄ = Aᵀ·C̄
        /// <inheritdoc/>
        public override Node? Vjp(Node c, Node cBar, int input) => Vjp(cBar, c.Inputs[0], c.Inputs[1], input);

        // row i of A matters where any C[i,j] does, column j of B where any C[i,j] does
        /// <inheritdoc/>
        public override Node? InputGuard(Node c, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar) return guard;
            var full = NodeMath.BroadcastTo(guard, c.Shape);
            return (input, c.Inputs[0].Type.Rank, c.Inputs[1].Type.Rank) switch
            {
                (0, 2, 1) => NodeMath.Reshape(full, [full.Shape[0], 1]),
                (1, 1, 2) => full,
                (_, 1, _) or (_, _, 1) => Guards.Anywhere(full),
                (0, _, _) => NodeMath.AnyTo(NodeMath.Max(full, [-1], keep: true), c.Inputs[0].Shape),
                _ => NodeMath.AnyTo(NodeMath.Max(full, [-2], keep: true), c.Inputs[1].Shape),
            };
        }

        // The other operand is read only where it matters to an entry of C that is taken: 0·inf must not reach the sums.
        internal override Node? GuardedVjp(Node c, ImmutableArray<Node?> yBars, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar) return base.GuardedVjp(c, yBars, guard, input);
            Node Read(int other) => other == input ? c.Inputs[other] : Guards.Apply(InputGuard(c, guard, other), c.Inputs[other]);
            return yBars[0] is { } cBar ? Guards.Apply(InputGuard(c, guard, input), Vjp(cBar, Read(0), Read(1), input)) : null;
        }

        // Ċ = Ȧ·B + A·Ḃ
        /// <inheritdoc/>
        public override Node? Jvp(Node c, Node xDot, int input) => input == 0 ? xDot.MatMul(c.Inputs[1]) : c.Inputs[0].MatMul(xDot);

        private static Node Vjp(Node cBar, Node a, Node b, int input) => (input, a.Type.Rank, b.Type.Rank) switch
        {
            (0, 1, 1) => cBar * b,
            (1, 1, 1) => cBar * a,
            (0, 2, 1) => NodeMath.Outer(cBar, b),
            (1, 1, 2) => NodeMath.Outer(a, cBar),
            (0, 1, 2) => cBar.MatMul(b.T),
            (1, 2, 1) => a.T.MatMul(cBar),
            (0, 2, > 2) or (1, > 2, 2) => Shared(cBar, a, b, input),
            (0, _, _) => NodeMath.SumTo(cBar.MatMul(NodeMath.MatrixTranspose(b)), a.Shape),
            _ => NodeMath.SumTo(NodeMath.MatrixTranspose(a).MatMul(cBar), b.Shape),
        };

        // One matrix is a factor of all products of a stack: its adjoint is a sum over the stack, which is one product of longer rows.
        private static Node Shared(Node cBar, Node a, Node b, int input)
        {
            var stack = string.Concat(Enumerable.Range('A', cBar.Type.Rank - 2).Select(letter => (char)letter));
            return input == 0
                ? EinsumExpression.Product((stack + "ij", cBar), (stack + "kj", b), "ik")
                : EinsumExpression.Product((stack + "ik", a), (stack + "ij", cBar), "kj");
        }

        private static Dim Inner(Shape b) => b[Math.Max(0, b.Rank - 2)];

        private static Shape Stack(Shape shape) => Shape.Of(shape.Take(shape.Rank - 2));

        private static IEnumerable<Element> Stacked(Shape shape, ImmutableArray<Axis> at)
        {
            var stack = Stack(shape);
            return stack.Select((dim, axis) => dim == Dim.One ? 0 : (Element)at[axis + at.Length - stack.Rank]);
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            s.Matrix(2, 3).MatMul(s.Matrix(3, 4)),
            s.Matrix(2, 3).MatMul(s.Vector(3)),
            s.Vector(3).MatMul(s.Matrix(3, 2)),
            s.Vector(3).MatMul(s.Vector(3)),
            s.Tensor(2, 2, 3).MatMul(s.Tensor(2, 3, 2)),
            s.Tensor(2, 1, 2, 3).MatMul(s.Tensor(3, 3, 1)),
            s.Tensor(2, 2, 3).MatMul(s.Matrix(3, 2)),
            s.Matrix(2, 0).MatMul(s.Matrix(0, 2)),
            s.Matrix(2, 3, DType.Int32).MatMul(s.Vector(3, DType.Int32)),
        ];
    }
}
