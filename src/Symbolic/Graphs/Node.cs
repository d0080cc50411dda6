using System.Collections.Immutable;
using System.Diagnostics;

namespace SymDiff;

/// <summary>
/// A value in a graph: an op applied to other nodes. Nodes are interned: in one graph the same op, inputs and attributes are
/// the same object, so <c>==</c> is structural equality.
/// </summary>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed partial class Node
{
    private readonly object types;   // a TensorType, or an ImmutableArray of them for a node of tuple type

    internal Node(Graph graph, int id, Op op, ImmutableArray<Node> inputs, ImmutableArray<TensorType> types)
    {
        Graph = graph;
        Id = id;
        Op = op;
        Inputs = inputs;
        this.types = types.Length == 1 ? types[0] : types;
    }

    /// <summary>The graph the node belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>What is computed.</summary>
    public Op Op { get; }

    /// <summary>What it is computed from, by position; the same node may stand at several positions.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>True for the value of an op with several outputs; take them with <see cref="Output"/>.</summary>
    public bool IsTuple => types is ImmutableArray<TensorType>;

    /// <summary>The type of the node's value.</summary>
    /// <exception cref="InvalidOperationException">The node is of tuple type.</exception>
    public TensorType Type => types as TensorType
        ?? throw new InvalidOperationException($"{Op.Name} has {Types.Length} outputs and so no single type: take one with Output(i).");

    /// <summary>The types of the op's outputs: one, but for a node of tuple type.</summary>
    public ImmutableArray<TensorType> Types => types is TensorType type ? [type] : (ImmutableArray<TensorType>)types;

    /// <summary>The shape of the node's value.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The dtype of the node's value.</summary>
    public DType DType => Type.DType;

    /// <summary>The order of creation. Ids rise along edges; nothing that a user sees depends on them.</summary>
    internal int Id { get; }

    private string DebuggerText => $"{Printing.TextPrinter.Shorten(this)} : {string.Join(", ", Types)}";

    /// <summary>One output of an op with several; the node itself where there is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public Node Output(int index)
    {
        if (index < 0 || index >= Types.Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{Op.Name} has {Types.Length} output(s).");
        return IsTuple ? Graph.Add(new Ops.Output(index), [this]) : this;
    }

    /// <summary>The value of this one node by the interpreter, for values of variables. Only what it is computed from is evaluated.</summary>
    /// <exception cref="InvalidOperationException">A variable that it depends on has no value.</exception>
    /// <exception cref="ShapeException">A value does not fit its variable.</exception>
    public Tensor Evaluate(IReadOnlyDictionary<Node, Tensor> values)
    {
        if (values is null) throw new ArgumentNullException(nameof(values));
        var known = Traversal.PostOrder([this]).Where(values.ContainsKey).ToList();
        var interpreter = new Interpreter(Sizes.Solve(Op.Name, known, [.. known.Select(n => values[n])]));
        foreach (var node in known) interpreter.Set(node, values[node]);
        return interpreter.Evaluate(this)[0];
    }

    /// <inheritdoc/>
    public override int GetHashCode() => Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>The node as mathematics, shortened when it is large.</summary>
    public override string ToString() => Printing.TextPrinter.Shorten(this);
}
