using System.Collections.Immutable;

namespace SymDiff.Frontends;

/// <summary>What <c>x[i]</c> and <c>x.Length</c> of a text or a lambda mean.</summary>
internal static class Indexing
{
    /// <summary>The entry of an array at indices, each of which is a constant once it is evaluated, or a length.</summary>
    /// <exception cref="ShapeException">An index depends on the inputs, is no integer, or is outside of the array.</exception>
    public static Node At(Node array, IReadOnlyList<Node> indices)
    {
        if (array.Type.IsScalar)
            throw new ShapeException($"{array} is a {array.DType.Keyword} and has no entries; declare it as {array.DType.Keyword}[].");
        return NodeMath.Entry(array, [.. indices.Select(ToDim)]);
    }

    /// <summary>The number of entries of an array.</summary>
    public static Node Length(Node array) => array.Type.IsScalar
        ? throw new ShapeException($"{array} is a {array.DType.Keyword} and has no Length; declare it as {array.DType.Keyword}[].")
        : array.Shape.Size is { IsConstant: true } size ? array.Graph.Constant(size.Value, DType.Int32)
        : array.Graph.Add(new Ops.Length(array.Shape.Size), []);

    /// <summary>The named size of an axis of a parameter: <c>n_x</c> for the one of x, <c>n_A_0</c>, <c>n_A_1</c> ... where there are several.</summary>
    public static Dim SizeOf(string parameter, int axis, int rank) =>
        new("n_" + parameter + (rank == 1 ? "" : "_" + axis.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The type of a parameter that says how many axes it has and no more.</summary>
    public static TensorType ArrayType(DType dtype, string parameter, int rank) =>
        new(dtype, Shape.Of(Enumerable.Range(0, rank).Select(axis => SizeOf(parameter, axis, rank))));

    private static Dim ToDim(Node index)
    {
        if (!index.DType.IsInteger || !index.Type.IsScalar)
            throw new ShapeException($"an index is an integer, got {index} of type {index.Type}; cast it with (int).");
        var order = Traversal.PostOrder([index]);
        if (order.All(n => n.Op is not (Ops.Variable or Ops.Length))) return Constant(index);
        var dims = new Dictionary<Node, Dim?>();
        foreach (var node in order) dims[node] = Polynomial(node, ImmutableArray.CreateRange(node.Inputs, i => dims[i]));
        return dims[index]
            ?? throw new ShapeException($"the index {index} is not known before the function is called; expected a constant, or sums and products of lengths.");
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
        Ops.Length length => length.Size,
        Ops.Constant { Value.DType.IsInteger: true } => Constant(node),
        Ops.Row row when row.Equals(Ops.Arithmetics.Add) => x[0] is { } a && x[1] is { } b ? a + b : null,
        Ops.Row row when row.Equals(Ops.Arithmetics.Subtract) => x[0] is { } a && x[1] is { } b ? a - b : null,
        Ops.Row row when row.Equals(Ops.Arithmetics.Multiply) => x[0] is { } a && x[1] is { } b ? a * b : null,
        _ => null,
    };
}
