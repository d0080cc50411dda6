using System.Collections.Immutable;

namespace SymDiff;

/// <summary>The type of a node: what its entries are and how they are laid out (row-major).</summary>
[System.Diagnostics.DebuggerDisplay("{ToString(),nq}")]
public sealed record TensorType(DType DType, Shape Shape)
{
    /// <summary>A double.</summary>
    public static TensorType Float64 { get; } = new(DType.Float64, Shape.Scalar);

    /// <summary>A 32-bit integer.</summary>
    public static TensorType Int32 { get; } = new(DType.Int32, Shape.Scalar);

    /// <summary>True or false.</summary>
    public static TensorType Bool { get; } = new(DType.Bool, Shape.Scalar);

    /// <summary>The types of an op with this one output.</summary>
    internal ImmutableArray<TensorType> Alone => alone.IsDefault ? alone = [this] : alone;

    private ImmutableArray<TensorType> alone;   // made once asked for, and no part of what the type is

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>True for a type without axes.</summary>
    public bool IsScalar => Shape.Rank == 0;

    /// <summary>The type with other axes.</summary>
    public TensorType WithShape(params Dim[] dims) => new(DType, Shape.Of(dims));

    /// <summary>The type with another shape.</summary>
    public TensorType WithShape(Shape shape) => new(DType, shape);

    /// <summary>The type with other entries.</summary>
    public TensorType WithDType(DType dtype) => new(dtype, Shape);

    /// <summary>The type with named sizes replaced.</summary>
    public TensorType Substitute(IReadOnlyDictionary<string, Dim> sizes) => sizes.Count == 0 ? this : new(DType, Shape.Substitute(sizes));

    /// <inheritdoc/>
    public bool Equals(TensorType? other) => other is not null && DType == other.DType && Shape == other.Shape;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)DType * 397 + Shape.GetHashCode());

    /// <summary>The short form used in messages: <c>f64[n, 64]</c>, <c>f64</c>.</summary>
    public override string ToString() => IsScalar ? DType.Symbol : DType.Symbol + Shape;
}
