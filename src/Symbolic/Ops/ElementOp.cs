using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff;

/// <summary>An op that says what each entry of its output is.</summary>
public abstract record ElementOp : Op
{
    /// <summary>The output's entry at an index, in terms of the inputs' entries: <c>Sum(k => x[0][at[0], k] * x[1][k, at[1]], over: x[0].Shape[1])</c>.</summary>
    public abstract Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at);

    /// <summary>
    /// Where an input is read at computed indices: an offset when of its last two axes [i, j] only entries with j ≤ i + offset are read; null when others
    /// are, or when the element shows it.
    /// </summary>
    public virtual int? ReadsBelow(int input) => null;

    /// <summary>The element over fresh axes of the output's shape.</summary>
    internal (Element Element, ImmutableArray<Axis> Axes) Define(ImmutableArray<TensorType> inputs, TensorType output)
    {
        ImmutableArray<Axis> axes = [.. output.Shape.Select(dim => new Axis(dim))];
        return (Element(Operand.Of(inputs), axes), axes);
    }

    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes)
    {
        var (element, axes) = Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        return [new ElementInterpreter(inputs, sizes).Tabulate(element, axes, node.Type)];
    }
}

/// <summary>An op that pushes: over a domain of indices it adds values at target indices of an output that starts at zero.</summary>
public abstract record ScatterOp : Op
{
    /// <summary>The domain it runs over.</summary>
    public abstract Shape Domain(ImmutableArray<TensorType> inputs);

    /// <summary>The index of the output that is added to; outside of the output it is an error.</summary>
    public abstract ImmutableArray<Element> Target(ImmutableArray<Operand> x, ImmutableArray<Axis> at);

    /// <summary>What is added.</summary>
    public abstract Element Value(ImmutableArray<Operand> x, ImmutableArray<Axis> at);

    /// <summary>The target index and the value over fresh axes of the domain.</summary>
    internal (ImmutableArray<Axis> Axes, ImmutableArray<Element> Target, Element Value) Define(ImmutableArray<TensorType> inputs)
    {
        ImmutableArray<Axis> axes = [.. Domain(inputs).Select(dim => new Axis(dim))];
        return (axes, Target(Operand.Of(inputs), axes), Value(Operand.Of(inputs), axes));
    }

    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes)
    {
        var types = ImmutableArray.CreateRange(node.Inputs, i => i.Type);
        var domain = Domain(types);
        var (axes, target, value) = Define(types);
        var lengths = node.Shape.Evaluate(sizes);
        var entries = new Scalar[IndexSpace.Count(lengths)];
        ShapeException?[]? missing = null;
        var zero = Scalar.Of(0, node.DType);
        for (var i = 0; i < entries.Length; i++) entries[i] = zero;
        var interpreter = new ElementInterpreter(inputs, sizes);
        foreach (var at in IndexSpace.Of(domain.Evaluate(sizes)))
        {
            interpreter.Bind(axes, at);
            var offset = Offset(target, lengths, interpreter);
            entries[offset] = Sum(entries[offset], interpreter.Evaluate(value, out var reason), node.DType);
            if (reason is not null) (missing ??= new ShapeException?[entries.Length])[offset] = reason;
        }

        return [new(node.DType, [.. lengths], entries, missing)];
    }

    // Where nobody knows which entry is meant, no entry has a value.
    private int Offset(ImmutableArray<Element> target, int[] lengths, ElementInterpreter interpreter)
    {
        var offset = 0;
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            var index = interpreter.Evaluate(target[axis], out var reason).Integer;
            if (reason is not null) throw reason;
            if (index < 0 || index >= lengths[axis])
                throw new ShapeException($"{Name}: the index {index} is outside of axis {axis}; expected 0 to {lengths[axis] - 1}.");
            offset = offset * lengths[axis] + (int)index;
        }

        return offset;
    }

    private static Scalar Sum(Scalar a, Scalar b, DType dtype) => dtype.IsFloat
        ? ElementInterpreter.Rounded(a.Real + b.Real, dtype)
        : ElementInterpreter.Wrapped(unchecked(a.Integer + b.Integer), dtype);
}

/// <summary>An op whose value is a combination of other ops, though its derivative is its own.</summary>
public abstract record MacroOp : Op
{
    /// <summary>The value in terms of other ops, in the graph of the inputs.</summary>
    public abstract ImmutableArray<Node> Expand(ImmutableArray<Node> inputs);

    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes)
    {
        var scratch = new Graph();
        ImmutableArray<Node> parameters = [.. node.Inputs.Select((input, i) => scratch.Variable("x" + i, input.Type))];
        var interpreter = new Interpreter(sizes);
        for (var i = 0; i < parameters.Length; i++) interpreter.Set(parameters[i], inputs[i]);
        return interpreter.Run(Expand(parameters));
    }
}
