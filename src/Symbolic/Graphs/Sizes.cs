using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Solves named sizes from the lengths of values.</summary>
internal static class Sizes
{
    /// <summary>The sizes for which the types have the lengths of the values.</summary>
    /// <exception cref="ShapeException">A rank, dtype or length does not fit, or a size cannot be solved.</exception>
    public static ImmutableDictionary<string, int> Solve(string function, IReadOnlyList<Node> parameters, IReadOnlyList<Tensor> values)
    {
        var known = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < parameters.Count; i++) CheckKind(function, parameters[i], values[i]);
        var axes = parameters.SelectMany((p, i) => p.Shape.Select((dim, axis) => (Parameter: p, Dim: dim, Length: values[i].Lengths[axis], Axis: axis))).ToList();
        for (var progress = true; progress;)
        {
            progress = false;
            foreach (var (_, dim, length, _) in axes)
            {
                if (dim.Names.Count(n => !known.ContainsKey(n)) != 1 || dim.Solve(length, known) is not { } size) continue;
                known = known.Add(dim.Names.Single(n => !known.ContainsKey(n)), size);
                progress = true;
            }
        }

        foreach (var (parameter, dim, length, axis) in axes)
        {
            if (dim.Names.FirstOrDefault(n => !known.ContainsKey(n)) is { } unknown)
                throw new ShapeException($"{function}: the size '{unknown}' cannot be solved from the lengths of the inputs: axis {axis} of '{parameter}' is {dim} and has length {length}.");
            if (dim.Evaluate(known) != length)
                throw new ShapeException($"{function}: axis {axis} of '{parameter}' has length {length}; expected {dim}{(dim.IsConstant ? "" : " = " + dim.Evaluate(known).ToString(System.Globalization.CultureInfo.InvariantCulture))}.");
        }

        return known;
    }

    /// <summary>The lengths that nodes have or speak of, in their order.</summary>
    public static IEnumerable<Dim> In(IEnumerable<Node> nodes) => nodes.SelectMany(n => n.Types.SelectMany(t => t.Shape).Concat(n.Op.Lengths)).Distinct();

    /// <summary>Adds the sizes of parameters that follow from the shapes of what is put in their place. Ranks are equal; the rest is the caller's to check.</summary>
    public static void Unify(IReadOnlyList<(Shape Parameter, Shape Argument)> shapes, Dictionary<string, Dim> known)
    {
        var axes = shapes.SelectMany(s => s.Parameter.Zip(s.Argument)).ToList();
        for (var progress = true; progress;)
        {
            progress = false;
            foreach (var (parameter, argument) in axes)
            {
                if (parameter.Solve(argument, known) is not { } solved) continue;
                known.Add(solved.Name, solved.Size);
                progress = true;
            }
        }
    }

    private static void CheckKind(string function, Node parameter, Tensor value)
    {
        if (value.DType != parameter.DType || value.Lengths.Length != parameter.Type.Rank)
            throw new ShapeException($"{function}: the input '{parameter}' is {parameter.Type}; got a value of type {value.Type}.");
    }
}
