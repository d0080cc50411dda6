using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The entries converted: floats to integers towards zero and saturating (NaN to 0), integers wrapping around; Bool is 0 and 1. The node itself where the dtype is right.</summary>
        public static Node Cast(Node x, DType dtype) => x.DType == dtype ? x : x.Graph.Add(new Cast(dtype), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>A conversion to another dtype.</summary>
    public sealed record Cast(DType Target) : ElementwiseOp
    {
        /// <inheritdoc/>
        public override string Name => "Cast";

        /// <inheritdoc/>
        public override Notation Notation => new("(" + Target.Keyword + "){0}", "\\mathrm{" + Target.Keyword + "}\\left({0}\\right)", Notation.Prefix, [Notation.Prefix])
        {
            LatexPrecedence = Notation.Atom,
            LatexOperands = [Notation.Lowest],
        };

        // Iverson's bracket: 1 where it holds, 0 elsewhere
        /// <inheritdoc/>
        public override Notation NotationFor(Node y) => y.Inputs[0].DType == DType.Bool ? Notation with { Latex = "\\left[{0}\\right]" } : Notation;

        /// <inheritdoc/>
        public override bool IsZeroAlmostEverywhere => !Target.IsFloat;

        /// <inheritdoc/>
        public override bool IsLinear => Target.IsFloat;

        /// <inheritdoc/>
        public override bool IsCheapAndTotal => true;

        /// <inheritdoc/>
        public override Element Apply(ImmutableArray<Element> x) => new Elements.Convert(x[0], Target);

        // Between the two floating-point types the derivative is 1; from or to integers there is none.
        /// <inheritdoc/>
        public override Node? Scale(Node t, Node y, int input)
        {
            var from = y.Inputs[input].DType;
            if (!from.IsFloat || !Target.IsFloat) return null;
            return NodeMath.Cast(t, t.DType == Target ? from : Target);
        }

        /// <inheritdoc/>
        protected override DType InferDType(ImmutableArray<TensorType> inputs) => Target;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Cast(s.Vector(3), DType.Float32),
            NodeMath.Cast(s.Vector(3, DType.Float32), DType.Float64),
            NodeMath.Cast(s.Vector(3), DType.Int32),
            NodeMath.Cast(s.Vector(3, DType.Int64), DType.Float64),
            NodeMath.Cast(s.Vector(3) > 0, DType.Float64),
        ];
    }
}
