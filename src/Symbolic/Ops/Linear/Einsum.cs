using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// A sum of products by Einstein's convention: <c>Einsum("ij,jk->ik", a, b)</c>. A letter names an axis; what stands in the operands but not behind
        /// the arrow is summed over; a letter twice in an operand takes its diagonal. Without an arrow the result has the letters that stand
        /// once, in alphabetical order. Several operands are multiplied pair by pair, the cheapest first.
        /// </summary>
        /// <exception cref="ShapeException">The subscripts are malformed, or do not fit the operands.</exception>
        public static Node Einsum(string subscripts, params Node[] operands)
        {
            if (subscripts is null) throw new ArgumentNullException(nameof(subscripts));
            if (operands is null) throw new ArgumentNullException(nameof(operands));
            return EinsumExpression.Of(subscripts, operands).Build();
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>
    /// C[result] = Σ A[left]·B[right] over the letters that are not in the result. No letter stands twice in one of the three, and each
    /// stands in at least two of them: so the derivatives are of the same kind.
    /// </summary>
    public sealed record Einsum(string Left, string Right, string Result) : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Function(Name) with { Latex = $"\\operatorname{{einsum}}_{{{Left},{Right} \\to {Result}}}\\left({{0}}, {{1}}\\right)" };

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x)
        {
            var rows = Enumerable.Range('a', 26).Concat(Enumerable.Range('A', 26)).Select(c => (char)c).First(c => !(Left + Right + Result).Contains(c));
            return x.Graph.Add(new Einsum(x.Varies(0) ? rows + Left : Left, x.Varies(1) ? rows + Right : Right, rows + Result), x[0], x[1]);
        }

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Numbers.Common(Name, inputs);
            if (Left.Length != inputs[0].Rank || Right.Length != inputs[1].Rank || !IsBalanced())
                throw new ShapeException($"Einsum: '{Left},{Right}->{Result}' does not fit {inputs[0]} and {inputs[1]}; expected a letter for each axis, each in at least two of the three.");
            return inputs[0].WithShape(Shape.Of(Result.Select(letter => Length(letter, inputs))));
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var axes = Result.Select((letter, i) => (letter, Axis: at[i])).ToDictionary(p => p.letter, p => p.Axis);
            var summed = Left.Where(letter => !Result.Contains(letter)).Select(letter => (letter, Axis: new Axis(x[0].Shape[Left.IndexOf(letter)]))).ToList();
            foreach (var (letter, axis) in summed) axes.Add(letter, axis);
            var product = x[0].At(Left.Select(letter => axes[letter])) * x[1].At(Right.Select(letter => axes[letter]));
            return Enumerable.Reverse(summed).Aggregate(product, (inner, bound) => new Reduce(ReductionKind.Sum, bound.Axis, inner));
        }

        // Ā[left] = Σ C̄[result]·B[right]
        /// <inheritdoc/>
        public override Node? Vjp(Node c, Node cBar, int input) => input == 0
            ? EinsumExpression.Product((Result, cBar), (Right, c.Inputs[1]), Left)
            : EinsumExpression.Product((Left, c.Inputs[0]), (Result, cBar), Right);

        /// <inheritdoc/>
        public override Node? Jvp(Node c, Node xDot, int input) => input == 0
            ? c.Graph.Add(this, xDot, c.Inputs[1])
            : c.Graph.Add(this, c.Inputs[0], xDot);

        // An entry of an operand matters where any entry of the result that it is multiplied into does.
        /// <inheritdoc/>
        public override Node? InputGuard(Node c, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar) return guard;
            var letters = input == 0 ? Left : Right;
            int[] others = [.. Enumerable.Range(0, Result.Length).Where(axis => !letters.Contains(Result[axis]))];
            var any = NodeMath.Max(NodeMath.BroadcastTo(guard, c.Shape), others);
            return EinsumExpression.Ordered((string.Concat(Result.Where(letter => letters.Contains(letter))), any), letters, stretch: true);
        }

        internal override Node? GuardedVjp(Node c, ImmutableArray<Node?> yBars, Node? guard, int input)
        {
            if (guard is null || guard.Type.IsScalar || yBars[0] is not { } cBar) return base.GuardedVjp(c, yBars, guard, input);
            return Guards.Apply(InputGuard(c, guard, input), Vjp(Guards.Masked(c, guard), cBar, input)!);
        }

        private bool IsBalanced() => new[] { Left, Right, Result }.All(part => part.Distinct().Count() == part.Length)
            && (Left + Right + Result).GroupBy(letter => letter).All(g => g.Count() >= 2);

        private Dim Length(char letter, ImmutableArray<TensorType> inputs)
        {
            var (a, b) = (Left.IndexOf(letter), Right.IndexOf(letter));
            return a >= 0 ? inputs[0].Shape[a] : inputs[1].Shape[b];
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            s.Graph.Add(new Einsum("ij", "jk", "ki"), s.Matrix(2, 3), s.Matrix(3, 2)),
            s.Graph.Add(new Einsum("abc", "bcd", "da"), s.Tensor(2, 3, 2), s.Tensor(3, 2, 2)),
            s.Graph.Add(new Einsum("ab", "ab", ""), s.Matrix(2, 3), s.Matrix(2, 3)),
            s.Graph.Add(new Einsum("abc", "bcd", "da"), s.Tensor(2, 0, 1), s.Tensor(0, 1, 2)),
            NodeMath.Einsum("bij,bj,bk->ik", s.Tensor(2, 2, 3), s.Matrix(2, 3), s.Matrix(2, 2)),
            NodeMath.Einsum("iij,jk->", s.Tensor(2, 2, 3), s.Matrix(3, 2)),
            s.Graph.Add(new Einsum("abc", "bcd", "da"), s.Of(Tensor.Of(DType.Float32, [1, 2, 3, 4], 1, 2, 2)), s.Of(Tensor.Of(DType.Float32, [0.5, 2, -1, 1], 2, 2, 1))),
        ];
    }
}
