using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>Loops whose iterations run side by side compute what the interpreter computes, for every number of iterations.</summary>
public class BatchedLoopTests
{
    private static readonly Dictionary<string, Func<Function>> programs = new()
    {
        ["sum of numbers"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(y, v => Exp(-v * v) * w[0])),
        ["sum of rows"] = () => Over((g, n, x, y, w, c) => Sum(Loop.SumOver(x, row => Tanh(row * w)) * w)),
        ["logistic regression"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(x, y, (row, v) => Softplus(-v * Dot(row, w)))),
        ["clusters"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(x, row => Min(Sum((c - row) * (c - row), [1])))),
        ["mixture"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(x, row => LogSumExp(MatMul(c, Tanh(row) - w)))),
        ["largest row"] = () => Over((g, n, x, y, w, c) => Sum(Loop.MaxOver(x, row => row * w)) + Loop.MinOver(y, v => v * w[1])),
        ["product"] = () => Over((g, n, x, y, w, c) => Loop.ProductOver(y, v => 1 + 0.01 * v * w[0])),
        ["rows stacked"] = () => Over((g, n, x, y, w, c) => SquaredNorm(Loop.Map(x, row => Softmax(row * w)))),
        ["rows of numbers"] = () => Over((g, n, x, y, w, c) => SquaredNorm(g.Map(n, i => Stack([.. Enumerable.Range(0, 15).Select(k => k == 7 ? w[0] * 0 : Sin(k * y[i]) + x[i][k % 3])])))),
        ["large rows stacked"] = () => Over((g, n, x, y, w, c) => SquaredNorm(Loop.Map(x, row => Outer(MatMul(c, row), row)))),
        ["sum of matrices"] = () => Over((g, n, x, y, w, c) => SquaredNorm(Loop.SumOver(x, row => Outer(MatMul(c, row), row * w)))),
        ["gathered rows"] = () => Over((g, n, x, y, w, c) => g.SumOver(n, i => Sum(c[Cast(i, DType.Int32) % 3] * x[i]) * y[i])),
        ["neighbours"] = () => Over((g, n, x, y, w, c) => g.SumOver(n, i => Select(i > 0, Sin(y[i]) * y[Max(i - 1, 0)], w[0]))),
        ["branches"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(y, v => Select(v > 0, Sqrt(v * w[0] * w[0]), v * w[1]))),
        ["steps inside"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(y, v => Loop.Fold(v, 4, (s, t) => s + 0.1 * Sin(s * w[0])))),
        ["steps with rows inside"] = () => Over((g, n, x, y, w, c) => Sum(Loop.Map(x, row => Loop.Fold(row * 0.5, c, (s, r) => s + 0.1 * Sin(s * r) * w)) * x)),
        ["steps with neighbours inside"] = () => Over((g, n, x, y, w, c) => Sum(g.Map(n, i => Loop.Fold(x[i], 3, (s, t) => Sin(s + s[^1] * x[i]) * y[i])) * w)),
        ["loop inside"] = () => Over((g, n, x, y, w, c) => Loop.SumOver(x, row => Loop.SumOver(c, r => Exp(-SquaredNorm(r - row)) * w[0]))),
        ["triangles"] = () => Over((g, n, x, y, w, c) => Triangular(g, n, "l", strict: false)),
        ["strict triangles"] = () => Over((g, n, x, y, w, c) => Triangular(g, n, "l", strict: true)),
        ["small matrices"] = () => Over((g, n, x, y, w, c) => g.SumOver(n, i => Sum(MatMul(Reshape(Stack([y[i], w[0], w[1], y[i] * y[i]]), [2, 2]), Stack([Sin(y[i]), w[2]]))))),
    };

    /// <summary>The names of the programs.</summary>
    internal static IEnumerable<string> Names => programs.Keys;

    /// <summary>A program by its name.</summary>
    internal static Function Named(string name) => programs[name]();

    /// <summary>Arguments of a program, or of what is derived from it, for a number of iterations.</summary>
    internal static Tensor[] Arguments(Function function, int n)
    {
        var random = new Random(n);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
        Tensor[] arguments = [Tensor.Of(DType.Float64, Numbers(3 * n), [n, 3]), Tensor.Vector(Numbers(n)), Tensor.Vector(0.7, 1.3, -0.4), Tensor.Of(DType.Float64, Numbers(9), [3, 3])];
        return function.Inputs.Length == 4 ? arguments : [.. arguments, Tensor.Of(DType.Float64, Numbers(7 * n), [n, 7]), Tensor.Vector(Numbers(function.Inputs[^1].Shape[0].Value))];
    }

    public static TheoryData<string, int> Programs()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in programs.Keys)
            foreach (var n in name.StartsWith("steps", StringComparison.Ordinal) ? [.. Enumerable.Range(0, 20), 31, 32, 62, 63, 64, 65, 127, 128, 200] : new[] { 0, 1, 63, 64, 65, 127, 128, 200 })
                if (n > 0 || name is not ("largest row" or "gathered rows" or "neighbours")) data.Add(name, n);
        return data;
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void ComputesWhatTheInterpreterComputes(string name, int n)
    {
        var function = programs[name]();
        Function[] derivatives = [function, function.ValueAndGradient()];
        foreach (var derived in derivatives.Concat(n is 3 or 5 or 12 or 31 or 64 or 65 ? derivatives.Select(d => d.Bind("n", n)) : []))
        {
            var given = Arguments(derived, n);
            var expected = derived.Evaluate(given);
            foreach (var (backend, bits) in new[] { (Backend.ExpressionTree, 256), (Backend.ExpressionTree, 512), (Backend.Roslyn, n % 2 == 0 ? 256 : 512) })
            {
                var actual = BackendCheck.Run(derived, given, new() { Backend = backend, VectorBits = bits });
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12);
            }
        }
    }

    // Σᵢ |L·zᵢ|² + |Lᵀ·zᵢ|⁴ for a packed triangle L of 7 rows: more entries than are spelled out
    private static Node Triangular(Graph graph, Dim n, string name, bool strict)
    {
        Node z = graph.Variable("z", [n, 7]), packed = graph.Variable(name, [strict ? 21 : 28]);
        var triangle = UnpackTriangle(packed, 7, strict);
        return Loop.SumOver(z, row => SquaredNorm(MatMul(triangle, row)) + Square(SquaredNorm(MatMul(triangle.T, row))));
    }

    private static Function Over(Func<Graph, Dim, Node, Node, Node, Node, Node> program)
    {
        var graph = new Graph();
        var n = graph.Dim("n");
        Node x = graph.Variable("x", [n, 3]), y = graph.Variable("y", [n]), w = graph.Variable("w", [3]), c = graph.Variable("c", [3, 3]);
        var value = program(graph, n, x, y, w, c);
        var others = Traversal.PostOrder([value]).Where(v => v.Op is Ops.Variable && v != x && v != y && v != w && v != c).OrderBy(v => v.Type.Rank == 2 ? 0 : 1);
        return graph.Function("f", [x, y, w, c, .. others], [value]);
    }
}
