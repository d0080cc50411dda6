using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Testing;

/// <summary>A function that reads or adds out of range on the side of a choice that is not taken, with its value and gradient by x from mathematics.</summary>
public sealed record UntakenRead(string Name, Function Function, Tensor[] Arguments, double Value, double[] Gradient)
{
    /// <summary>All of them, at x = (3, 5, 7) and k where the read is not taken, and where it is.</summary>
    public static IEnumerable<UntakenRead> All =>
    [
        Of("the entry before", 0, 0, [0, 0, 0], (x, k) => Select(k > 0, Square(x[k - 1]), 0)),
        Of("the entry before", 2, 25, [0, 10, 0], (x, k) => Select(k > 0, Square(x[k - 1]), 0)),
        Of("the entry after", 2, 0, [0, 0, 0], (x, k) => Select(k >= 2, 0, Exp(x[k + 1]) * x[k])),
        Of("a difference at the border", 0, 3, [1, 0, 0], (x, k) => x[k] - Select(k > 0, x[k - 1], 0)),
        Of("a difference at the border", 2, 2, [0, -1, 1], (x, k) => x[k] - Select(k > 0, x[k - 1], 0)),
        Of("a sum of what is not read", 0, 9, [6, 0, 0], (x, k) => Select(k > 0, Sum(Exp(x * x[k - 1])), Square(x[0]))),
        Of("an index that is itself read", 3, 15, [5, 3, 0], (x, k) => Select(k < 3, x[Order(x)[k]], x[0] * x[1])),
        Of("an index that is itself read", 1, 3, [1, 0, 0], (x, k) => Select(k < 3, x[Order(x)[k]], x[0] * x[1])),
        Of("a condition that reads", 0, 49, [0, 0, 14], (x, k) => Select((k > 0) & (x[k - 1] > 4), x[0], Square(x[2]))),
        Of("all entries before", 0, 9 + 25, [6, 10, 0], (x, k) => Sum(Select(Places(x) > 0, Square(Gather(x, Places(x) - 1)), 0))),
        Of("all entries after, at most two", 1, 5 * 7, [0, 7, 5], (x, k) => Sum(Select(Places(x) < 2, Gather(x, Places(x) + 1) * x, 0) * Select(Equal(Places(x), k), x.Graph.Constant(1), 0))),
        Of("columns, the last of which is not there", 1, (3 + 5 + 7) * (5 + 7), [12, 12 + 15, 12 + 15], (x, k) => Sum(Select(Places(x) < 2, Gather(Outer(x, x), Places(x) + 1, 1), 0))),
        Of("both sides, one of them", 5, 6, [2, 0, 0], (x, k) => Select(k < 3, x[k], Select(k < 4, x[k - 1], 2 * x[0]))),
    ];

    private static UntakenRead Of(string name, int k, double value, double[] gradient, Func<Node, Node, Node> build)
    {
        var graph = new Graph();
        Node x = graph.Variable("x", [3]), index = graph.Variable("k", dtype: DType.Int32);
        return new($"{name}, k = {k}", graph.Function("f", [x, index], [build(x, index)]), [Tensor.Vector(3, 5, 7), Tensor.Scalar(k, DType.Int32)], value, gradient);
    }

    private static Node Order(Node x) => x.Graph.Constant(Tensor.Of(DType.Int32, [2, 0, 1], 3));

    private static Node Places(Node x) => x.Graph.Constant(Tensor.Of(DType.Int32, [0, 1, 2], 3));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
