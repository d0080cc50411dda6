using System.Collections.Immutable;

namespace SymDiff;

/// <summary>A value of a node: a dtype, constant lengths and the entries in row-major order. Equal when bits and lengths are.</summary>
[System.Diagnostics.DebuggerDisplay("{ToString(),nq}")]
public sealed class Tensor : IEquatable<Tensor>
{
    private readonly Scalar[] entries;
    private readonly ShapeException?[]? missing;   // why an entry has no value; null where all have one

    internal Tensor(DType dtype, ImmutableArray<int> lengths, Scalar[] entries, ShapeException?[]? missing = null)
    {
        DType = dtype;
        Lengths = lengths;
        this.entries = entries;
        this.missing = missing;
    }

    /// <summary>The type of the entries.</summary>
    public DType DType { get; }

    /// <summary>The lengths of the axes.</summary>
    public ImmutableArray<int> Lengths { get; }

    /// <summary>The number of entries.</summary>
    public int Count => entries.Length;

    /// <summary>The type of a node that has this value.</summary>
    public TensorType Type => new(DType, Shape.Of(Lengths.Select(l => (Dim)l)));

    /// <summary>An entry, by its row-major position.</summary>
    public Scalar this[int index] => entries[index];

    internal ReadOnlySpan<Scalar> Entries => entries;

    /// <summary>Why an entry is missing: it was to be read out of range. Only the interpreter makes such tensors, and only where nothing may read them.</summary>
    internal ShapeException? Missing => missing is null ? null : Array.Find(missing, m => m is not null);

    /// <summary>A tensor without any entry's value.</summary>
    internal static Tensor Without(DType dtype, int[] lengths, ShapeException reason)
    {
        var count = Elements.IndexSpace.Count(lengths);
        return new(dtype, [.. lengths], new Scalar[count], [.. Enumerable.Repeat(reason, count)]);
    }

    /// <summary>Why one entry is missing; null where it is not.</summary>
    internal ShapeException? MissingAt(int index) => missing?[index];

    /// <summary>The tensor, of which no entry is missing.</summary>
    /// <exception cref="ShapeException">An entry is missing.</exception>
    internal Tensor Checked() => Missing is { } reason ? throw reason : this;

    /// <summary>A double as a tensor without axes.</summary>
    public static implicit operator Tensor(double value) => Scalar(value);

    /// <summary>An array as a tensor with one axis.</summary>
    public static implicit operator Tensor(double[] values) => Vector(values);

    /// <summary>A tensor without axes.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float64) => new(dtype, [], [SymDiff.Scalar.Of(value, dtype)]);

    /// <summary>A tensor without axes that holds an entry as it is.</summary>
    public static Tensor Scalar(Scalar value, DType dtype) => new(dtype, [], [value]);

    /// <summary>A Float64 tensor with one axis.</summary>
    public static Tensor Vector(params ReadOnlySpan<double> values) => Of(values, values.Length);

    /// <summary>A Float64 tensor with two axes from its rows.</summary>
    public static Tensor Matrix(double[,] values)
    {
        if (values is null) throw new ArgumentNullException(nameof(values));
        return Of(values.Cast<double>().ToArray(), values.GetLength(0), values.GetLength(1));
    }

    /// <summary>A Float64 tensor of the given lengths from its entries in row-major order.</summary>
    /// <exception cref="ShapeException">The number of entries is not the product of the lengths.</exception>
    public static Tensor Of(ReadOnlySpan<double> values, params int[] lengths) => Of(DType.Float64, values, lengths);

    /// <summary>A tensor of the given dtype and lengths from its entries in row-major order.</summary>
    /// <exception cref="ShapeException">The number of entries is not the product of the lengths.</exception>
    public static Tensor Of(DType dtype, ReadOnlySpan<double> values, params int[] lengths)
    {
        if (lengths is null) throw new ArgumentNullException(nameof(lengths));
        var count = lengths.Aggregate(1L, (product, length) => product * length);
        if (count != values.Length)
            throw new ShapeException($"A tensor of shape [{string.Join(", ", lengths)}] has {count} entries; got {values.Length}.");
        var entries = new Scalar[values.Length];
        for (var i = 0; i < entries.Length; i++) entries[i] = SymDiff.Scalar.Of(values[i], dtype);
        return new(dtype, [.. lengths], entries);
    }

    /// <summary>The one entry of a tensor without axes, as a double.</summary>
    /// <exception cref="ShapeException">The tensor does not have exactly one entry.</exception>
    public double ToDouble() => Count == 1
        ? entries[0].ToDouble(DType)
        : throw new ShapeException($"A tensor of type {Type} is not one number.");

    /// <summary>The entries as doubles in row-major order.</summary>
    public double[] ToArray() => Array.ConvertAll(entries, e => e.ToDouble(DType));

    /// <summary>The entries converted to another dtype as C# converts them.</summary>
    internal Tensor Cast(DType dtype) => dtype == DType ? this : new(dtype, Lengths, Array.ConvertAll(entries, e => e.Cast(DType, dtype)), missing);

    /// <summary>The part with one index on the first axis.</summary>
    internal Tensor Row(int index)
    {
        var lengths = Lengths.RemoveAt(0);
        var count = Elements.IndexSpace.Count([.. lengths]);
        return new(DType, lengths, Entries.Slice(index * count, count).ToArray(), missing?.AsSpan(index * count, count).ToArray());
    }

    /// <summary>The same entries with other lengths.</summary>
    internal Tensor Reshaped(IEnumerable<int> lengths) => new(DType, [.. lengths], entries, missing);

    /// <inheritdoc/>
    public bool Equals(Tensor? other) =>
        other is not null && DType == other.DType && Lengths.AsSpan().SequenceEqual(other.Lengths.AsSpan()) && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tensor);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = (int)DType + 31 * Lengths.Length;
        foreach (var entry in entries) hash = unchecked(hash * -1521134295 + entry.GetHashCode());
        return hash;
    }

    /// <summary>The type and the first entries.</summary>
    public override string ToString()
    {
        var first = entries.Take(8).Select(e => Printing.Literals.Number(e, DType));
        return $"{Type} {{{string.Join(", ", first)}{(Count > 8 ? ", ..." : "")}}}";
    }
}
