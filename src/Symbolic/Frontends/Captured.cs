using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff.Frontends;

/// <summary>Turns what a lambda captures into constants of the graph, and constants back into what C# expects.</summary>
internal sealed class Captured(Graph graph)
{
    private readonly Dictionary<object, Node> arrays = new(ReferenceEqualityComparer.Instance);   // an array is copied once

    /// <summary>The node of a number, a truth, an array of them, or a tensor; null for anything else.</summary>
    public Node? Lift(object? value) => value switch
    {
        Node node => node,
        double or float or int or long or bool => Scalar(value),
        byte or sbyte or short or ushort or char => Scalar(Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        uint number => Scalar((long)number),
        Tensor tensor => graph.Constant(tensor),
        Array array when TypeNames.Find(array.GetType().GetElementType()!) is { } dtype => Array(array, dtype),
        _ => null,
    };

    /// <summary>What C# has for a value where a type is expected: constants of the graph are evaluated. Fails when it depends on the inputs.</summary>
    public static bool TryLower(object? value, Type type, out object? lowered)
    {
        lowered = value;
        if (value is not Node node) return value is not (Symbolic or Sequence or Callable);
        if (!IsConstant(node)) return false;
        var tensor = new Interpreter(ImmutableDictionary<string, int>.Empty).Evaluate([node])[0];
        if (tensor.Lengths.Length > 0) return false;
        lowered = Convert.ChangeType(tensor.DType.IsFloat ? tensor[0].Real : tensor.DType == DType.Bool ? tensor[0].Truth : tensor[0].Integer, Plain(type, tensor.DType), CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Whether a node reads no input and no size.</summary>
    public static bool IsConstant(Node node) => Traversal.PostOrder([node]).TrueForAll(n => n.Op is not (Ops.Variable or Ops.SizeOf or Ops.Traced));

    private static Type Plain(Type type, DType dtype) => type != typeof(object) ? Nullable.GetUnderlyingType(type) ?? type : dtype switch
    {
        DType.Float32 => typeof(float),
        DType.Int32 => typeof(int),
        DType.Int64 => typeof(long),
        DType.Bool => typeof(bool),
        _ => typeof(double),
    };

    private Node Scalar(object value)
    {
        var dtype = TypeNames.Find(value.GetType())!.Value;
        return graph.Constant(Tensor.Scalar(Entry(value), dtype));
    }

    private Node Array(Array array, DType dtype)
    {
        if (arrays.TryGetValue(array, out var known)) return known;
        ImmutableArray<int> lengths = [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)];
        return arrays[array] = graph.Constant(new Tensor(dtype, lengths, [.. array.Cast<object>().Select(Entry)]));
    }

    private static Scalar Entry(object value) => value switch
    {
        double number => SymDiff.Scalar.Of(number),
        float number => SymDiff.Scalar.Of((double)number),
        bool truth => SymDiff.Scalar.Of(truth),
        _ => SymDiff.Scalar.Of(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };
}

/// <summary>Several values of a lambda at once, some of which depend on the inputs: a tuple, or the arguments of a call.</summary>
internal sealed record Symbolic(ImmutableArray<object?> Items);
