using System.Collections.Immutable;

namespace SymDiff.Frontends;

/// <summary>What <c>x[i]</c> and <c>x.Length</c> of a text or a lambda mean.</summary>
internal static class Indexing
{
    /// <summary>The entry of an array at integers, one for each axis: constants once they are evaluated, lengths, or values that the inputs decide.</summary>
    /// <exception cref="ShapeException">An index is no integer, or outside of the array.</exception>
    public static Node At(Node array, IReadOnlyList<Node> indices)
    {
        if (array.Type.IsScalar)
            throw new ShapeException($"{array} is a {array.DType.Keyword} and has no entries; declare it as {array.DType.Keyword}[].");
        if (array.Type.Rank != indices.Count)
            throw new ShapeException($"{array} is of type {array.Type}; expected {array.Type.Rank} indices, got {indices.Count}.");
        return array[[.. indices.Select(AxisIndexOf)]];
    }

    /// <summary>The number of entries of an array.</summary>
    public static Node Length(Node array) => array.Type.IsScalar
        ? throw new ShapeException($"{array} is a {array.DType.Keyword} and has no Length; declare it as {array.DType.Keyword}[].")
        : array.Graph.Size(array.Shape.Size, DType.Int32);

    /// <summary>The named size of an axis of a parameter: <c>n_x</c> for the one of x, <c>n_A_0</c>, <c>n_A_1</c> ... where there are several.</summary>
    public static Dim SizeOf(string parameter, int axis, int rank) =>
        new("n_" + parameter + (rank == 1 ? "" : "_" + axis.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The type of a parameter that says how many axes it has and no more.</summary>
    public static TensorType ArrayType(DType dtype, string parameter, int rank) =>
        new(dtype, Shape.Of(Enumerable.Range(0, rank).Select(axis => SizeOf(parameter, axis, rank))));

    private static AxisIndex AxisIndexOf(Node index)
    {
        if (!index.DType.IsInteger || !index.Type.IsScalar)
            throw new ShapeException($"an index is an integer, got {index} of type {index.Type}; cast it with (int).");
        if (Known(index) is not { } position) return index;
        return position.Constant < 0 ? throw new ShapeException($"the index {index} is negative; the last entry is x[x.Length - 1].") : position;
    }

    // Null where the inputs decide.
    private static Dim? Known(Node index)
    {
        var order = Traversal.PostOrder([index]);
        if (order.TrueForAll(n => n.Op is not (Ops.Variable or Ops.SizeOf or Ops.Traced))) return Constant(index);
        return Polynomial(index);
    }

    /// <summary>A number in named sizes; null where it is none, or reads inputs.</summary>
    public static Dim? Polynomial(Node number)
    {
        var dims = new Dictionary<Node, Dim?>();
        foreach (var node in Traversal.PostOrder([number])) dims[node] = Polynomial(node, ImmutableArray.CreateRange(node.Inputs, i => dims[i]));
        return dims[number];
    }

    private static Dim Constant(Node index)
    {
        var value = new Interpreter(ImmutableDictionary<string, int>.Empty).Evaluate([index])[0][0].Integer;
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new ShapeException($"the index {index} is {value}; expected an int.");
    }

    private static Dim? Polynomial(Node node, ImmutableArray<Dim?> x) => node.Op switch
    {
        Ops.SizeOf length => length.Size,
        Ops.Constant { Value: { Count: 1 } value } when value.DType != DType.Bool && value.ToDouble() is var number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        Ops.Row row when row.Equals(Ops.Arithmetics.Negate) => x[0] is { } a ? 0 - a : null,
        Ops.Row row when row.Equals(Ops.Arithmetics.Add) => x[0] is { } a && x[1] is { } b ? a + b : null,
        Ops.Row row when row.Equals(Ops.Arithmetics.Subtract) => x[0] is { } a && x[1] is { } b ? a - b : null,
        Ops.Row row when row.Equals(Ops.Arithmetics.Multiply) => x[0] is { } a && x[1] is { } b ? a * b : null,
        _ => null,
    };
}
