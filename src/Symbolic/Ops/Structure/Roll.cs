using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>The entries moved along an axis by a number of positions, to the end for a positive one; what leaves at one end enters at the other.</summary>
        public static Node Roll(Node x, int by, int axis = 0)
        {
            axis = x.Shape.Axis(axis, "Roll");
            return by == 0 ? x : x.Graph.Add(new Roll(axis, by), x);
        }

        /// <summary>The entries moved along an axis by a number of positions, to the end for a positive one; zeros enter.</summary>
        public static Node Shift(Node x, int by, int axis = 0)
        {
            axis = x.Shape.Axis(axis, "Shift");
            return by == 0 ? x : x.Graph.Add(new Shift(axis, by), x);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y[i] = x[(i - by) mod n] along an axis.</summary>
    public sealed record Roll(int Axis, int By) : StructureOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            inputs[0].Shape.Axis(Axis, Name);
            return inputs[0];
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => x[0].At(Replace(at, Axis, Source(at[Axis], x[0].Shape[Axis])));

        // The remainder has the sign of its dividend. It is one of i, so that nothing is divided where there is no i.
        private Element Source(Element i, Dim n)
        {
            if (n.Constant is { } length) return length == 0 ? i : (i + (length - By % length)) % n;
            var remainder = (i - By) % n;
            return By < 0 ? remainder : Elements.Element.Select(remainder < 0, remainder + n, remainder);
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Roll(yBar, -By, Axis);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Roll(s.Vector(4), 1),
            NodeMath.Roll(s.Matrix(2, 3), -5, 1),
            NodeMath.Roll(s.Vector(0), 1),
            NodeMath.Roll(s.Vector(3, DType.Float32), 2),
        ];
    }

    /// <summary>y[i] = x[i - by] along an axis where there is such an entry, and 0 elsewhere.</summary>
    public sealed record Shift(int Axis, int By) : StructureOp
    {
        /// <inheritdoc/>
        protected override bool Fills => true;

        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            inputs[0].Shape.Axis(Axis, Name);
            return inputs[0];
        }

        /// <inheritdoc/>
        public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
        {
            var i = at[Axis];
            var source = By > 0 ? i - By : i + -By;
            return Where(By > 0 ? i >= By : source < x[0].Shape[Axis], x[0].At(Replace(at, Axis, source)));
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.Shift(yBar, -By, Axis);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Shift(s.Vector(4), 1),
            NodeMath.Shift(s.Matrix(2, 3), -2, 1),
            NodeMath.Shift(s.Matrix(2, 3), 5),
            NodeMath.Shift(s.Vector(3, DType.Float32), 1),
        ];
    }
}
