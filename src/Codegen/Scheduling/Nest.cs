namespace SymDiff.Codegen.Scheduling;

/// <summary>The axes of loops, outermost first; the lanes, where there are some, are the innermost.</summary>
/// <param name="Axes">The axes.</param>
/// <param name="HasLanes">Whether there are lanes.</param>
/// <param name="Below">Where given, the last two axes [i, j] run over j ≤ i + this alone.</param>
internal sealed record Space(Shape Axes, bool HasLanes, int? Below = null)
{
    /// <summary>No loops.</summary>
    public static Space None { get; } = new(Shape.Scalar, HasLanes: false);
}

/// <summary>
/// What is computed in the same loops: nodes in their order, and consumers behind them. Within a nest a node reads what another has at the same
/// index from a variable.
/// </summary>
/// <param name="space">The axes of the loops.</param>
/// <param name="isSolitary">Whether it is one node that makes its loops itself.</param>
internal sealed class Nest(Space space, bool isSolitary)
{
    /// <summary>The axes of the loops.</summary>
    public Space Space { get; } = space;

    /// <summary>Whether it is one node that makes its loops itself: a loop, a branch, a kernel.</summary>
    public bool IsSolitary { get; } = isSolitary;

    /// <summary>The nodes, inputs first.</summary>
    public List<Node> Nodes { get; } = [];

    /// <summary>The consumers, by their position.</summary>
    public List<int> Consumers { get; } = [];
}

/// <summary>What becomes of a value of a body in the surroundings of its loop or branch.</summary>
public enum DeliveryKind
{
    /// <summary>It is added to what other iterations gave.</summary>
    Summed,

    /// <summary>It is combined with what other iterations gave: a product, maximum or minimum.</summary>
    Reduced,

    /// <summary>It is a row.</summary>
    Stacked,

    /// <summary>It is added to a row whose number is computed.</summary>
    ScatterAdded,

    /// <summary>It is the value of a branch.</summary>
    Chosen,
}

/// <summary>Something outside of the graph that reads a value, entry by entry.</summary>
/// <param name="Value">The value.</param>
/// <param name="Kind">What it does with it.</param>
/// <param name="Result">The node of the surroundings that it makes.</param>
internal sealed record Consumer(Node Value, DeliveryKind Kind, Node Result)
{
    /// <summary>Whether it takes all lanes of an entry at once: its loops are those over the value's own axes.</summary>
    public bool SumsLanes { get; init; }

    /// <summary>Where given, it reads entries with j ≤ i + this of the last two axes [i, j] alone.</summary>
    public int? Below { get; init; }
}
