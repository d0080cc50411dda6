using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// The reference evaluator: values of nodes by each op's own definition, each node once, only what is asked for. What reads out of range
/// has no value; that is an error where it is asked for, and none where a choice does not take it.
/// </summary>
internal sealed class Interpreter(IReadOnlyDictionary<string, int> sizes)
{
    private readonly Dictionary<Node, ImmutableArray<Tensor>> values = [];

    /// <summary>The number of ops that were evaluated.</summary>
    public int Operations { get; private set; }

    /// <summary>Gives a variable its value.</summary>
    public void Set(Node variable, Tensor value) => values[variable] = [value];

    /// <summary>Gives a node the values of its outputs, which are then not computed.</summary>
    public void Set(Node node, ImmutableArray<Tensor> outputs) => values[node] = outputs;

    /// <summary>The values of nodes, each an ordinary node and not of tuple type.</summary>
    /// <exception cref="ShapeException">A value is missing.</exception>
    public ImmutableArray<Tensor> Evaluate(params IEnumerable<Node> nodes) => ImmutableArray.CreateRange(Run(nodes), t => t.Checked());

    /// <summary>As above, where entries may be missing.</summary>
    public ImmutableArray<Tensor> Run(params IEnumerable<Node> nodes)
    {
        var wanted = nodes.ToList();
        foreach (var node in Traversal.PostOrder(wanted, n => !values.ContainsKey(n)))
        {
            if (!values.ContainsKey(node)) values[node] = Compute(node);
        }

        return [.. wanted.Select(n => values[n][0])];
    }

    /// <summary>The values of all outputs of a node that was evaluated.</summary>
    public ImmutableArray<Tensor> Outputs(Node node) => values[node];

    private ImmutableArray<Tensor> Compute(Node node)
    {
        if (node.Op is Ops.Output output) return [values[node.Inputs[0]][output.Index]];
        var inputs = new Tensor[node.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = values[node.Inputs[i]][0];
        if (node.Op is not Ops.LeafOp) Operations++;
        try
        {
            return node.Op.Evaluate(node, inputs, sizes);
        }
        catch (ShapeException reason)   // an error of who reads the node, if anyone does
        {
            return ImmutableArray.CreateRange(node.Types, type => Tensor.Without(type.DType, type.Shape.Evaluate(sizes), reason));
        }
    }
}
