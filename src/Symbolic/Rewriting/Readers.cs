namespace SymDiff.Rewriting;

/// <summary>How many input positions and outputs read a node, and which node does where it is one alone.</summary>
internal sealed class Readers
{
    private readonly NodeMap<int> counts = new();
    private readonly NodeMap<Node> last = new();

    public Readers(IEnumerable<Node> postOrder, IEnumerable<Node> roots)
    {
        foreach (var node in postOrder)
        {
            foreach (var input in node.Inputs)
            {
                counts.Entry(input)++;
                last[input] = node;
            }
        }

        foreach (var root in roots) counts.Entry(root)++;
    }

    /// <summary>How many read it.</summary>
    public int this[Node node] => counts[node];

    /// <summary>The node that alone reads it, at one position; null where there are more or an output does.</summary>
    public Node? Only(Node node) => counts[node] == 1 ? last[node] : null;

    /// <summary>Says that a node is replaced by another, which is read where it was.</summary>
    public void Replaced(Node node, Node by) => counts.Entry(by) += counts[node];
}
