using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The sums of the entries up to each along an axis; of those before it when exclusive, of those from it on in reverse. For f64 and f32.
        /// </summary>
        public static Node CumulativeSum(Node x, int axis, bool exclusive = false, bool reverse = false) =>
            x.Graph.Add(new CumulativeSum(x.Shape.Axis(axis, "CumulativeSum"), exclusive, reverse), x);

        /// <summary>
        /// The products of the entries up to each along an axis; of those before it when exclusive, of those from it on in reverse. For f64
        /// and f32. Its derivatives do not divide.
        /// </summary>
        public static Node CumulativeProduct(Node x, int axis, bool exclusive = false, bool reverse = false) =>
            x.Graph.Add(new CumulativeProduct(x.Shape.Axis(axis, "CumulativeProduct"), exclusive, reverse), x);

        /// <summary>y[i] = a[i]·y[i-1] + b[i] along an axis, with y[-1] = 0; from the last entry to the first in reverse. For f64 and f32.</summary>
        public static Node LinearRecurrence(Node a, Node b, int axis, bool reverse = false) =>
            a.Graph.Add(new LinearRecurrence(b.Shape.Axis(axis, "LinearRecurrence"), reverse), a, b);
    }
}

namespace SymDiff.Ops
{
    /// <summary>A value carried along an axis, in linear time, by a kernel over outer x length x inner entries.</summary>
    public abstract record CumulativeOp(int Axis, bool Reverse) : KernelOp
    {
        /// <inheritdoc/>
        public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axis = Axis + 1 });

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs)
        {
            Accepts.Floats.Common(Name, inputs);
            inputs[0].Shape.Axis(Axis, Name);
            return inputs[0];
        }

        /// <summary>Whether an entry does not reach the one at its own place.</summary>
        protected virtual bool SkipsOwn => false;

        // An entry reaches those that are visited from it on.
        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null
            : NodeMath.NotEqual(NodeMath.CumulativeSum(NodeMath.Cast(NodeMath.BroadcastTo(guard, y.Shape), y.DType), Axis, SkipsOwn, !Reverse), 0);

        // What reaches no entry that is taken is not read: 0·inf must not be carried on.
        internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input) =>
            base.GuardedVjp(guard is null || IsLinear ? y : Guards.Masked(y, guard), yBars, guard, input);

        /// <summary>The number of entries of axes before, the length of the axis, the number of entries of axes behind.</summary>
        protected ImmutableArray<KernelArgument> Layout(Shape shape) =>
        [
            new KernelArgument.Length(Dim.Product(shape.Take(Axis))),
            new KernelArgument.Length(shape[Axis]),
            new KernelArgument.Length(Dim.Product(shape.Skip(Axis + 1))),
        ];

        /// <summary>The entry that the recurrence visits before, 0 for the first: x[i-1], or x[i+1] in reverse.</summary>
        protected Node Before(Node x) => NodeMath.Shift(x, Reverse ? -1 : 1, Axis);

        /// <summary>The entry that the recurrence visits behind, 0 for the last.</summary>
        protected Node Behind(Node x) => NodeMath.Shift(x, Reverse ? 1 : -1, Axis);
    }

    /// <summary>y[i] = Σ_{k ≤ i} x[k]; k &lt; i when exclusive; the other way round in reverse.</summary>
    public sealed record CumulativeSum(int Axis, bool Exclusive, bool Reverse) : CumulativeOp(Axis, Reverse)
    {
        /// <inheritdoc/>
        public override bool IsLinear => true;

        /// <inheritdoc/>
        public override bool IsCheapAndTotal => false;

        /// <inheritdoc/>
        protected override bool SkipsOwn => Exclusive;

        /// <inheritdoc/>
        public override bool HasVectorKernel => true;

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => new(
            nameof(Runtime.Kernels.CumulativeSum),
            [new KernelArgument.Input(0), new KernelArgument.Output(), .. Layout(inputs[0].Shape), new KernelArgument.Flag(Exclusive), new KernelArgument.Flag(Reverse)]);

        // x̄[k] = Σ_{i ≥ k} ȳ[i]
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => NodeMath.CumulativeSum(yBar, Axis, Exclusive, !Reverse);

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => NodeMath.CumulativeSum(xDot, Axis, Exclusive, Reverse);

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => new Sum([Axis]).RangeOf(inputs);

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes) =>
            Runtime.Kernels.CumulativeSum(inputs[0], output, sizes[0], sizes[1], sizes[2], Exclusive, Reverse);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.CumulativeSum(s.Vector(4), 0),
            NodeMath.CumulativeSum(s.Tensor(2, 3, 2), 1, exclusive: true),
            NodeMath.CumulativeSum(s.Matrix(2, 3), -1, reverse: true),
            NodeMath.CumulativeSum(s.Matrix(3, 2), 0, exclusive: true, reverse: true),
            NodeMath.CumulativeSum(s.Vector(0), 0),
            NodeMath.CumulativeSum(s.Vector(3, DType.Float32), 0),
        ];
    }

    /// <summary>y[i] = Π_{k ≤ i} x[k]; k &lt; i when exclusive; the other way round in reverse.</summary>
    public sealed record CumulativeProduct(int Axis, bool Exclusive, bool Reverse) : CumulativeOp(Axis, Reverse)
    {
        /// <inheritdoc/>
        protected override bool SkipsOwn => Exclusive;

        /// <inheritdoc/>
        public override bool HasVectorKernel => true;

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => new(
            nameof(Runtime.Kernels.CumulativeProduct),
            [new KernelArgument.Input(0), new KernelArgument.Output(), .. Layout(inputs[0].Shape), new KernelArgument.Flag(Exclusive), new KernelArgument.Flag(Reverse)]);

        // x̄[k] = Π_{j<k} x[j]·s[k], where s[k] = Σ_{i ≥ k} ȳ[i]·Π_{k<j≤i} x[j] = ȳ[k] + x[k+1]·s[k+1].
        // Exclusive: s[k] = Σ_{i > k} ȳ[i]·Π_{k<j<i} x[j] = ȳ[k+1] + x[k+1]·s[k+1].
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input)
        {
            var before = NodeMath.CumulativeProduct(y.Inputs[0], Axis, exclusive: true, Reverse);
            return before * NodeMath.LinearRecurrence(Behind(y.Inputs[0]), Exclusive ? Behind(yBar) : yBar, Axis, !Reverse);
        }

        // ẏ[i] = x[i]·ẏ[i-1] + ẋ[i]·y[i-1];  exclusive: ẏ[i] = x[i-1]·ẏ[i-1] + ẋ[i-1]·y[i-1]
        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input)
        {
            var x = y.Inputs[0];
            return Exclusive
                ? NodeMath.LinearRecurrence(Before(x), Before(xDot * y), Axis, Reverse)
                : NodeMath.LinearRecurrence(x, xDot * NodeMath.CumulativeProduct(x, Axis, exclusive: true, Reverse), Axis, Reverse);
        }

        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) => inputs[0].IsNonNegative ? Interval.AtLeast(0) : Interval.All;

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes) =>
            Runtime.Kernels.CumulativeProduct(inputs[0], output, sizes[0], sizes[1], sizes[2], Exclusive, Reverse);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.CumulativeProduct(s.Vector(4), 0),
            NodeMath.CumulativeProduct(s.Tensor(2, 3, 2), 1, exclusive: true),
            NodeMath.CumulativeProduct(s.Matrix(2, 3), -1, reverse: true),
            NodeMath.CumulativeProduct(s.Matrix(3, 2), 0, exclusive: true, reverse: true),
            NodeMath.CumulativeProduct(s.Of(Tensor.Vector(2, 0, 3, 0)), 0),
            NodeMath.CumulativeProduct(s.Vector(3, DType.Float32), 0),
        ];
    }

    /// <summary>y[i] = a[i]·y[i-1] + b[i] with y[-1] = 0, from the last entry to the first in reverse. Its derivatives are recurrences of the same kind.</summary>
    public sealed record LinearRecurrence(int Axis, bool Reverse) : CumulativeOp(Axis, Reverse)
    {
        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs[0].Shape == inputs[1].Shape || inputs[0].DType != inputs[1].DType
            ? base.InferType(inputs)
            : throw new ShapeException($"LinearRecurrence: the factors {inputs[0]} and the terms {inputs[1]} differ in shape; broadcast one of them.");

        /// <inheritdoc/>
        public override KernelCall Kernel(ImmutableArray<TensorType> inputs) => new(
            nameof(Runtime.Kernels.LinearRecurrence),
            [new KernelArgument.Input(0), new KernelArgument.Input(1), new KernelArgument.Output(), .. Layout(inputs[0].Shape), new KernelArgument.Flag(Reverse)]);

        // b̄[i] = ȳ[i] + a[i+1]·b̄[i+1];  ā[i] = b̄[i]·y[i-1]
        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input)
        {
            var bBar = NodeMath.LinearRecurrence(Behind(y.Inputs[0]), yBar, Axis, !Reverse);
            return input == 1 ? bBar : bBar * Before(y);
        }

        // ẏ[i] = a[i]·ẏ[i-1] + ȧ[i]·y[i-1] + ḃ[i]
        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) =>
            NodeMath.LinearRecurrence(y.Inputs[0], input == 1 ? xDot : xDot * Before(y), Axis, Reverse);

        /// <inheritdoc/>
        protected override void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes) =>
            Runtime.Kernels.LinearRecurrence(inputs[0], inputs[1], output, sizes[0], sizes[1], sizes[2], Reverse);

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.LinearRecurrence(s.Vector(4), s.Vector(4), 0),
            NodeMath.LinearRecurrence(s.Tensor(2, 3, 2), s.Tensor(2, 3, 2), 1, reverse: true),
            NodeMath.LinearRecurrence(s.Vector(3, DType.Float32), s.Vector(3, DType.Float32), 0),
        ];
    }
}
