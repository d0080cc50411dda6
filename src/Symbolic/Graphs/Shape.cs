using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace SymDiff;

/// <summary>The lengths of a tensor's axes, outermost first; a scalar has none. The rank is static, lengths may be named.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[System.Diagnostics.DebuggerDisplay("{ToString(),nq}")]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<Dim>
{
    private readonly ImmutableArray<Dim> dims;

    /// <summary>A shape of the given axes.</summary>
    public Shape(ImmutableArray<Dim> dims) => this.dims = dims;

    /// <summary>The shape without axes.</summary>
    public static Shape Scalar { get; } = new(ImmutableArray<Dim>.Empty);

    /// <summary>The number of axes.</summary>
    public int Rank => dims.Length;

    /// <inheritdoc/>
    public int Count => dims.Length;

    /// <summary>The number of entries: the product of the lengths.</summary>
    public Dim Size => Dim.Product(dims);

    /// <summary>True when all lengths are constants.</summary>
    public bool IsConstant => dims.All(d => d.IsConstant);

    /// <summary>The length of an axis.</summary>
    public Dim this[int axis] => dims[axis];

    /// <summary>The shape that a collection expression spells out.</summary>
    public static Shape Create(ReadOnlySpan<Dim> dims)
    {
        var builder = ImmutableArray.CreateBuilder<Dim>(dims.Length);
        foreach (var dim in dims) builder.Add(dim);
        return builder.Count == 0 ? Scalar : new(builder.MoveToImmutable());
    }

    /// <summary>The shape of given lengths.</summary>
    public static Shape Of(IEnumerable<Dim> dims) => new([.. dims]);

    /// <summary>Whether two shapes have equal lengths, axis by axis.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>
    /// The shape of an elementwise result: trailing axes are aligned; a missing axis or the constant length 1 stretches.
    /// </summary>
    /// <returns>The common shape, or null when two lengths differ.</returns>
    public static Shape? Broadcast(Shape a, Shape b)
    {
        if (a.Equals(b)) return a;
        var result = new Dim[Math.Max(a.Rank, b.Rank)];
        for (var back = 1; back <= result.Length; back++)
        {
            var (left, right) = (back <= a.Rank ? a[a.Rank - back] : Dim.One, back <= b.Rank ? b[b.Rank - back] : Dim.One);
            if (left != right && left != Dim.One && right != Dim.One) return null;
            result[result.Length - back] = left == Dim.One ? right : left;
        }

        return Of(result);
    }

    /// <summary>The axis that a possibly negative number means: -1 is the last.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis, string op) => axis >= -Rank && axis < Rank
        ? (axis + Rank) % Rank
        : throw new ShapeException($"{op}: there is no axis {axis} in shape {this}; expected {(Rank == 0 ? "none, a scalar has no axes" : $"{-Rank} to {Rank - 1}")}.");

    /// <summary>The shape without one axis.</summary>
    public Shape Without(int axis) => new(dims.RemoveAt(axis));

    /// <summary>The shape with one more axis at a place.</summary>
    public Shape Insert(int axis, Dim length) => new(dims.Insert(axis, length));

    /// <summary>The shape with another length at a place.</summary>
    public Shape With(int axis, Dim length) => new(dims.SetItem(axis, length));

    /// <summary>The shape with named sizes replaced.</summary>
    public Shape Substitute(IReadOnlyDictionary<string, Dim> sizes) => sizes.Count == 0 ? this : Of(dims.Select(d => d.Substitute(sizes)));

    /// <summary>The lengths for given sizes.</summary>
    public int[] Evaluate(IReadOnlyDictionary<string, int> sizes)
    {
        var lengths = new int[dims.Length];
        for (var axis = 0; axis < lengths.Length; axis++) lengths[axis] = dims[axis].Evaluate(sizes);
        return lengths;
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || dims.Length != other.dims.Length) return false;
        for (var i = 0; i < dims.Length; i++) if (!dims[i].Equals(other.dims[i])) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dim in dims) hash.Add(dim);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The lengths in brackets: <c>[n, 64]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", dims) + "]";
}
