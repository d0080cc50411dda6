namespace SymDiff;

/// <summary>A set of nodes: a hash set while it is small, then marks in pages by id, for walks over whole graphs, where a hash set is slow and large.</summary>
internal sealed class NodeMarks
{
    private const int PageBits = 10;
    private const int Few = 64;
    private HashSet<Node>? few = [];
    private readonly Dictionary<Graph, bool[]?[]> others = [];
    private Graph? graph;
    private bool[]?[] pages = [];

    /// <summary>Marks a node; false when it was marked before.</summary>
    public bool Add(Node node)
    {
        if (few is null) return Mark(node);
        if (few.Count < Few) return few.Add(node);
        foreach (var known in few) Mark(known);
        few = null;
        return Mark(node);
    }

    /// <summary>Whether a node was marked.</summary>
    public bool Contains(Node node)
    {
        if (few is not null) return few.Contains(node);
        if (!ReferenceEquals(node.Graph, graph)) Switch(node.Graph);
        var page = node.Id >> PageBits;
        return page < pages.Length && pages[page] is { } marks && marks[node.Id & ((1 << PageBits) - 1)];
    }

    private bool Mark(Node node)
    {
        if (!ReferenceEquals(node.Graph, graph)) Switch(node.Graph);
        var page = node.Id >> PageBits;
        if (page >= pages.Length) Grow(page + 1);
        var marks = pages[page] ??= new bool[1 << PageBits];
        ref var mark = ref marks[node.Id & ((1 << PageBits) - 1)];
        if (mark) return false;
        return mark = true;
    }

    private void Grow(int count)
    {
        Array.Resize(ref pages, Math.Max(count, pages.Length * 2));
        others[graph!] = pages;
    }

    // A walk hardly ever leaves a graph, but bodies and patterns have graphs of their own.
    private void Switch(Graph next)
    {
        graph = next;
        if (!others.TryGetValue(next, out var known)) others.Add(next, known = []);
        pages = known;
    }
}
