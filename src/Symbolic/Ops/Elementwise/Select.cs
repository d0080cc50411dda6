using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>Where the condition holds the entry of one node, elsewhere that of the other. Neither value nor derivative of the side not taken leaks.</summary>
        public static Node Select(Node condition, Node ifTrue, Node ifFalse) => condition.Graph.Add(Ops.Select.Op, condition, ifTrue, ifFalse);

        /// <summary>Where the condition holds the entry of the node, elsewhere a number.</summary>
        public static Node Select(Node condition, Node ifTrue, double ifFalse) => Select(condition, ifTrue, ifTrue.Literal(ifFalse));

        /// <summary>Where the condition holds a number, elsewhere the entry of the node.</summary>
        public static Node Select(Node condition, double ifTrue, Node ifFalse) => Select(condition, ifFalse.Literal(ifTrue), ifFalse);
    }
}

namespace SymDiff.Ops
{
    /// <summary>c ? a : b, entry by entry.</summary>
    public sealed record Select : ElementwiseOp
    {
        internal static readonly Select Op = new();

        /// <inheritdoc/>
        public override Notation Notation => new(
            "{0} ? {1} : {2}",
            "\\begin{cases}{1} & {0}\\\\{2} & \\text{otherwise}\\end{cases}",
            Notation.Conditional,
            [Notation.Disjunction, Notation.Disjunction, Notation.Conditional])
        {
            LatexOperands = [Notation.Lowest],
        };

        /// <inheritdoc/>
        public override bool IsCheapAndTotal => true;

        /// <inheritdoc/>
        public override Element Apply(ImmutableArray<Element> x) => Elements.Element.Select(x[0], x[1], x[2]);

        // ā = c ? ȳ : 0,  b̄ = c ? 0 : ȳ
        /// <inheritdoc/>
        public override Node? Scale(Node t, Node y, int input) => input switch
        {
            1 => NodeMath.Select(y.Inputs[0], t, t.Literal(0)),
            2 => NodeMath.Select(y.Inputs[0], t.Literal(0), t),
            _ => null,
        };

        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input)
        {
            var taken = input == 1 ? y.Inputs[0] : NodeMath.Not(y.Inputs[0]);
            return NodeMath.AnyTo(Guards.And(guard, taken)!, y.Inputs[input].Shape);
        }

        // The adjoint that comes in is 0 where its guard does not hold, and passes through unchanged: no guard is needed here.
        internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input) =>
            base.GuardedVjp(y, yBars, guard: null, input);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => new(
            Math.Min(inputs[1].Lower, inputs[2].Lower),
            Math.Max(inputs[1].Upper, inputs[2].Upper),
            inputs[1].LowerOpen && inputs[2].LowerOpen,
            inputs[1].UpperOpen && inputs[2].UpperOpen);

        /// <inheritdoc/>
        protected override DType InferDType(ImmutableArray<TensorType> inputs) =>
            inputs[0].DType != DType.Bool ? throw new ShapeException($"Select: expected a bool condition, got {inputs[0]}; compare it with something.")
            : inputs[1].DType == inputs[2].DType ? inputs[1].DType
            : throw new ShapeException($"Select: the two sides {inputs[1]} and {inputs[2]} have different dtypes; Cast one of them.");

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Select(s.Vector(3) < s.Scalar(), s.Vector(3), s.Scalar()),
            NodeMath.Select(s.Scalar() > 0, s.Vector(2), s.Matrix(2, 2)),
        ];
    }
}
