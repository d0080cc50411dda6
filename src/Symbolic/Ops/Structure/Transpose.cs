using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The axes in another order: axis i of the result is axis order[i] of the operand; reversed when no order is given.</summary>
        public static Node Transpose(Node x, params int[] order)
        {
            int[] full = order.Length == 0 ? [.. Enumerable.Range(0, x.Type.Rank).Reverse()] : [.. order.Select(a => x.Shape.Axis(a, "Transpose"))];
            return full.SequenceEqual(Enumerable.Range(0, x.Type.Rank)) ? x : x.Graph.Add(new Transpose([.. full]), x);
        }

        /// <summary>The node with two axes exchanged.</summary>
        public static Node SwapAxes(Node x, int a, int b)
        {
            (a, b) = (x.Shape.Axis(a, "SwapAxes"), x.Shape.Axis(b, "SwapAxes"));
            return x.Type.Rank < 2 ? x : Transpose(x, [.. Enumerable.Range(0, x.Type.Rank).Select(axis => axis == a ? b : axis == b ? a : axis)]);
        }

        /// <summary>The node with an axis at another place; the others keep their order.</summary>
        public static Node MoveAxis(Node x, int from, int to)
        {
            (from, to) = (x.Shape.Axis(from, "MoveAxis"), x.Shape.Axis(to, "MoveAxis"));
            var order = Enumerable.Range(0, x.Type.Rank).Where(axis => axis != from).ToList();
            order.Insert(to, from);
            return x.Type.Rank < 2 ? x : Transpose(x, [.. order]);
        }

        /// <summary>The last two axes exchanged: each matrix of a stack transposed.</summary>
        public static Node MatrixTranspose(Node x)
        {
            Matrices.Check("MatrixTranspose", x.Type);
            return SwapAxes(x, -2, -1);
        }
    }

    /// <summary>Transposition as a member.</summary>
    public static class TransposeMembers
    {
        extension(Node node)
        {
            /// <summary>The matrix with rows and columns exchanged; for other ranks the axes in reverse order.</summary>
            public Node T => NodeMath.Transpose(node);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[i, j] = x[j, i] for any order of the axes.</summary>
    public sealed record Transpose(EquatableArray<int> Order) : ElementOp
    {
        /// <inheritdoc/>
        public override string Name => "Transpose";

        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override Notation Notation => Order.Count == 2
            ? new("{0}ᵀ", "{0}^{\\top}", Notation.Atom, [Notation.Atom]) { LatexPrecedence = Notation.Power }
            : Notation.Function(Name);

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(new Transpose([0, .. Order.Select(a => a + 1)]));

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) =>
            Order.Count == inputs[0].Rank && Order.Distinct().Count() == Order.Count
                ? inputs[0].WithShape(Shape.Of(Order.Select(axis => inputs[0].Shape[axis])))
                : throw new ShapeException($"Transpose: the order {Order} is no permutation of the {inputs[0].Rank} axes of {inputs[0]}.");

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) =>
            x[0].At(Enumerable.Range(0, at.Length).Select(axis => (Element)at[Order.IndexOf(axis)]));

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) =>
            NodeMath.Transpose(yBar, [.. Enumerable.Range(0, Order.Count).Select(axis => Order.IndexOf(axis))]);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Transpose(xDot, [.. Order]);

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Vjp(y, NodeMath.BroadcastTo(guard, y.Shape), input);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            s.Matrix(2, 3).T,
            NodeMath.Transpose(s.Tensor(2, 3, 4), 1, 2, 0),
        ];
    }
}
