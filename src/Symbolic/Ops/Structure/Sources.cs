using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    /// <summary>Nodes that are made of sizes and numbers alone.</summary>
    public static class Sources
    {
        extension(Graph graph)
        {
            /// <summary>A size as a number: a constant where it is one.</summary>
            public Node Size(Dim size, DType dtype = DType.Float64) => size.Constant is { } constant
                ? graph.Constant(constant, dtype)
                : NodeMath.Cast(graph.Add(new SizeOf(size), []), dtype);

            /// <summary>The numbers 0, 1 ... below a length.</summary>
            public Node Iota(Dim length, DType dtype = DType.Int32) => NodeMath.Cast(graph.Add(new Iota(length), []), dtype);

            /// <summary>The numbers start, start + step ... of which there are as many as the length says.</summary>
            public Node Range(Node start, Node step, Dim length) => start + step * graph.Iota(length, start.DType);

            /// <summary>A number at every index of a shape.</summary>
            public Node Full(Shape shape, double value, DType dtype = DType.Float64) => NodeMath.BroadcastTo(graph.Constant(value, dtype), shape);

            /// <summary>0 at every index of a shape.</summary>
            public Node Zeros(Shape shape, DType dtype = DType.Float64) => graph.Full(shape, 0, dtype);

            /// <summary>1 at every index of a shape.</summary>
            public Node Ones(Shape shape, DType dtype = DType.Float64) => graph.Full(shape, 1, dtype);

            /// <summary>The unit matrix.</summary>
            public Node Eye(Dim size, DType dtype = DType.Float64) => NodeMath.DiagonalMatrix(graph.Ones([size], dtype));
        }
    }

    public static partial class NodeMath
    {
        /// <summary>For each integer a new axis of zeros with 1 at the position it names, or none where it names no position.</summary>
        public static Node OneHot(Node indices, Dim length, int axis = -1, DType dtype = DType.Float64)
        {
            if (!indices.DType.IsInteger) throw new ShapeException($"OneHot: the indices are {indices.Type}; expected i32 or i64. Cast them.");
            var wide = indices.Shape.Insert(0, length);
            axis = wide.Axis(axis, "OneHot");
            var positions = Reshape(indices.Graph.Iota(length, indices.DType), Shape.Of(wide.Select((_, i) => i == axis ? length : Dim.One)));
            return Cast(Equal(ExpandDims(indices, axis), positions), dtype);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = a size, as Int32.</summary>
    public sealed record SizeOf(Dim Size) : ElementOp
    {
        /// <inheritdoc/>
        public override Notation Notation => Notation.Closed("size(" + Size + ")", "\\left(" + Printing.LatexNames.Of(Size) + "\\right)");

        /// <inheritdoc/>
        public override bool IsCheapAndTotal => true;

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => TensorType.Int32;

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => Size;

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.AtLeast(0);

        /// <inheritdoc/>
        public override IEnumerable<Dim> Lengths => [Size];

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new SizeOf(Size.Substitute(sizes));

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) => [s.Graph.Add(new SizeOf(3), [])];
    }

    /// <summary>y[i] = i, as Int32.</summary>
    public sealed record Iota(Dim Length) : ElementOp
    {
        /// <inheritdoc/>
        public override bool IsCheapAndTotal => true;

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => Length.Constant is null or >= 0
            ? TensorType.Int32.WithShape(Length)
            : throw new ShapeException($"Iota: the length is {Length}; expected no negative number.");

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => at[0];

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.AtLeast(0);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new Iota(Length.Substitute(sizes));

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            s.Graph.Iota(3),
            s.Graph.Iota(0),
            NodeMath.OneHot(s.Of(Tensor.Of(DType.Int32, [2, 0, 7], 3)), 3) * s.Matrix(3, 3),
            s.Graph.Eye(3) * s.Scalar(),
            s.Graph.Range(s.Scalar(), s.Scalar(), 4),
        ];
    }
}
