using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>
/// The body of a control op: a closed function over a frozen graph of its own, in canonical form (nodes in the order of first visit
/// from the outputs, parameters by position). Two bodies are equal when their canonical forms are, so that equal loops intern.
/// </summary>
public sealed class Body : IClosedFunction, IEquatable<Body>
{
    private readonly ImmutableArray<Node> nodes;
    private readonly int hash;

    /// <summary>The body that computes what a function does.</summary>
    public Body(Function function)
        : this(function ?? throw new ArgumentNullException(nameof(function)), function.InputNames)
    {
    }

    /// <summary>As above with other names of the parameters.</summary>
    internal Body(Function function, IEnumerable<string> names)
        : this(Canonical(function, names, p => p.Type, graph => new Substitution(graph)), closed: true)
    {
    }

    private Body(Function function, bool closed)
    {
        Function = function;
        if (closed) function.Graph.Freeze();
        nodes = [.. Traversal.PostOrder(function.Outputs)];
        hash = Hash();
    }

    /// <summary>What the body computes. Its graph takes no more nodes.</summary>
    public Function Function { get; }

    /// <summary>The parameters, by position.</summary>
    public ImmutableArray<Node> Parameters => Function.Inputs;

    /// <summary>The nodes that are computed, each once.</summary>
    public ImmutableArray<Node> Outputs => Function.Outputs;

    /// <summary>The nodes that the outputs are computed from, inputs before consumers.</summary>
    internal ImmutableArray<Node> Nodes => nodes;

    /// <summary>Copies nodes of any graph into a body of its own.</summary>
    /// <param name="parameters">What stands for each parameter, and the parameter's name. Several nodes may stand for one.</param>
    /// <param name="wanted">The nodes that the body computes; equal ones become one output.</param>
    /// <returns>The body, and for each wanted node the position of its output.</returns>
    internal static (Body Body, ImmutableArray<int> Positions) Of(IEnumerable<(string Name, Node Node)> parameters, IReadOnlyList<Node> wanted)
    {
        var graph = new Graph();
        var substitution = new Substitution(graph);
        var variables = new List<Node>();
        foreach (var (name, node) in parameters)
        {
            variables.Add(graph.Variable(name, node.Type));
            substitution.Map(node, variables[^1]);
        }

        var images = substitution.Apply(wanted);
        ImmutableArray<Node> outputs = [.. images.Distinct()];
        return (new(new Function("body", variables, outputs), closed: true), [.. images.Select(image => outputs.IndexOf(image))]);
    }

    /// <summary>The body with named sizes replaced.</summary>
    internal Body Substitute(IReadOnlyDictionary<string, Dim> sizes) =>
        new(Canonical(Function, Function.InputNames, p => p.Type.Substitute(sizes), graph => new Substitution(graph, sizes)), closed: true);

    /// <summary>The body with parameters of other types, and with other nodes built from its ops.</summary>
    internal Body Rebuild(Func<TensorType, TensorType> parameter, Func<Graph, Op, ImmutableArray<Node>, Node> build) =>
        new(Canonical(Function, Function.InputNames, p => parameter(p.Type), graph => new Substitution(graph) { Build = (op, inputs) => build(graph, op, inputs) }), closed: true);

    /// <inheritdoc/>
    public bool Equals(Body? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || hash != other.hash || nodes.Length != other.nodes.Length) return false;
        if (!Parameters.Select(p => p.Type).SequenceEqual(other.Parameters.Select(p => p.Type)) || !SameIds(Outputs, other.Outputs)) return false;
        for (var i = 0; i < nodes.Length; i++)
            if (nodes[i].Id != other.nodes[i].Id || !nodes[i].Op.Equals(other.nodes[i].Op) || !SameIds(nodes[i].Inputs, other.nodes[i].Inputs)) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Body);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary>The body as a lambda in one line.</summary>
    public override string ToString() => Function.ToMath().Replace("\n", " ");

    // A copy in a graph of its own that holds the parameters, then the nodes as they are first visited from the outputs.
    private static Function Canonical(Function function, IEnumerable<string> names, Func<Node, TensorType> type, Func<Graph, Substitution> copying)
    {
        var graph = new Graph();
        var substitution = copying(graph);
        var parameters = function.Inputs.Zip(names, (p, name) => graph.Variable(name, type(p))).ToList();
        for (var i = 0; i < parameters.Count; i++) substitution.Map(function.Inputs[i], parameters[i]);
        return new("body", parameters, substitution.Apply(function.Outputs));
    }

    // Ids are the positions in the canonical order.
    private static bool SameIds(ImmutableArray<Node> a, ImmutableArray<Node> b)
    {
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++) if (a[i].Id != b[i].Id) return false;
        return true;
    }

    private int Hash()
    {
        var hash = default(HashCode);
        foreach (var parameter in Parameters) hash.Add(parameter.Type);
        foreach (var node in nodes)
        {
            hash.Add(node.Op);
            foreach (var input in node.Inputs) hash.Add(input.Id);
        }

        foreach (var output in Outputs) hash.Add(output.Id);
        return hash.ToHashCode();
    }
}
