using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The same value, seen as a constant by derivatives.</summary>
        public static Node StopGradient(Node x) => x.Graph.Add(new StopGradient(), x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = x with derivative 0.</summary>
    public sealed record StopGradient : ElementwiseOp
    {
        /// <inheritdoc/>
        public override bool IsCheapAndTotal => true;

        /// <inheritdoc/>
        public override Element Apply(ImmutableArray<Element> x) => x[0];

        /// <inheritdoc/>
        public override Node? Scale(Node t, Node y, int input) => null;

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0];

        /// <inheritdoc/>
        protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [NodeMath.StopGradient(s.Vector(3))];
    }
}
