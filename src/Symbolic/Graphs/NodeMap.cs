namespace SymDiff;

/// <summary>A value for each node of one graph, in pages by id: as fast as an array, and small for a small part of a large graph.</summary>
/// <typeparam name="T">The type of the values; a node that was given none has the default.</typeparam>
internal sealed class NodeMap<T>
{
    private const int PageBits = 8;
    private T[]?[] pages = new T[16][];

    public T? this[Node node]
    {
        get => node.Id >> PageBits is var page && page < pages.Length && pages[page] is { } entries ? entries[node.Id & ((1 << PageBits) - 1)] : default;
        set => Entry(node) = value!;
    }

    /// <summary>The place of a node's value, to change it.</summary>
    public ref T Entry(Node node)
    {
        var page = node.Id >> PageBits;
        if (page >= pages.Length) Array.Resize(ref pages, Math.Max(page + 1, pages.Length * 2));
        var entries = pages[page] ??= new T[1 << PageBits];
        return ref entries[node.Id & ((1 << PageBits) - 1)];
    }
}
