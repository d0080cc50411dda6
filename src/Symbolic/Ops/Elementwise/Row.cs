using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>Which dtypes an elementwise function takes.</summary>
public enum Accepts
{
    /// <summary>Float64 and Float32.</summary>
    Floats,

    /// <summary>Floats and integers.</summary>
    Numbers,

    /// <summary>Bool.</summary>
    Truths,

    /// <summary>Every dtype.</summary>
    Everything,
}

/// <summary>
/// One row of a family's rule book: an elementwise function with its value, its derivative by each input, and as data its domain,
/// kinks and range. A row is one object, so two ops are equal when their row is.
/// </summary>
public sealed record Row : ElementwiseOp
{
    private readonly Func<ImmutableArray<Element>, Element> element;
    private readonly ImmutableArray<Func<Node, Node, Node?>> scales;   // (t, y) -> t·∂y/∂xᵢ
    private readonly string name;

    internal Row(string name, Func<ImmutableArray<Element>, Element> element, params ImmutableArray<Func<Node, Node, Node?>> scales) =>
        (this.name, this.element, this.scales, notation) = (name, element, scales, Notation.Function(name));

    // A call of a scalar function.
    internal Row(ScalarFunction function, params ImmutableArray<Func<Node, Node, Node?>> scales)
        : this(function.Name, x => new Call(function, x), scales) => Function = function;

    private readonly Notation notation;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Notation Notation => notation;

    /// <inheritdoc/>
    public override Notation NotationFor(Node y) => WrittenFor?.Invoke(y) ?? notation;

    /// <inheritdoc/>
    public override ImmutableArray<Kink> Kinks => Points;

    /// <inheritdoc/>
    public override bool IsZeroAlmostEverywhere => IsFlat;

    /// <inheritdoc/>
    public override bool IsLinear => Linear;

    /// <inheritdoc/>
    public override bool IsCheapAndTotal => Cheap;

    /// <inheritdoc/>
    public override bool IsCommutative => Commutative;

    /// <summary>The number of inputs.</summary>
    public int Arity => scales.Length;

    /// <summary>The function that is called, where the row is one and not arithmetic.</summary>
    public ScalarFunction? Function { get; }

    /// <summary>How it is written.</summary>
    internal Notation Written { init => notation = value; }

    /// <summary>How it is written where that depends on the operands' types; null is as elsewhere.</summary>
    internal Func<Node, Notation?>? WrittenFor { get; init; }

    /// <summary>Where each input must be for a finite value.</summary>
    public ImmutableArray<Interval> Domain { get; internal init; } = [];

    /// <summary>Whether there is a value where the inputs are in given intervals, for what domains cannot say: a divisor other than 0.</summary>
    internal Func<ImmutableArray<Interval>, bool>? DefinedWhere { get; init; }

    /// <summary>The interval of the values, from the intervals of the inputs.</summary>
    internal Func<ImmutableArray<Interval>, Interval> Range { get; init; } = _ => Interval.All;

    /// <summary>Which dtypes it takes.</summary>
    internal Accepts Accepts { get; init; } = Accepts.Floats;

    /// <summary>Whether the result is Bool whatever the operands are.</summary>
    internal bool GivesTruth { get; init; }

    internal bool IsFlat { get; init; }

    internal bool Linear { get; init; }

    internal bool Cheap { get; init; }

    internal bool Commutative { get; init; }

    internal ImmutableArray<Kink> Points { get; init; } = [];

    /// <inheritdoc/>
    public override Element Apply(ImmutableArray<Element> x) => element(x);

    /// <inheritdoc/>
    public override Node? Scale(Node t, Node y, int input) => scales[input](t, y);

    /// <inheritdoc/>
    public override bool IsDefined(ImmutableArray<Interval> inputs) =>
        DefinedWhere?.Invoke(inputs) ?? (Domain.IsEmpty || Domain.Zip(inputs, (domain, input) => domain.Contains(input)).All(inside => inside));

    /// <inheritdoc/>
    public override Interval RangeOf(ImmutableArray<Interval> inputs) => Range(inputs);

    /// <inheritdoc/>
    public bool Equals(Row? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    // Nearly all nodes of a large graph have operands of one type, and that.
    internal override ImmutableArray<TensorType> TypesOf(ImmutableArray<Node> inputs)
    {
        var type = inputs[0].IsTuple || GivesTruth || !Accepts.Includes(inputs[0].DType) ? null : inputs[0].Type;
        foreach (var input in inputs) if (input.IsTuple || !ReferenceEquals(input.Type, type)) type = null;
        return type?.Alone ?? base.TypesOf(inputs);
    }

    /// <inheritdoc/>
    protected override DType InferDType(ImmutableArray<TensorType> inputs)
    {
        var dtype = inputs[0].DType;
        var accepted = Accepts.Includes(dtype);
        foreach (var input in inputs) accepted &= input.DType == dtype;
        if (!accepted) dtype = Common(inputs, d => Accepts.Includes(d), Accepts.Expected);   // says what is wrong
        return GivesTruth ? DType.Bool : dtype;
    }
}

/// <summary>Rows that call a scalar function, by its method: the same method gives the same op everywhere.</summary>
internal static class Rows
{
    private static readonly ConcurrentDictionary<MethodInfo, (Row Row, ImmutableArray<MethodInfo?> Partials)> known = new();

    public static Row Of(Delegate function, ImmutableArray<Delegate?> partials, Func<ScalarFunction, Row> make)
    {
        if (known.TryGetValue(function.Method, out var found) && Same(found.Partials, partials)) return found.Row;
        ImmutableArray<MethodInfo?> methods = [.. partials.Select(p => p?.Method)];
        var (row, registered) = known.GetOrAdd(function.Method, _ => (make(ScalarFunction.Of(function)), methods));
        if (!registered.SequenceEqual(methods))
            throw new ArgumentException($"'{row.Function}' has a derivative already, by another rule: give the function a method of its own, or use a custom gradient.", nameof(partials));
        return row;
    }

    private static bool Same(ImmutableArray<MethodInfo?> methods, ImmutableArray<Delegate?> delegates)
    {
        if (methods.Length != delegates.Length) return false;
        for (var i = 0; i < methods.Length; i++) if (methods[i] != delegates[i]?.Method) return false;
        return true;
    }

    /// <summary>The row of a function of one input, where there is one with this derivative already.</summary>
    public static Row? Find(Delegate function, Delegate? partial) =>
        known.TryGetValue(function.Method, out var found) && found.Partials is [var only] && only == partial?.Method ? found.Row : null;

    /// <summary>t·p, where factors 1 and a missing partial are left out.</summary>
    public static Node? Times(Node t, Node? partial) => partial is null ? null : IsOne(t) ? partial : IsOne(partial) ? t : t * partial;

    /// <summary>Whether a node is the scalar constant 1.</summary>
    public static bool IsOne(Node t) => t.Op is Constant { Value: { Count: 1, Lengths.Length: 0 } value } && value.ToDouble() == 1;
}
