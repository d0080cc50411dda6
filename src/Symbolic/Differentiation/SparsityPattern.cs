using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Which entries of a matrix can be other than zero, in compressed rows: the columns of row i stand from RowPointers[i] to RowPointers[i + 1], in rising order.</summary>
public sealed class SparsityPattern
{
    private SparsityPattern(ImmutableArray<int> rowPointers, ImmutableArray<int> columnIndices, int columns) =>
        (RowPointers, ColumnIndices, Columns) = (rowPointers, columnIndices, columns);

    /// <summary>The number of rows.</summary>
    public int Rows => RowPointers.Length - 1;

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of entries that can be other than zero.</summary>
    public int Count => ColumnIndices.Length;

    /// <summary>Where each row begins in <see cref="ColumnIndices"/>, and the number of entries at the end.</summary>
    public ImmutableArray<int> RowPointers { get; }

    /// <summary>The column of each entry, row by row.</summary>
    public ImmutableArray<int> ColumnIndices { get; }

    /// <summary>The columns of a row, in rising order.</summary>
    public ReadOnlySpan<int> this[int row] => ColumnIndices.AsSpan()[RowPointers[row]..RowPointers[row + 1]];

    /// <summary>A pattern from the columns of each row, in any order.</summary>
    /// <exception cref="ArgumentException">A column is outside of the matrix.</exception>
    public static SparsityPattern Of(IEnumerable<IEnumerable<int>> rows, int columns)
    {
        if (rows is null) throw new ArgumentNullException(nameof(rows));
        var pointers = ImmutableArray.CreateBuilder<int>();
        var indices = ImmutableArray.CreateBuilder<int>();
        pointers.Add(0);
        foreach (var row in rows)
        {
            indices.AddRange(row.Distinct().OrderBy(c => c));
            pointers.Add(indices.Count);
        }

        if (indices.Any(c => c < 0 || c >= columns))
            throw new ArgumentException($"A pattern of {columns} columns has entries in columns {indices.Min()} to {indices.Max()}.", nameof(rows));
        return new(pointers.ToImmutable(), indices.ToImmutable(), columns);
    }

    /// <summary>The pattern with rows and columns exchanged.</summary>
    public SparsityPattern Transposed()
    {
        var rows = new List<int>[Columns];
        for (var column = 0; column < Columns; column++) rows[column] = [];
        for (var row = 0; row < Rows; row++)
            foreach (var column in this[row]) rows[column].Add(row);
        return Of(rows, Rows);
    }

    /// <summary>The pattern together with its transpose, for a matrix that is known to be symmetric.</summary>
    public SparsityPattern Symmetrised()
    {
        var transposed = Transposed();
        return Of(Enumerable.Range(0, Rows).Select(i => this[i].ToArray().Concat(transposed[i].ToArray())), Columns);
    }

    /// <summary>Whether an entry can be other than zero.</summary>
    public bool Contains(int row, int column) => this[row].BinarySearch(column) >= 0;

    /// <summary>The pattern as rows of dots and crosses; for small matrices.</summary>
    public override string ToString() =>
        string.Join("\n", Enumerable.Range(0, Rows).Select(i => string.Concat(Enumerable.Range(0, Columns).Select(j => Contains(i, j) ? 'x' : '.'))));
}
