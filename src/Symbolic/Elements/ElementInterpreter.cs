using System.Collections.Immutable;
using SymDiff.Runtime;

namespace SymDiff.Elements;

/// <summary>
/// The reference meaning of the element language: evaluates an element with the axes at given positions. Float32 is rounded
/// after every operation, integers wrap around and are divided as <see cref="ScalarMath"/> says.
/// </summary>
internal sealed class ElementInterpreter(IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes) : IElementVisitor<Scalar>
{
    private readonly Dictionary<Axis, int> positions = [];
    private ShapeException? missing;   // why the element that is evaluated has no value

    /// <summary>The tensor whose entries an element gives over the axes.</summary>
    public Tensor Tabulate(Element element, ImmutableArray<Axis> axes, TensorType type)
    {
        var lengths = type.Shape.Evaluate(sizes);
        var entries = new Scalar[IndexSpace.Count(lengths)];
        ShapeException?[]? reasons = null;
        var index = 0;
        foreach (var at in IndexSpace.Of(lengths))
        {
            Bind(axes, at);
            entries[index] = Evaluate(element, out var reason);
            if (reason is not null) (reasons ??= new ShapeException?[entries.Length])[index] = reason;
            index++;
        }

        return new(type.DType, [.. lengths], entries, reasons);
    }

    /// <summary>The value of an element. Where it reads out of range it has none, and a reason for that; a side of a select that is not taken is not read.</summary>
    public Scalar Evaluate(Element element, out ShapeException? reason)
    {
        missing = null;
        var value = element.Accept(this);
        reason = missing;
        return value;
    }

    /// <summary>Puts axes at positions.</summary>
    public void Bind(ImmutableArray<Axis> axes, int[] at)
    {
        for (var axis = 0; axis < axes.Length; axis++) positions[axes[axis]] = at[axis];
    }

    /// <inheritdoc/>
    public Scalar Visit(Literal element) => element.Value;

    /// <inheritdoc/>
    public Scalar Visit(Axis element) => Scalar.Of((long)positions[element]);

    /// <inheritdoc/>
    public Scalar Visit(Size element) => Scalar.Of(element.Length.EvaluateIndex(sizes));

    /// <inheritdoc/>
    public Scalar Visit(Load element)
    {
        var tensor = inputs[element.Input];
        long offset = 0;
        for (var axis = 0; axis < element.At.Length; axis++)
        {
            var index = element.At[axis].Accept(this).Integer;
            var length = tensor.Lengths[axis];
            if (index < 0 || index >= length)
            {
                missing ??= new ShapeException($"The index {index} is outside of axis {axis} of {tensor.Type}; expected 0 to {length - 1}.");
                return default;
            }

            offset = offset * length + index;
        }

        missing ??= tensor.MissingAt((int)offset);
        return tensor[(int)offset];
    }

    /// <inheritdoc/>
    public Scalar Visit(Arithmetic element)
    {
        var (a, b) = (element.Left.Accept(this), element.Right.Accept(this));
        return element.DType.IsFloat
            ? Rounded(Real(element.Kind, a.Real, b.Real), element.DType)
            : Wrapped(Integer(element.Kind, a.Integer, b.Integer), element.DType);
    }

    /// <inheritdoc/>
    public Scalar Visit(Negate element)
    {
        var x = element.Operand.Accept(this);
        return element.DType.IsFloat ? Scalar.Of(-x.Real) : Wrapped(unchecked(-x.Integer), element.DType);
    }

    /// <inheritdoc/>
    public Scalar Visit(Compare element)
    {
        var (a, b) = (element.Left.Accept(this), element.Right.Accept(this));
        return Scalar.Of(element.Left.DType.IsFloat
            ? Holds(element.Kind, a.Real < b.Real, a.Real == b.Real)
            : Holds(element.Kind, a.Integer < b.Integer, a.Integer == b.Integer));
    }

    /// <inheritdoc/>
    public Scalar Visit(Logic element)
    {
        var left = element.Left.Accept(this).Truth;
        return Scalar.Of(element.Kind == LogicKind.And ? left && element.Right.Accept(this).Truth : left || element.Right.Accept(this).Truth);
    }

    /// <inheritdoc/>
    public Scalar Visit(Not element) => Scalar.Of(!element.Operand.Accept(this).Truth);

    /// <inheritdoc/>
    public Scalar Visit(Convert element) => element.Operand.Accept(this).Cast(element.Operand.DType, element.DType);

    /// <inheritdoc/>
    public Scalar Visit(Select element) => (element.Condition.Accept(this).Truth ? element.IfTrue : element.IfFalse).Accept(this);

