using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>A value inside of a loop or branch, in the graph of the surroundings and only while the body is traced. Each is itself only.</summary>
internal sealed record Traced(string Label, TensorType Type) : LeafOp
{
    /// <inheritdoc/>
    public override string Name => Label;

    /// <inheritdoc/>
    public override Notation Notation => Notation.Closed(Label, Label);

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs) => Type;

    /// <inheritdoc/>
    public bool Equals(Traced? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
