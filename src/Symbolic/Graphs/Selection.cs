namespace SymDiff;

/// <summary>Functions made of functions: some of the outputs, other names, composition.</summary>
public sealed partial class Function
{
    /// <summary>The function with some of the outputs, in the order in which they are named.</summary>
    /// <exception cref="ArgumentException">There is no such output, or one is named twice.</exception>
    public Function Select(params string[] outputs)
    {
        if (outputs is null) throw new ArgumentNullException(nameof(outputs));
        return new(Name, Inputs, outputs.Select(name => (name, Output(name))));
    }

    /// <summary>The function under another name.</summary>
    /// <exception cref="ArgumentException">The name is no identifier.</exception>
    public Function Rename(string name) => new(name, Inputs, Outputs.Select((node, i) => (OutputNames[i], node)));

    /// <summary>The function with other names for some inputs: <c>f.RenameInputs(("x", "time"))</c>.</summary>
    /// <exception cref="ArgumentException">There is no such input, two inputs would have one name, or the graph has a variable of the name and another type.</exception>
    public Function RenameInputs(params (string Old, string New)[] names)
    {
        var renamed = Renamed(InputNames, names, "input");
        var inputs = Inputs.Select((input, i) => Graph.Variable(renamed[i], input.Type)).ToList();
        if (inputs.GroupBy(i => i).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{Name}: two inputs would be named '{twice.Key}'.", nameof(names));
        var substitution = new Substitution(Graph);
        for (var i = 0; i < inputs.Count; i++) substitution.Map(Inputs[i], inputs[i]);
        return new(Name, inputs, substitution.Apply(Outputs).Select((node, i) => (OutputNames[i], node)));
    }

    /// <summary>The function with other names for some outputs: <c>f.RenameOutputs(("value", "energy"))</c>.</summary>
    /// <exception cref="ArgumentException">There is no such output, or two outputs would have one name.</exception>
    public Function RenameOutputs(params (string Old, string New)[] names)
    {
        var renamed = Renamed(OutputNames, names, "output");
        return new(Name, Inputs, Outputs.Select((node, i) => (renamed[i], node)));
    }

    /// <summary>
    /// The composition f(.., g(..), ..): an input is computed by another function, whose inputs take its place. An input of that function with the name of
    /// one of this function's gets a trailing underscore; so does a named size of this function that means another there. The result has a graph of its own.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such input, or the other function has several outputs.</exception>
    /// <exception cref="ShapeException">The other function's output does not fit the input.</exception>
    public Function Compose(string input, Function inner)
    {
        if (inner is null) throw new ArgumentNullException(nameof(inner));
        var (place, graph) = (Input(input), new Graph());
        if (inner.Outputs is not [var value])
            throw new ArgumentException($"{Name}: '{input}' is to be computed by {inner.Name}, which has the outputs {string.Join(", ", inner.OutputNames)}; take one of them with Select.", nameof(inner));
        var substitution = new Substitution(graph, SizesAround(place, inner));
        var taken = new HashSet<string>(Inputs.Where(i => i != place).Select(i => i.Op.Name), StringComparer.Ordinal);
        var innerInputs = inner.Inputs.Select(i => graph.Variable(Names.Free(i.Op.Name, taken), i.Type)).ToArray();
        substitution.Map(place, innerInputs.Length > 0 ? inner.Call(innerInputs)[0] : new Substitution(graph).Apply([value])[0]);
        var inputs = Inputs.SelectMany(i => i == place ? innerInputs : [.. substitution.Apply([i])]).ToList();
        return new(Name + "_" + inner.Name, inputs, substitution.Apply(Outputs).Select((node, i) => (OutputNames[i], node)));
    }

    // This function's sizes: solved from what is put in place of the input, and apart from those of the other function.
    private Dictionary<string, Dim> SizesAround(Node place, Function inner)
    {
        var (type, sizes) = (inner.Outputs[0].Type, new Dictionary<string, Dim>(StringComparer.Ordinal));
        if (place.DType == type.DType && place.Type.Rank == type.Rank) SymDiff.Sizes.Unify([(place.Shape, type.Shape)], sizes);
        if (place.Type.Substitute(sizes) != type)
            throw new ShapeException($"{Name}: the input '{place}' is {place.Type}; got the output of {inner.Name} of type {type}.");
        var taken = new HashSet<string>(inner.Sizes.Concat(type.Shape.SelectMany(d => d.Names)), StringComparer.Ordinal);
        foreach (var size in Sizes.Where(s => !sizes.ContainsKey(s)))
            if (taken.Contains(size)) sizes[size] = new Dim(Names.Free(size, taken));
        return sizes;
    }

    private List<string> Renamed(IReadOnlyList<string> known, (string Old, string New)[] names, string what)
    {
        if (names is null) throw new ArgumentNullException(nameof(names));
        var renamed = known.ToList();
        foreach (var (old, name) in names)
        {
            var index = known.ToList().IndexOf(old);
            renamed[index >= 0 ? index : throw new ArgumentException($"The function '{Name}' has no {what} '{old}'; its {what}s are {string.Join(", ", known)}.", nameof(names))] = name;
        }

        return renamed;
    }
}
