using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff;

/// <summary>Functions of which some inputs or sizes are fixed.</summary>
public sealed partial class Function
{
    /// <summary>
    /// The function with an input replaced by a constant, or with a named size fixed: <c>f.Bind("k", 3)</c>. A number takes the dtype of the input. Sizes that
    /// a tensor's lengths determine are fixed with it; the result then has a graph of its own.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such input or size.</exception>
    /// <exception cref="ShapeException">The value does not fit.</exception>
    public Function Bind(string name, Tensor value) => Bind((name, value));

    /// <summary>The function with several inputs replaced by constants and several named sizes fixed.</summary>
    /// <exception cref="ArgumentException">There is no such input or size, or one is bound twice.</exception>
    /// <exception cref="ShapeException">A value does not fit.</exception>
    public Function Bind(params (string Name, Tensor Value)[] values)
    {
        if (values is null) throw new ArgumentNullException(nameof(values));
        if (values.GroupBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{Name}: '{twice.Key}' is bound twice.", nameof(values));
        if (values.FirstOrDefault(v => !InputNames.Contains(v.Name) && !Sizes.Contains(v.Name)) is { Name: { } unknown })
            throw new ArgumentException($"{Name}: there is no input and no size '{unknown}' to bind; the inputs are {Listed(InputNames)}, the sizes {Listed(Sizes)}.", nameof(values));
        var constants = values.Where(v => InputNames.Contains(v.Name)).ToDictionary(v => Input(v.Name), v => Fitted(Input(v.Name), v.Value));
        return Bind(constants, SizesOf(constants, values.Where(v => !InputNames.Contains(v.Name))));
    }

    private Function Bind(Dictionary<Node, Tensor> constants, Dictionary<string, Dim> sizes)
    {
        var target = sizes.Count == 0 ? Graph : new Graph();
        var substitution = new Substitution(target, sizes);
        foreach (var (input, value) in constants.Select(c => (c.Key, c.Value))) substitution.Map(input, target.Constant(value));
        var images = substitution.Apply(Inputs.Where(i => !constants.ContainsKey(i)).Concat(Outputs));
        var inputs = images.Length - Outputs.Length;
        return new(Name, images.Take(inputs), images.Skip(inputs).Select((node, i) => (OutputNames[i], node)));
    }

    private Dictionary<string, Dim> SizesOf(Dictionary<Node, Tensor> constants, IEnumerable<(string Name, Tensor Value)> named)
    {
        var sizes = named.ToDictionary(s => s.Name, s => Length(s.Name, s.Value), StringComparer.Ordinal);
        SymDiff.Sizes.Unify([.. constants.Select(c => (c.Key.Shape, c.Value.Type.Shape))], sizes);
        foreach (var (input, value) in constants.Select(c => (c.Key, c.Value)))
        {
            var shape = input.Shape.Substitute(sizes);
            if (shape == value.Type.Shape) continue;
            var reason = shape == input.Shape ? "" : $", which is {shape} with {string.Join(", ", input.Shape.SelectMany(d => d.Names).Distinct().Where(sizes.ContainsKey).Select(n => n + " = " + sizes[n]))}";
            throw new ShapeException($"{Name}: the input '{input}' is {input.Type}{reason}; got a value of type {value.Type}.");
        }

        return sizes;
    }

    private Dim Length(string size, Tensor value)
    {
        if (!value.Lengths.IsEmpty || !(value.ToDouble() is >= 0 and <= int.MaxValue and var length) || length != Math.Floor(length))
            throw new ShapeException($"{Name}: '{size}' is a size, to be bound to an integer from 0 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}; got {Printing.Literals.Text(value)}.");
        return (int)length;
    }

    // A number written in C# is a double; it takes the input's dtype where it has that value there.
    private Tensor Fitted(Node input, Tensor value)
    {
        if (value is null) throw new ArgumentNullException(nameof(value), $"{Name}: the value for '{input}' is null.");
        if (value.DType != input.DType && (value.DType != DType.Float64 || input.DType == DType.Bool || (input.DType.IsInteger && value.ToArray().Any(v => v != Math.Floor(v) || Math.Abs(v) > 1L << 53))))
            throw new ShapeException($"{Name}: the input '{input}' is {input.Type}; got {Printing.Literals.Text(value)} of type {value.Type}.");
        return value.Cast(input.DType);
    }

    private static string Listed(ImmutableArray<string> names) => names.IsEmpty ? "none" : string.Join(", ", names);
}
