using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// An append-only arena of interned nodes. It may be used from any thread: adding is locked, and a node never changes.
/// </summary>
[System.Diagnostics.DebuggerDisplay("{ToString(),nq}")]
public sealed class Graph
{
    private readonly object gate = new();
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, Node> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Bits, DType DType), Node> numbers = [];
    private readonly Consumers consumers;
    private ImmutableDictionary<string, Dim> relations = ImmutableDictionary.Create<string, Dim>(StringComparer.Ordinal);
    private int[] buckets = NewBuckets(64);   // hash -> id of the newest node with it
    private int[] next = new int[64];         // id -> id of the next older node in the same bucket
    private int[] hashes = new int[64];
    private bool frozen;
    private readonly List<(int Start, int End)> inner = [];   // the ids of nodes that were built as sides of branches, in order

    /// <summary>An empty graph.</summary>
    public Graph() => consumers = new(nodes);

    /// <summary>The number of nodes.</summary>
    public int Count
    {
        get
        {
            lock (gate) return nodes.Count;
        }
    }

    /// <summary>The node of an op applied to inputs: the one that exists, or a new one.</summary>
    /// <exception cref="ArgumentException">An input belongs to another graph.</exception>
    /// <exception cref="ShapeException">The op does not accept the inputs.</exception>
    public Node Add(Op op, params ImmutableArray<Node> inputs)
    {
        if (op is null) throw new ArgumentNullException(nameof(op));
        CheckOwned(op, inputs);
        if (op is Ops.Variable variable) return Variable(variable.Name, variable.Type);
        if (relations.Count > 0) op = op.Substitute(relations);
        return Intern(op, inputs);
    }

    private Node Intern(Op op, ImmutableArray<Node> inputs)
    {
        var hash = Hash(op, inputs);
        lock (gate)
        {
            if (Find(op, inputs, hash) is { } known) return known;
        }

        var types = TypesOf(op, inputs);
        lock (gate)
        {
            return Find(op, inputs, hash) ?? Append(op, inputs, types, hash);
        }
    }

    /// <summary>Lets the graph take no more nodes: it is part of an op.</summary>
    internal void Freeze()
    {
        lock (gate) frozen = true;
    }

    /// <summary>Says that the nodes from an id on were built as a side of a branch, and are not to be computed outside of it.</summary>
    internal void MarkInner(int start)
    {
        lock (gate)
        {
            inner.RemoveAll(r => r.Start >= start);
            if (start < nodes.Count) inner.Add((start, nodes.Count));
        }
    }

    /// <summary>Whether a node was built as a side of a branch.</summary>
    internal bool IsInner(Node node)
    {
        lock (gate)
        {
            var (low, high) = (0, inner.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (inner[middle].End <= node.Id) low = middle + 1;
                else high = middle;
            }

            return low < inner.Count && inner[low].Start <= node.Id;
        }
    }

    /// <summary>The input of this name and type.</summary>
    /// <exception cref="ArgumentException">The name is no identifier, or a variable of this name has another type.</exception>
    public Node Variable(string name, TensorType type)
    {
        Names.Checked(name, "input");
        if (type is null) throw new ArgumentNullException(nameof(type));
        lock (gate)
        {
            type = type.Substitute(relations);
            if (variables.TryGetValue(name, out var known) && known.Type != type)
                throw new ArgumentException($"The variable '{name}' is {known.Type} in this graph already; it cannot be {type} too.", nameof(type));
            return variables[name] = Intern(new Ops.Variable(name, type), []);
        }
    }

    /// <summary>The input of this name: a Float64 tensor, a scalar when no shape is given.</summary>
    public Node Variable(string name, Shape? shape = null, DType dtype = DType.Float64) => Variable(name, new(dtype, shape ?? Shape.Scalar));

    /// <summary>A variable of this type whose name is not taken, with as many underscores behind it as are needed to differ from names in use.</summary>
    internal Node FreeVariable(string name, TensorType type, ISet<string> taken)
    {
        lock (gate)
        {
            while (taken.Contains(name) || (variables.TryGetValue(name, out var known) && known.Type != type)) name += "_";
            taken.Add(name);
            return Variable(name, type);
        }
    }

    /// <summary>A named size, for use in shapes; one that is declared to be another length is that length.</summary>
    public Dim Dim(string name) => new Dim(name).Substitute(relations);

    /// <summary>
    /// Declares that a named size is another length: <c>graph.Declare(n, 2 * m)</c>. From then on both are the same length in this graph, written
    /// as the second one. A size is declared before nodes are built with it.
    /// </summary>
    /// <exception cref="ArgumentException">The first is no named size, or one that is in use or declared already, or stands in the second.</exception>
    public void Declare(Dim size, Dim length)
    {
        if (size is null) throw new ArgumentNullException(nameof(size));
        if (length is null) throw new ArgumentNullException(nameof(length));
        lock (gate)
        {
            length = length.Substitute(relations);
            if (size.Substitute(relations) == length) return;
            if (size.Names is not [var name] || size != new Dim(name))
                throw new ArgumentException($"Declare: {size} = {length} is no declaration of a size: expected a name on the left, that is not declared already.", nameof(size));
            if (relations.TryGetValue(name, out var known))
                throw new ArgumentException($"Declare: the size '{name}' is {known} already; it cannot be {length} too.", nameof(length));
            if (length.Names.Contains(name))
                throw new ArgumentException($"Declare: {name} = {length} is an equation for '{name}' and not a declaration of it.", nameof(length));
            if (nodes.FirstOrDefault(n => n.Types.Any(t => t.Shape.Any(d => d.Names.Contains(name)))) is { } user)
                throw new ArgumentException($"Declare: the size '{name}' is in use already, in {user} of type {string.Join(", ", user.Types)}; declare it before.", nameof(size));
            var declared = ImmutableDictionary.Create<string, Dim>(StringComparer.Ordinal).Add(name, length);
            relations = relations.ToImmutableDictionary(r => r.Key, r => r.Value.Substitute(declared), StringComparer.Ordinal).Add(name, length);
        }
    }

    /// <summary>A scalar constant.</summary>
    public Node Constant(double value, DType dtype = DType.Float64)
    {
        var key = (BitConverter.DoubleToInt64Bits(value), dtype);
        lock (gate)
        {
            if (numbers.TryGetValue(key, out var known)) return known;
        }

        var number = Add(new Ops.Constant(Tensor.Scalar(value, dtype)), []);
        lock (gate) return numbers[key] = number;
    }

    /// <summary>A constant tensor.</summary>
    public Node Constant(Tensor value) => Add(new Ops.Constant(value), []);

    /// <summary>A function of variables of this graph.</summary>
    public Function Function(string name, IEnumerable<Node> inputs, IEnumerable<Node> outputs) => new(name, inputs, outputs);

    /// <summary>A function of variables of this graph, with names for the outputs.</summary>
    public Function Function(string name, IEnumerable<Node> inputs, IEnumerable<(string Name, Node Node)> outputs) => new(name, inputs, outputs);

    /// <summary>The op that computes a node.</summary>
    public Op GetOperation(Node node) => Owned(node).Op;

    /// <summary>The nodes that a node is computed from, by position.</summary>
    public ImmutableArray<Node> GetInputs(Node node) => Owned(node).Inputs;

    /// <summary>The nodes that are computed from a node, each once, in order of creation.</summary>
    public ImmutableArray<Node> GetConsumers(Node node)
    {
        Owned(node);
        lock (gate) return consumers.Of(node);
    }

    /// <summary>The number of nodes, for the debugger.</summary>
    public override string ToString() => $"Graph of {Count.ToString(System.Globalization.CultureInfo.InvariantCulture)} nodes";

    /// <summary>The node of an op applied to inputs, if there is one already.</summary>
    internal Node? Find(Op op, ImmutableArray<Node> inputs)
    {
        var hash = Hash(op, inputs);
        lock (gate) return Find(op, inputs, hash);
    }

    /// <summary>The node of the same op with its two inputs exchanged, if there is one already.</summary>
    internal Node? FindSwapped(Node node)
    {
        var (a, b) = (node.Inputs[1], node.Inputs[0]);
        var hash = Hash(Hash(node.Op.GetHashCode(), a), b);
        lock (gate)
        {
            for (var id = buckets[hash & (buckets.Length - 1)]; id >= 0; id = next[id])
                if (hashes[id] == hash && nodes[id] is var known && known.Inputs.Length == 2 && ReferenceEquals(known.Inputs[0], a) && ReferenceEquals(known.Inputs[1], b) && known.Op.Equals(node.Op)) return known;
        }

        return null;
    }

    private static int[] NewBuckets(int size)
    {
        var buckets = new int[size];
        for (var i = 0; i < size; i++) buckets[i] = -1;
        return buckets;
    }

    private static int Hash(Op op, ImmutableArray<Node> inputs)
    {
        var hash = op.GetHashCode();
        foreach (var input in inputs) hash = Hash(hash, input);
        return hash;
    }

    private static int Hash(int hash, Node input) => unchecked(hash * -1521134295 + input.Id);

    private static bool Same(Node node, Op op, ImmutableArray<Node> inputs)
    {
        if (node.Inputs.Length != inputs.Length || !node.Op.Equals(op)) return false;
        for (var i = 0; i < inputs.Length; i++) if (!ReferenceEquals(node.Inputs[i], inputs[i])) return false;
        return true;
    }

    private Node Owned(Node node) => ReferenceEquals(node.Graph, this)
        ? node
        : throw new ArgumentException($"The node {node} belongs to another graph.", nameof(node));

    private void CheckOwned(Op op, ImmutableArray<Node> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is null) throw new ArgumentNullException(nameof(inputs), $"{op.Name}: an operand is null.");
            if (!ReferenceEquals(input.Graph, this))
                throw new ArgumentException($"{op.Name}: the operand {input} belongs to another graph. Build both in one graph, or use Function.Call to bring a function over.", nameof(inputs));
        }
    }

    private static ImmutableArray<TensorType> TypesOf(Op op, ImmutableArray<Node> inputs)
    {
        try
        {
            return op.TypesOf(inputs);
        }
        catch (IndexOutOfRangeException exception)
        {
            throw new ArgumentException($"{op.Name} does not take {inputs.Length} operand(s): there are too few.", nameof(inputs), exception);
        }
    }

    private Node? Find(Op op, ImmutableArray<Node> inputs, int hash)
    {
        for (var id = buckets[hash & (buckets.Length - 1)]; id >= 0; id = next[id])
            if (hashes[id] == hash && Same(nodes[id], op, inputs)) return nodes[id];
        return null;
    }

    private Node Append(Op op, ImmutableArray<Node> inputs, ImmutableArray<TensorType> types, int hash)
    {
        if (frozen)
            throw new InvalidOperationException($"{op.Name}: the graph is the body of a loop or branch and takes no more nodes; use Function.Call to bring it into another graph.");
        var id = nodes.Count;
        if (id == next.Length) Grow();
        var node = new Node(this, id, op, inputs, types);
        nodes.Add(node);
        hashes[id] = hash;
        Link(id);
        return node;
    }

    private void Link(int id)
    {
        ref var bucket = ref buckets[hashes[id] & (buckets.Length - 1)];
        next[id] = bucket;
        bucket = id;
    }

    private void Grow()
    {
        var size = next.Length * 2;
        Array.Resize(ref next, size);
        Array.Resize(ref hashes, size);
        buckets = NewBuckets(size);
        for (var id = 0; id < nodes.Count; id++) Link(id);
    }
}
