using System.Collections.Immutable;

namespace SymDiff.Elements;

/// <summary>An input of an op as its element sees it: a tensor that is indexed.</summary>
public sealed class Operand
{
    private readonly int position;

    internal Operand(int position, TensorType type)
    {
        this.position = position;
        Type = type;
    }

    /// <summary>The type of the input.</summary>
    public TensorType Type { get; }

    /// <summary>The shape of the input.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The entry at an index, one number for each axis.</summary>
    public Element this[params Element[] at] => At(at);

    /// <summary>The operands of an op, by position.</summary>
    internal static ImmutableArray<Operand> Of(ImmutableArray<TensorType> types) => [.. types.Select((type, i) => new Operand(i, type))];

    /// <summary>The entry at an index, one number for each axis.</summary>
    public Element At(IEnumerable<Element> at)
    {
        ImmutableArray<Element> indices = [.. at];
        return indices.Length == Type.Rank
            ? new Load(position, indices, Type.DType)
            : throw new ArgumentException($"An operand of type {Type} is indexed by {Type.Rank} numbers; got {indices.Length}.", nameof(at));
    }

    /// <summary>The entry that broadcasting puts at an index of a larger shape: trailing axes are aligned, stretched ones read at 0.</summary>
    public Element Broadcast(ImmutableArray<Axis> at)
    {
        var missing = at.Length - Type.Rank;
        return At(Shape.Select((dim, axis) => dim == Dim.One ? 0 : (Element)at[axis + missing]));
    }
}
