using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The product of matrices and vectors: [m, k]·[k, n], [m, k]·[k], [k]·[k, n] or [k]·[k].</summary>
        public static Node MatMul(Node a, Node b) => a.Graph.Add(new MatMul(), a, b);
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
    /// <summary>C = A·B for matrices and vectors.</summary>
    public sealed record MatMul : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Infix("@", Notation.Multiplicative) with { Latex = "{0} \\, {1}" };

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            var (a, b) = (inputs[0], inputs[1]);
            if (a.DType != b.DType || a.DType == DType.Bool)
                throw new ShapeException($"MatMul: expected numbers of one dtype, got {a} and {b}; Cast one of them.");
            if (a.Rank is not (1 or 2) || b.Rank is not (1 or 2))
                throw new ShapeException($"MatMul: expected matrices or vectors, got {a} and {b}.");
            if (a.Shape[a.Rank - 1] != b.Shape[0])
                throw new ShapeException($"MatMul: the inner dimensions differ: {a} has {a.Shape[a.Rank - 1]} columns and {b} has {b.Shape[0]} rows.");
            return a.WithShape(Shape.Of(a.Shape.Take(a.Rank - 1).Concat(b.Shape.Skip(1))));
        }

        // C[i,j] = Σₖ A[i,k]·B[k,j]
        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var rows = at.Take(x[0].Type.Rank - 1).ToArray();
            var columns = at.Skip(rows.Length).ToArray();
            return Elements.Element.Sum(k => x[0].At([.. rows, k]) * x[1].At([k, .. columns]), over: x[1].Shape[0]);
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
                (0, 2, 2) => NodeMath.Max(full, [1], keep: true),
                (0, 2, 1) => NodeMath.Reshape(full, [full.Shape[0], 1]),
                (1, 2, 2) => NodeMath.Max(full, [0]),
                (1, 1, 2) => full,
                _ => Guards.Anywhere(full),
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
            (0, 2, 1) => Outer(cBar, b),
            (1, 1, 2) => Outer(a, cBar),
            (0, _, _) => cBar.MatMul(b.T),
            _ => a.T.MatMul(cBar),
        };

        private static Node Outer(Node a, Node b) => NodeMath.Reshape(a, [a.Shape[0], 1]) * NodeMath.Reshape(b, [1, b.Shape[0]]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            s.Matrix(2, 3).MatMul(s.Matrix(3, 4)),
            s.Matrix(2, 3).MatMul(s.Vector(3)),
            s.Vector(3).MatMul(s.Matrix(3, 2)),
            s.Vector(3).MatMul(s.Vector(3)),
        ];
    }
}
