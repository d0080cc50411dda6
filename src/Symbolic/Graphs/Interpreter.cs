using System.Collections.Immutable;

namespace SymDiff;

/// <summary>The reference evaluator: values of nodes by each op's own definition, each node once, only what is asked for.</summary>
internal sealed class Interpreter(IReadOnlyDictionary<string, int> sizes)
{
    private readonly Dictionary<Node, ImmutableArray<Tensor>> values = [];

    /// <summary>Gives a variable its value.</summary>
    public void Set(Node variable, Tensor value) => values[variable] = [value];

    /// <summary>The values of nodes, each an ordinary node and not of tuple type.</summary>
    public ImmutableArray<Tensor> Evaluate(IEnumerable<Node> nodes)
    {
        var wanted = nodes.ToList();
        foreach (var node in Traversal.PostOrder(wanted, n => !values.ContainsKey(n)))
        {
            if (!values.ContainsKey(node)) values[node] = Compute(node);
        }

        return [.. wanted.Select(n => values[n][0])];
    }

    private ImmutableArray<Tensor> Compute(Node node)
    {
        if (node.Op is Ops.Output output) return [values[node.Inputs[0]][output.Index]];
        var inputs = new Tensor[node.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = values[node.Inputs[i]][0];
        return node.Op.Evaluate(node, inputs, sizes);
    }
}
