using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace SymDiff;

/// <summary>An immutable array that is equal to another when their entries are: for attributes of ops.</summary>
/// <typeparam name="T">The type of the entries.</typeparam>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
public readonly struct EquatableArray<T>(ImmutableArray<T> items) : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private readonly ImmutableArray<T> items = items;

    /// <summary>The number of entries.</summary>
    public int Count => Items.Length;

    private ImmutableArray<T> Items => items.IsDefault ? [] : items;

    /// <summary>An entry.</summary>
    public T this[int index] => Items[index];

    /// <summary>Whether the entries are equal.</summary>
    public static bool operator ==(EquatableArray<T> a, EquatableArray<T> b) => a.Equals(b);

    /// <summary>Whether an entry differs.</summary>
    public static bool operator !=(EquatableArray<T> a, EquatableArray<T> b) => !a.Equals(b);

    /// <summary>The position of an entry, or -1.</summary>
    public int IndexOf(T item) => Items.IndexOf(item);

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The entries in brackets.</summary>
    public override string ToString() => "[" + string.Join(", ", Items.Select(item => item is IFormattable number ? number.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : item?.ToString())) + "]";
}

/// <summary>Builds arrays with value equality from collection expressions.</summary>
public static class EquatableArray
{
    /// <summary>The array of the given entries.</summary>
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items)
    {
        var builder = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (var item in items) builder.Add(item);
        return new(builder.MoveToImmutable());
    }
}
