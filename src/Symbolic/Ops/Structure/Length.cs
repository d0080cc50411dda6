using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The length of an axis as an Int32 node: a constant, or known when the function is called.</summary>
        public static Node Length(Node x, int axis = 0)
        {
            var dim = x.Shape[x.Shape.Axis(axis, "Length")];
            return dim.IsConstant ? x.Graph.Constant(dim.Value, DType.Int32) : x.Graph.Add(new Length(dim), []);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>A named size as a number.</summary>
    public sealed record Length(Dim Size) : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Closed(Size.Names.Length == 1 && Size == new Dim(Size.Names[0]) ? Size.ToString() : "(" + Size + ")", Size.ToString());

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => TensorType.Int32;

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => Size;

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.AtLeast(0);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new Length(Size.Substitute(sizes));

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [s.Graph.Add(new Length(3), []), s.Scalar() * NodeMath.Cast(s.Graph.Add(new Length(2), []), DType.Float64)];
    }
}
