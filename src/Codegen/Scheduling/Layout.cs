namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// How the values of a scope lie in memory. Where iterations of a loop run side by side, every node that varies from one to the next has one
/// more axis, the innermost: its lanes.
/// </summary>
/// <param name="Lanes">The number of iterations side by side; null where there is one.</param>
/// <param name="Varying">The nodes that vary from lane to lane.</param>
internal sealed record Layout(Dim? Lanes, IReadOnlyCollection<Node> Varying)
{
    /// <summary>One iteration at a time.</summary>
    public static Layout Plain { get; } = new(null, []);

    /// <summary>Whether a node has a value for each lane.</summary>
    public bool Varies(Node node) => Lanes is not null && Varying.Contains(node);

    /// <summary>Whether a node is one number.</summary>
    public bool IsScalar(Node node) => node.Type.IsScalar && !Varies(node);

    /// <summary>The axes of a node, lanes last.</summary>
    public Shape ExtentOf(Node node) => Varies(node) ? Extent(node.Shape) : node.Shape;

    /// <summary>A shape with the lanes as its last axis.</summary>
    public Shape Extent(Shape shape) => Lanes is { } lanes ? shape.Insert(shape.Rank, lanes) : shape;

    /// <summary>The layout of a post-order in which some nodes vary: whatever is computed from them does too.</summary>
    public static Layout Of(Dim? lanes, IEnumerable<Node> varying, IReadOnlyList<Node> postOrder)
    {
        if (lanes is null) return Plain;
        var found = new HashSet<Node>(varying);
        foreach (var node in postOrder)
            if (node.Inputs.Any(found.Contains)) found.Add(node);
        return new(lanes, found);
    }
}
