using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>An op without inputs or one that only renames: the interpreter and the compiler give them their values.</summary>
public abstract record LeafOp : Op
{
    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes) =>
        throw new InvalidOperationException($"The variable '{node}' has no value: it is not an input of the function that is evaluated.");
}

/// <summary>An input of a function.</summary>
public sealed record Variable(string InputName, TensorType Type) : LeafOp
{
    /// <inheritdoc/>
    public override string Name => InputName;

    /// <inheritdoc/>
    public override Notation Notation => Notation.Closed(Printing.MathPrinter.Name(InputName), Printing.LatexNames.Of(InputName));

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs) => Type;

    // NaN is what a caller passes as a number, not what a function makes of numbers.
    /// <inheritdoc/>
    public override bool IsDefined(ImmutableArray<Interval> inputs) => true;

    /// <inheritdoc/>
    public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with { Type = Type.Substitute(sizes) };
}

/// <summary>A constant, keyed by its bits: 0.0 and -0.0 differ.</summary>
public sealed record Constant(Tensor Value) : LeafOp
{
    /// <inheritdoc/>
    public override Notation Notation => Notation.Closed(Printing.Literals.Text(Value), Printing.Literals.Latex(Value)) with
    {
        Precedence = IsSigned ? Notation.Multiplicative : Notation.Atom,
        LatexPrecedence = IsSigned || Printing.Literals.Latex(Value).Contains('^') ? Notation.Multiplicative : Notation.Atom,
    };

    private bool IsSigned => Value.Lengths.IsEmpty && Printing.Literals.Text(Value).StartsWith('-');

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs) => Value.Type;

    /// <inheritdoc/>
    public override bool IsDefined(ImmutableArray<Interval> inputs) => !Array.Exists(Value.ToArray(), double.IsNaN);

    /// <inheritdoc/>
    public override Interval RangeOf(ImmutableArray<Interval> inputs) =>
        Value.Count == 0 || !Value.DType.IsFloat ? Interval.All : new(Value.ToArray().Min(), Value.ToArray().Max());

    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes) => [Value];
}

/// <summary>One output of an op with several.</summary>
public sealed record Output(int Index) : LeafOp
{
    /// <inheritdoc/>
    public override Notation Notation => Notation.Closed("{0}.Item" + (Index + 1), "{{0}}_" + Notation.Group((Index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs) =>
        throw new ShapeException($"Output({Index}): expected a node of tuple type, got {inputs[0]}.");

    internal override ImmutableArray<TensorType> TypesOf(ImmutableArray<Node> inputs) => [inputs[0].Types[Index]];
}
