using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Walks over a graph with a worklist: deep graphs are ordinary, and a shared node is visited once.</summary>
internal static class Traversal
{
    /// <summary>
    /// The roots and everything they are computed from, inputs before consumers, in order of first visit from the roots:
    /// an order that depends on the structure alone.
    /// </summary>
    public static List<Node> PostOrder(IEnumerable<Node> roots, Func<Node, bool>? enter = null)
    {
        var order = new List<Node>();
        var seen = new NodeMarks();
        var stack = new Stack<(Node Node, int NextInput)>();
        foreach (var root in roots)
        {
            if (!seen.Add(root)) continue;
            stack.Push((root, 0));
            while (stack.Count > 0)
            {
                var (node, nextInput) = stack.Pop();
                if (nextInput == node.Inputs.Length || (enter is not null && !enter(node)))
                {
                    order.Add(node);
                    continue;
                }

                stack.Push((node, nextInput + 1));
                if (seen.Add(node.Inputs[nextInput])) stack.Push((node.Inputs[nextInput], 0));
            }
        }

        return order;
    }

    /// <summary>The nodes of a post-order that are computed from any of the sources, the sources included.</summary>
    public static NodeMarks Descendants(IEnumerable<Node> postOrder, IEnumerable<Node> sources)
    {
        var found = new NodeMarks();
        foreach (var source in sources) found.Add(source);
        foreach (var node in postOrder)
            if (Any(node.Inputs, found)) found.Add(node);
        return found;
    }

    private static bool Any(ImmutableArray<Node> inputs, NodeMarks set)
    {
        foreach (var input in inputs) if (set.Contains(input)) return true;
        return false;
    }
}
