using System.Runtime.CompilerServices;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>What rules see of a node first: its op and those of its first three operands. Rows are told apart, other ops by their type alone.</summary>
internal readonly struct Glance : IEquatable<Glance>
{
    private readonly object root;
    private readonly object? first, second, third;

    public Glance(Node node)
    {
        var inputs = node.Inputs;
        root = Kind(node.Op);
        if (inputs.Length > 0) first = Kind(inputs[0].Op);
        if (inputs.Length > 1) second = Kind(inputs[1].Op);
        if (inputs.Length > 2) third = Kind(inputs[2].Op);
        HasMore = inputs.Length > 3;
    }

    /// <summary>Whether there are operands that are not seen.</summary>
    public bool HasMore { get; }

    /// <summary>The kind of an operand; null where there is none, or it is not seen.</summary>
    public object? this[int operand] => operand switch
    {
        0 => first,
        1 => second,
        2 => third,
        _ => null,
    };

    /// <summary>What an op is told apart by.</summary>
    public static object Kind(Op op) => op is Row ? op : op.GetType();

    /// <summary>Whether an operand may be of this kind.</summary>
    public bool MayRead(Type kind) => HasMore || first as Type == kind || second as Type == kind || third as Type == kind;

    /// <inheritdoc/>
    public bool Equals(Glance other) =>
        ReferenceEquals(root, other.root) && ReferenceEquals(first, other.first) && ReferenceEquals(second, other.second) && ReferenceEquals(third, other.third) && HasMore == other.HasMore;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Glance other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked(((Hash(root) * 31 + Hash(first)) * 31 + Hash(second)) * 31 + Hash(third));

    private static int Hash(object? kind) => RuntimeHelpers.GetHashCode(kind);
}
