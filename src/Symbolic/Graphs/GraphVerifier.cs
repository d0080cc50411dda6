namespace SymDiff;

/// <summary>
/// Checks what every graph promises: inputs are of the same graph and older, types are those the ops infer, and no node stands twice. Tests run it
/// after each pass.
/// </summary>
internal static class GraphVerifier
{
    /// <summary>Checks what a function reaches, the bodies of its ops, and the function itself.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong; the message says at which node.</exception>
    public static Function Check(Function function)
    {
        FunctionVerifier.Check(function);
        foreach (var node in Traversal.PostOrder(function.Inputs.Concat(function.Outputs)))
        {
            Check(node, function.Graph);
            foreach (var (_, body) in Attributes.Bodies(node.Op)) Check(body);
        }

        return function;
    }

    /// <summary>Checks a node of a graph, given that its inputs are right.</summary>
    public static void Check(Node node, Graph graph)
    {
        if (!ReferenceEquals(node.Graph, graph)) throw Fail(node, "it belongs to another graph");
        foreach (var input in node.Inputs)
        {
            if (!ReferenceEquals(input.Graph, graph)) throw Fail(node, $"its input {input} belongs to another graph");
            if (input.Id >= node.Id) throw Fail(node, $"its input {input} is not older");
        }

        var inferred = node.Op.TypesOf(node.Inputs);
        if (!inferred.SequenceEqual(node.Types)) throw Fail(node, $"its type is {string.Join(", ", node.Types)}, but {node.Op.Name} infers {string.Join(", ", inferred)}");
        var (count, same) = (graph.Count, graph.Add(node.Op, node.Inputs));
        if (!ReferenceEquals(same, node)) throw Fail(node, graph.Count > count ? "its graph does not know it" : "its graph has another node of the same structure");
    }

    private static InvalidOperationException Fail(Node node, string problem) => new($"The node {node} is wrong: {problem}.");
}
