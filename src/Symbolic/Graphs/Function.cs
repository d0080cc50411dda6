using System.Collections.Immutable;
using System.Diagnostics;

namespace SymDiff;

/// <summary>Named inputs and named outputs over a graph: what one differentiates, compiles, prints, saves, calls and binds.</summary>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed partial class Function
{
    private ImmutableArray<string> sizes;   // found when they are asked for

    /// <summary>A function whose outputs are named <c>value</c>, or <c>value1</c>, <c>value2</c> ... where there are several.</summary>
    public Function(string name, IEnumerable<Node> inputs, IEnumerable<Node> outputs)
        : this(name, inputs, Named(outputs))
    {
    }

    /// <summary>A function of variables of one graph.</summary>
    /// <exception cref="ArgumentException">An input is no variable or stands twice, an output has another graph or reads a variable that is no input, or a name is used twice.</exception>
    public Function(string name, IEnumerable<Node> inputs, IEnumerable<(string Name, Node Node)> outputs)
    {
        Name = Names.Checked(name, "function");
        Inputs = [.. inputs];
        var named = outputs.ToList();
        Outputs = [.. named.Select(o => o.Node)];
        OutputNames = [.. named.Select(o => Names.Checked(o.Name, "output"))];
        if (Outputs.IsEmpty) throw new ArgumentException($"The function '{name}' has no outputs; expected at least one.", nameof(outputs));
        Graph = Outputs[0].Graph;
        FunctionVerifier.Check(this);
    }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    /// <summary>The graph that the nodes belong to.</summary>
    public Graph Graph { get; }

    /// <summary>The variables, in the order of the parameters.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The names of the inputs.</summary>
    public ImmutableArray<string> InputNames => [.. Inputs.Select(i => i.Op.Name)];

    /// <summary>The nodes that are computed.</summary>
    public ImmutableArray<Node> Outputs { get; }

    /// <summary>The names of the outputs.</summary>
    public ImmutableArray<string> OutputNames { get; }

    /// <summary>The named sizes: those in the types of the inputs, in order of appearance, then those that are only computed with.</summary>
    public ImmutableArray<string> Sizes => sizes.IsDefault ? sizes = [.. SymDiff.Sizes.In(Inputs.Concat(Traversal.PostOrder(Outputs))).SelectMany(d => d.Names).Distinct(StringComparer.Ordinal)] : sizes;

    private string DebuggerText => $"{Name}({string.Join(", ", Inputs.Select(i => $"{i.Type} {i.Op.Name}"))}) -> ({string.Join(", ", Outputs.Select((o, i) => $"{o.Type} {OutputNames[i]}"))})";

    /// <summary>The output of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Node Output(string name) => OutputNames.IndexOf(name) is var index and >= 0
        ? Outputs[index]
        : throw new ArgumentException($"The function '{Name}' has no output '{name}'; its outputs are {string.Join(", ", OutputNames)}.", nameof(name));

    /// <summary>The input of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Node Input(string name) => InputNames.IndexOf(name) is var index and >= 0
        ? Inputs[index]
        : throw new ArgumentException($"The function '{Name}' has no input '{name}'; its inputs are {string.Join(", ", InputNames)}.", nameof(name));

    /// <summary>
    /// The value of each output by the interpreter, without compilation, where all inputs are scalars. Of a function of one vector the numbers are its entries.
    /// The outputs are scalars, or one tensor, of which the entries are given.
    /// </summary>
    /// <exception cref="ArgumentException">The number of inputs is another.</exception>
    /// <exception cref="ShapeException">There are several outputs that are no scalars.</exception>
    public double[] Evaluate(params double[] inputs)
    {
        if (inputs is null) throw new ArgumentNullException(nameof(inputs));
        if (Outputs.Length > 1 && Outputs.FirstOrDefault(o => !o.Type.IsScalar) is { } tensor)
            throw new ShapeException($"{Name}: Evaluate of numbers gives a number for each output, but {OutputNames[Outputs.IndexOf(tensor)]} is {tensor.Type}. Pass tensors: Evaluate({string.Join(", ", Inputs.Select(i => i.Type.Rank == 1 ? "Tensor.Vector(...)" : "Tensor.Scalar(...)"))}).");
        var values = Inputs is [{ Type.Rank: 1 } vector]
            ? Evaluate(Tensor.Of(vector.DType, inputs, inputs.Length))
            : Evaluate([.. inputs.Select((x, i) => Tensor.Scalar(x, i < Inputs.Length ? Inputs[i].DType : DType.Float64))]);
        return values is [var only] ? only.ToArray() : [.. values.Select(o => o.ToDouble())];
    }

    /// <summary>The value of each output by the interpreter, without compilation.</summary>
    /// <exception cref="ArgumentException">The number of inputs is another.</exception>
    /// <exception cref="ShapeException">A value does not fit its input.</exception>
    public ImmutableArray<Tensor> Evaluate(params Tensor[] inputs)
    {
        if (inputs is null) throw new ArgumentNullException(nameof(inputs));
        if (inputs.Length != Inputs.Length)
            throw new ArgumentException($"{Name}: expected {Inputs.Length} input(s) ({string.Join(", ", InputNames)}), got {inputs.Length}.", nameof(inputs));
        var known = SymDiff.Sizes.Solve(Name, Inputs, inputs);
        if (Sizes.FirstOrDefault(s => !known.ContainsKey(s)) is { } open)
            throw new ShapeException($"{Name}: the size '{open}' does not follow from the inputs. Fix it with Function.Bind(\"{open}\", ...).");
        var interpreter = new Interpreter(known);
        for (var i = 0; i < inputs.Length; i++) interpreter.Set(Inputs[i], inputs[i]);
        return interpreter.Evaluate(Outputs);
    }

    /// <inheritdoc/>
    public override string ToString() => DebuggerText;

    private static IEnumerable<(string, Node)> Named(IEnumerable<Node> outputs)
    {
        var nodes = outputs.ToList();
        return nodes.Select((node, i) => (nodes.Count == 1 ? "value" : "value" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), node));
    }
}
