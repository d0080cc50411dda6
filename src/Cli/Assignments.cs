using System.Globalization;

namespace SymDiff.Cli;

/// <summary>Values for inputs as they are written on the command line: <c>x=1,y=[1,2],z=pi/2</c>.</summary>
internal static class Assignments
{
    public static Dictionary<string, Tensor> Parse(IEnumerable<string> texts, string option)
    {
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var text in texts)
            foreach (var (start, part) in Parts(text))
                Add(values, text, start, part, option);
        return values;
    }

    private static void Add(Dictionary<string, Tensor> values, string text, int start, string part, string option)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : part[..equals].Trim();
        if (name.Length == 0) throw new ParseException($"expected name=value in {option}, got '{part.Trim()}'.", text, start);
        if (!values.TryAdd(name, Value(text, start + equals + 1, part[(equals + 1)..])))
            throw new ParseException($"{option} gives '{name}' twice.", text, start);
    }

    // A value is a text without inputs: 1.5, -1e-3, pi/2, [1, 2], NaN, true
    private static Tensor Value(string text, int start, string value)
    {
        Function constant;
        try
        {
            constant = Function.Parse(value);
        }
        catch (ParseException exception)
        {
            throw new ParseException(exception.Problem, text, Math.Min(text.Length, start + exception.Position), exception);
        }

        return constant.Inputs is [var free, ..]
            ? throw new ParseException($"'{free}' is no number.", text, start + Math.Max(0, value.IndexOf(free.Op.Name, StringComparison.Ordinal)))
            : constant.Evaluate(Array.Empty<Tensor>())[0];
    }

    // Commas within brackets do not separate.
    private static IEnumerable<(int Start, string Text)> Parts(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ',';
            if (c is '[' or '(') depth++;
            if (c is ']' or ')') depth--;
            if (i < text.Length && (c != ',' || depth > 0)) continue;
            yield return (start, text[start..i]);
            start = i + 1;
        }
    }
}

/// <summary>Gives the inputs of a function their values.</summary>
internal static class Binding
{
    /// <summary>The function over inputs of the lengths that the values have, and the values in the order of its inputs.</summary>
    public static (Function Function, Tensor[] Values) Bind(Function function, IReadOnlyDictionary<string, Tensor> at)
    {
        if (at.Keys.FirstOrDefault(name => !function.InputNames.Contains(name)) is { } extra)
            throw new InputException($"the function has no input '{extra}'; {Inputs(function)}.");
        if (function.InputNames.FirstOrDefault(name => !at.ContainsKey(name)) is { } missing)
            throw new InputException($"the input '{missing}' has no value; {Inputs(function)}.");
        Tensor[] values = [.. function.Inputs.Select(x => Fit(x, at[x.Op.Name]))];
        if (function.Inputs.All(x => x.Shape.IsConstant)) return (function, values);
        var graph = new Graph();
        Node[] inputs = [.. function.Inputs.Select((x, i) => graph.Variable(x.Op.Name, values[i].Type))];
        return (new(function.Name, inputs, function.OutputNames.Zip(function.Call(inputs))), values);
    }

    /// <summary>The types of values: what inputs are whose type the text does not state.</summary>
    public static Dictionary<string, TensorType> Types(IReadOnlyDictionary<string, Tensor> at) => at.ToDictionary(v => v.Key, v => v.Value.Type, StringComparer.Ordinal);

    /// <summary>A value in the dtype of an input.</summary>
    public static Tensor Fit(Node input, Tensor value)
    {
        if (value.Lengths.Length != input.Type.Rank)
            throw new InputException($"the input '{input}' is {input.Type}; got a value of type {value.Type}.");
        if (value.DType == input.DType) return value;
        double[] entries = value.ToArray();
        if (input.DType.IsInteger && Array.Find(entries, e => e != Math.Floor(e) || Math.Abs(e) > long.MaxValue) is var bad && bad != 0)
            throw new InputException($"the input '{input}' is {input.Type}; got {bad.ToString("R", CultureInfo.InvariantCulture)}.");
        if ((input.DType == DType.Bool) != (value.DType == DType.Bool))
            throw new InputException($"the input '{input}' is {input.Type}; got a value of type {value.Type}.");
        return Tensor.Of(input.DType, entries, [.. value.Lengths]);
    }

    private static string Inputs(Function function) => function.Inputs.IsEmpty ? "it has none" : "its inputs are " + string.Join(", ", function.InputNames);
}
