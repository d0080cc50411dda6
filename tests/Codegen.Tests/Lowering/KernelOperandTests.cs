using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>Kernels take what a loop's body is given as it is: rows, gathered rows, shared and carried tensors, at the sides of a branch too.</summary>
public sealed class KernelOperandTests
{
    private static readonly Dictionary<string, Func<Node, Node, Node, Node>> programs = new()
    {
        ["rows"] = (x, a, k) => Loop.Map(x, row => CumulativeProduct(row, 0)),
        ["gathered rows"] = (x, a, k) => Loop.SumOver(k, i => CumulativeSum(x[i], 0, reverse: true)),
        ["shared"] = (x, a, k) => Loop.SumOver(x, row => MatMul(Cholesky(a), row)),
        ["carried"] = (x, a, k) => Loop.Fold(x[0], x, (state, row) => CumulativeSum(state, 0) * row),
        ["branch"] = (x, a, k) => Loop.Map(x, row => Cond(row[0] > 0, () => CumulativeSum(row, 0), () => CumulativeProduct(row, 0))),
        ["loop inside"] = (x, a, k) => Loop.Map(x, row => Loop.Fold(row, 2, (state, i) => LinearRecurrence(state, row, 0))),
    };

    public static TheoryData<string> Names => [.. programs.Keys];

    [Theory, MemberData(nameof(Names))]
    public void AreTakenAsTheyAre(string name)
    {
        var graph = new Graph();
        var (x, a, k) = (graph.Variable("x", [graph.Dim("n"), 3]), graph.Variable("A", [3, 3]), graph.Variable("k", [graph.Dim("m")], DType.Int32));
        var f = graph.Function("f", [x, a, k], [Sum(Sin(programs[name](x, a, k)))]);
        Tensor[] given = [Tensor.Of([0.3, -0.4, 0.7, -0.6, 0.2, 0.9], 2, 3), Tensor.Of([2, 0.1, 0.2, 0.1, 3, 0.3, 0.2, 0.3, 4], 3, 3), Tensor.Of(DType.Int32, [1, 0, 1], 3)];
        foreach (var function in new[] { f, f.ValueAndGradient(new DifferentiationOptions { Disconnected = Undefined.Zero }, "x", "A") })
        {
            foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn }) BackendCheck.Strict(function, given, backend);
            var expected = function.Evaluate(given);
            var actual = BackendCheck.Run(function, given, new() { Backend = Backend.ExpressionTree });
            for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-13);
        }
    }
}