    /// <inheritdoc/>
    public Scalar Visit(Call element)
    {
        var arguments = new Scalar[element.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = element.Arguments[i].Accept(this);
        return element.Function.Evaluate(element.DType, arguments);
    }

    /// <inheritdoc/>
    public Scalar Visit(Reduce element)
    {
        var length = element.Axis.Length.Evaluate(sizes);
        var reduction = new Reduction(element.Kind, element.Body.DType);
        for (var k = 0; k < length; k++)
        {
            positions[element.Axis] = k;
            reduction.Add(element.Body.Accept(this));
        }

        if (reduction.HasResult) return reduction.Result;
        missing ??= new ShapeException($"{element.Kind} of an empty axis has no position.");
        return default;
    }

    private static double Real(ArithmeticKind kind, double a, double b) => kind switch
    {
        ArithmeticKind.Add => a + b,
        ArithmeticKind.Subtract => a - b,
        ArithmeticKind.Multiply => a * b,
        ArithmeticKind.Divide => a / b,
        _ => a % b,
    };

    private static long Integer(ArithmeticKind kind, long a, long b) => kind switch
    {
        ArithmeticKind.Add => unchecked(a + b),
        ArithmeticKind.Subtract => unchecked(a - b),
        ArithmeticKind.Multiply => unchecked(a * b),
        ArithmeticKind.Divide => ScalarMath.Divide(a, b),
        _ => ScalarMath.Remainder(a, b),
    };

    private static bool Holds(ComparisonKind kind, bool less, bool equal) => kind switch
    {
        ComparisonKind.Less => less,
        ComparisonKind.LessOrEqual => less || equal,
        _ => equal,
    };

    internal static Scalar Rounded(double value, DType dtype) => Scalar.Of(dtype == DType.Float32 ? (float)value : value);

    internal static Scalar Wrapped(long value, DType dtype) => Scalar.Of(dtype == DType.Int32 ? unchecked((int)value) : value);

    /// <summary>A reduction under way: the value so far, in order.</summary>
    internal struct Reduction(ReductionKind kind, DType dtype)
    {
        private Scalar value = Start(kind, dtype);
        private long count;
        private long best = -1;

        /// <summary>What is not combined but set.</summary>
        public Reduction(Scalar value)
            : this(ReductionKind.Sum, DType.Int64) => this.value = value;

        /// <summary>Whether there is a result: a position needs an entry.</summary>
        public readonly bool HasResult => kind is not (ReductionKind.ArgMax or ReductionKind.ArgMin) || best >= 0;

        public readonly Scalar Result => kind is ReductionKind.ArgMax or ReductionKind.ArgMin ? Scalar.Of(best) : value;

        public void Add(Scalar next)
        {
            switch (kind)
            {
                case ReductionKind.Sum: value = dtype.IsFloat ? Rounded(value.Real + next.Real, dtype) : Wrapped(unchecked(value.Integer + next.Integer), dtype); break;
                case ReductionKind.Product: value = dtype.IsFloat ? Rounded(value.Real * next.Real, dtype) : Wrapped(unchecked(value.Integer * next.Integer), dtype); break;
                default: Compare(next); break;
            }

            count++;
        }

        private void Compare(Scalar next)
        {
            var wantsLarge = kind is ReductionKind.Max or ReductionKind.ArgMax;
            var seen = kind is ReductionKind.Max or ReductionKind.Min || best >= 0;
            if (seen && !Better(next, value, dtype, wantsLarge)) return;
            (value, best) = (next, count);
        }

        private static bool Better(Scalar next, Scalar value, DType dtype, bool large)
        {
            if (!dtype.IsFloat) return large ? next.Integer > value.Integer : next.Integer < value.Integer;
            if (double.IsNaN(value.Real)) return false;
            return double.IsNaN(next.Real) || (large ? next.Real > value.Real : next.Real < value.Real);
        }

        internal static Scalar Start(ReductionKind kind, DType dtype) => (kind, dtype) switch
        {
            (ReductionKind.Sum, _) => Scalar.Of(0, dtype),
            (ReductionKind.Product, _) => Scalar.Of(1, dtype),
            (ReductionKind.Max or ReductionKind.ArgMax, DType.Float64 or DType.Float32) => Scalar.Of(double.NegativeInfinity),
            (_, DType.Float64 or DType.Float32) => Scalar.Of(double.PositiveInfinity),
            (ReductionKind.Max or ReductionKind.ArgMax, DType.Int32) => Scalar.Of((long)int.MinValue),
            (ReductionKind.Max or ReductionKind.ArgMax, DType.Int64) => Scalar.Of(long.MinValue),
            (_, DType.Int32) => Scalar.Of((long)int.MaxValue),
            (_, DType.Int64) => Scalar.Of(long.MaxValue),
            (ReductionKind.Max or ReductionKind.ArgMax, _) => Scalar.Of(false),
            _ => Scalar.Of(true),
        };
    }
}
