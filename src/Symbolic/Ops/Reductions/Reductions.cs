using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The sum over all axes.</summary>
        public static Node Sum(Node x) => Sum(x, axes: null);

        /// <summary>The sum over axes, negative ones counted from the last; over all when null. 0 for none.</summary>
        public static Node Sum(Node x, int[]? axes, bool keep = false) => ReduceOp.Add(x, axes, keep, selected => new Sum(selected));

        /// <summary>The largest entry over all axes.</summary>
        public static Node Max(Node x) => Max(x, axes: null);

        /// <summary>The largest entry over axes, NaN if one is; for Bool whether any holds. -infinity for none. A tie of k shares the derivative, 1/k each.</summary>
        public static Node Max(Node x, int[]? axes, bool keep = false) => ReduceOp.Add(x, axes, keep, selected => new Max(selected));
    }
}

namespace SymDiff.Ops
{
    /// <summary>An op that combines the entries along axes and drops these axes.</summary>
    public abstract record ReduceOp(EquatableArray<int> Axes) : ElementOp
    {
        /// <summary>How it combines.</summary>
        protected abstract ReductionKind Kind { get; }

        /// <inheritdoc/>
        public override Notation NotationFor(Node y) => Notation.Reduction(Name, BigSign, y.Inputs[0].Type, [.. Axes]);

        /// <summary>The sign of the reduction in LaTeX, where it has one with an index from 1 to the length.</summary>
        protected virtual string? BigSign => null;

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) =>
            inputs[0].WithShape(Shape.Of(inputs[0].Shape.Where((_, axis) => !Axes.Contains(axis))));

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var bound = Axes.Select(axis => new Axis(x[0].Shape[axis])).ToArray();
            var kept = new Queue<Axis>(at);
            var body = x[0].At(Enumerable.Range(0, x[0].Type.Rank).Select(axis => Axes.Contains(axis) ? bound[Axes.IndexOf(axis)] : (Element)kept.Dequeue()));
            return Enumerable.Reverse(bound).Aggregate(body, (inner, axis) => new Reduce(Kind, axis, inner));
        }

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Spread(y, NodeMath.BroadcastTo(guard, y.Shape));

        /// <summary>The op over the axes a caller names: all when null; the reduced axes stay with length 1 when kept.</summary>
        internal static Node Add(Node x, int[]? axes, bool keep, Func<EquatableArray<int>, ReduceOp> make)
        {
            int[] selected = [.. axes is null ? Enumerable.Range(0, x.Type.Rank) : axes.Select(a => x.Shape.Axis(a, make([]).Name)).OrderBy(a => a)];
            if (selected.Distinct().Count() < selected.Length)
                throw new ShapeException($"{make([]).Name}: an axis of {x.Type} is named twice in [{string.Join(", ", axes!)}].");
            if (selected.Length == 0) return x;
            var reduced = x.Graph.Add(make([.. selected]), x);
            return keep ? NodeMath.Reshape(reduced, Shape.Of(x.Shape.Select((dim, axis) => selected.Contains(axis) ? Dim.One : dim))) : reduced;
        }

        /// <summary>A node of the output's shape repeated along the reduced axes, to the input's shape.</summary>
        protected Node Spread(Node y, Node node)
        {
            var shape = y.Inputs[0].Shape;
            return NodeMath.BroadcastTo(NodeMath.Reshape(node, Shape.Of(shape.Select((dim, axis) => Axes.Contains(axis) ? Dim.One : dim))), shape);
        }
    }

    /// <summary>y = Σₖ x[k].</summary>
    public sealed record Sum(EquatableArray<int> Axes) : ReduceOp(Axes)
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.Sum;

        /// <inheritdoc/>
        protected override string? BigSign => "\\sum";

        // x̄[k] = ȳ
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Spread(y, yBar);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.Sum(xDot, [.. Axes]);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Sum(s.Matrix(2, 3)),
            NodeMath.Sum(s.Matrix(2, 3), [0]),
            NodeMath.Sum(s.Matrix(2, 3), [-1], keep: true),
            NodeMath.Sum(s.Vector(0)),
        ];
    }

    /// <summary>y = maxₖ x[k]; a tie of k entries shares the derivative, 1/k each.</summary>
    public sealed record Max(EquatableArray<int> Axes) : ReduceOp(Axes)
    {
        /// <inheritdoc/>
        public override ImmutableArray<Kink> Kinks => [new("a tie of k entries", "1/k each")];

        /// <inheritdoc/>
        protected override ReductionKind Kind => ReductionKind.Max;

        // x̄[k] = ȳ·[x[k] = y] / #{k : x[k] = y}
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input)
        {
            var winners = Winners(y);
            return Spread(y, yBar / NodeMath.Sum(winners, [.. Axes])) * winners;
        }

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input)
        {
            var winners = Winners(y);
            return NodeMath.Sum(winners * xDot, [.. Axes]) / NodeMath.Sum(winners, [.. Axes]);
        }

        private Node Winners(Node y) => NodeMath.Cast(NodeMath.Equal(y.Inputs[0], Spread(y, y)), y.DType);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.Max(s.Matrix(2, 3)), NodeMath.Max(s.Matrix(2, 3), [1])];
    }
}
