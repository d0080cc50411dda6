namespace SymDiff.Ops;

/// <summary>What ops of the last two axes ask of an operand.</summary>
internal static class Matrices
{
    /// <summary>The lengths of the last two axes.</summary>
    public static (Dim Rows, Dim Columns) Sides(Shape shape) => (shape[shape.Rank - 2], shape[shape.Rank - 1]);

    /// <summary>The type, when it has two axes or more.</summary>
    /// <exception cref="ShapeException">It has not.</exception>
    public static TensorType Check(string op, TensorType type) => type.Rank >= 2
        ? type
        : throw new ShapeException($"{op}: expected a matrix, got {type}.");

    /// <summary>The type, when it is a square matrix, or several.</summary>
    /// <exception cref="ShapeException">It is not.</exception>
    public static TensorType CheckSquare(string op, TensorType type)
    {
        var (rows, columns) = Sides(Check(op, type).Shape);
        return rows == columns
            ? type
            : throw new ShapeException($"{op}: expected a square matrix, got {type} with {rows} rows and {columns} columns.");
    }
}
