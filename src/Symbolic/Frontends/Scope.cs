namespace SymDiff.Frontends;

/// <summary>The names that a text may use. An open one takes a free name for an input.</summary>
internal sealed class Scope(Graph graph, bool open, UnstatedTypes unstated)
{
    private readonly Dictionary<string, Term> values = new(StringComparer.Ordinal);
    private readonly List<Node> inputs = [];
    private readonly HashSet<string> sizes = new(StringComparer.Ordinal);

    public Graph Graph => graph;

    /// <summary>The inputs: as declared, or in alphabetical order where they are the free names.</summary>
    public IReadOnlyList<Node> Inputs => open ? [.. inputs.OrderBy(i => i.Op.Name, StringComparer.Ordinal)] : inputs;

    public bool Contains(string name) => values.ContainsKey(name);

    public void AddInput(string name, TensorType type)
    {
        var input = graph.Variable(name, type);
        inputs.Add(input);
        values.Add(name, new(input, 0));
        foreach (var size in type.Shape.SelectMany(d => d.Names)) sizes.Add(size);
    }

    public void AddLocal(string name, Term value) => values.Add(name, value);

    /// <summary>What a name means at a place.</summary>
    public Term? Find(Token name)
    {
        if (!values.ContainsKey(name.Text) && sizes.Contains(name.Text)) return new(graph.Size(new Dim(name.Text), DType.Int32), name.Start);
        if (!values.ContainsKey(name.Text) && open && (name.IsEscaped || Constants.Find(null, name.Text) is null))
            AddInput(name.Text, unstated.Of(name.Text));
        return values.TryGetValue(name.Text, out var value) ? value with { Start = name.Start } : null;
    }

    /// <summary>Why a name means nothing, and what may have been meant.</summary>
    public string Explain(string name)
    {
        if (Constants.Qualified(name) is { } constant) return $"unknown name '{name}'; write {constant} for the constant, or add {name} to the parameters.";
        var names = values.Keys.ToList();
        return Spelling.Nearest(name, names) is { } meant
            ? $"unknown name '{name}'; did you mean {meant}?"
            : $"unknown name '{name}'; expected {(names.Count == 0 ? "a number: there are no parameters" : "one of " + string.Join(", ", names))}.";
    }
}
