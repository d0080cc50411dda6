namespace SymDiff.Frontends;

/// <summary>The names that a text may use. An open one takes a free name for an input.</summary>
internal sealed class Scope
{
    private readonly Scope? outer;
    private readonly bool open;
    private readonly UnstatedTypes? unstated;
    private readonly Dictionary<string, Term> values = new(StringComparer.Ordinal);
    private readonly List<Node> inputs = [];
    private readonly HashSet<string> sizes;

    public Scope(Graph graph, bool open, UnstatedTypes unstated, IEnumerable<string> sizes) =>
        (Graph, this.open, this.unstated, this.sizes) = (graph, open, unstated, new(sizes, StringComparer.Ordinal));

    /// <summary>The names within a function: its parameters and locals, and what is known around it.</summary>
    public Scope(Scope outer) => (Graph, this.outer, sizes) = (outer.Graph, outer, outer.sizes);

    public Graph Graph { get; }

    /// <summary>The names of lengths.</summary>
    public IEnumerable<string> Sizes => sizes;

    /// <summary>The inputs: as declared, or in alphabetical order where they are the free names.</summary>
    public IReadOnlyList<Node> Inputs => open ? [.. inputs.OrderBy(i => i.Op.Name, StringComparer.Ordinal)] : inputs;

    /// <summary>Whether this scope itself declares a name.</summary>
    public bool Contains(string name) => values.ContainsKey(name);

    /// <summary>The value of a name that is declared here or around.</summary>
    public Term? Declared(string name)
    {
        for (var scope = this; scope is not null; scope = scope.outer) if (scope.values.TryGetValue(name, out var value)) return value;
        return null;
    }

    public void AddInput(string name, TensorType type)
    {
        var input = Graph.Variable(name, type);
        inputs.Add(input);
        values.Add(name, new(input, 0));
        foreach (var size in type.Shape.SelectMany(d => d.Names)) sizes.Add(size);
    }

    public void AddLocal(string name, Term value) => values.Add(name, value);

    /// <summary>What a name means at a place.</summary>
    public Term? Find(Token name)
    {
        if (Declared(name.Text) is { } value) return value with { Start = name.Start };
        if (sizes.Contains(name.Text)) return new(Graph.Size(new Dim(name.Text), DType.Int32), name.Start);
        var root = this;
        while (root.outer is not null) root = root.outer;
        if (!root.open || (!name.IsEscaped && Constants.Find(null, name.Text) is not null)) return null;
        root.AddInput(name.Text, root.unstated!.Of(name.Text));
        return root.values[name.Text] with { Start = name.Start };
    }

    /// <summary>Why a name means nothing, and what may have been meant.</summary>
    public string Explain(string name)
    {
        if (Constants.Qualified(name) is { } constant) return $"unknown name '{name}'; write {constant} for the constant, or add {name} to the parameters.";
        var names = new List<string>();
        for (var scope = this; scope is not null; scope = scope.outer) names.AddRange(scope.values.Keys);
        return Spelling.Nearest(name, names) is { } meant
            ? $"unknown name '{name}'; did you mean {meant}?"
            : $"unknown name '{name}'; expected {(names.Count == 0 ? "a number: there are no parameters" : "one of " + string.Join(", ", names))}.";
    }
}
