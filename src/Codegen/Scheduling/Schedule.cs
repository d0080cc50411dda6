namespace SymDiff.Codegen.Scheduling;

/// <summary>What is decided about the nodes of a function or body, and the loops in which they are computed.</summary>
/// <param name="Decisions">Which nodes get a buffer, and why.</param>
/// <param name="Nests">The nests in the order in which they run.</param>
internal sealed record Schedule(Decisions Decisions, IReadOnlyList<Nest> Nests)
{
    /// <summary>Decides for every node of a post-order and places it.</summary>
    /// <param name="postOrder">The nodes.</param>
    /// <param name="stored">Tensors that must be in a buffer, and why.</param>
    /// <param name="consumers">What reads values entry by entry.</param>
    /// <param name="layout">How values lie in memory.</param>
    /// <param name="rows">Of inputs that are rows of an array: the node that says which row. It stands before the input.</param>
    /// <param name="isFunction">Whether inputs are tensors in memory; a body's are rows of others.</param>
    /// <param name="hasProducts">Whether kernels compute the products of matrices.</param>
    public static Schedule Of(
        IReadOnlyList<Node> postOrder,
        (IEnumerable<Node> Nodes, ScheduleReason Reason) stored,
        IReadOnlyList<Consumer> consumers,
        Layout layout,
        IReadOnlyDictionary<Node, Node> rows,
        bool isFunction,
        bool hasProducts)
    {
        var decisions = Decisions.Of(postOrder, stored, consumers, layout, isFunction, hasProducts);
        return new(decisions, Nesting.Of(decisions, postOrder, consumers, layout, rows));
    }

    /// <summary>What was decided about a node.</summary>
    public Decision this[Node node] => Decisions[node];

    /// <summary>Whether a node gets a buffer.</summary>
    public bool IsBuffered(Node node) => Decisions[node].Storage == NodeStorage.Buffer;

    /// <summary>Whether each entry of a node is a value of its own: numbers, and few entries without loops.</summary>
    public bool IsSpelledOut(Node node) => Decisions.IsSpelledOut(node);
}
