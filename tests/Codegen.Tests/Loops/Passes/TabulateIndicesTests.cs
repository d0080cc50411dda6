using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Indices that take a square root are computed once for all triangles of a stack.</summary>
public class TabulateIndicesTests
{
    private readonly Graph graph = new();

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(5, 9)]
    [InlineData(3, 0)]
    public void PackedTriangles(int k, int n)
    {
        var x = graph.Variable("x", [graph.Dim("k"), graph.Dim("n"), graph.Dim("n")]);
        var (stacks, rows) = (graph.Variable("stacks", [graph.Dim("k")]), graph.Variable("rows", [graph.Dim("n")]));   // tell the sizes
        var f = graph.Function("f", [x, stacks, rows], [PackTriangle(Sin(x)), PackTriangle(x, strict: true)]);
        var numbers = Enumerable.Range(0, k * n * n).Select(i => i + 0.5).ToArray();
        double[] Packed(Func<double, double> function, int below) =>
        [
            .. from stack in Enumerable.Range(0, k)
               from column in Enumerable.Range(0, n)
               from row in Enumerable.Range(0, n)
               where row >= column + below
               select function(numbers[stack * n * n + row * n + column]),
        ];
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
        {
            var actual = BackendCheck.Run(f, [Tensor.Of(DType.Float64, numbers, k, n, n), Tensor.Vector(new double[k]), Tensor.Vector(new double[n])], new() { Backend = backend });
            BackendCheck.Near(Packed(Math.Sin, 0), actual[0], 1e-14);
            BackendCheck.Near(Packed(v => v, 1), actual[1], 0);
        }
    }

    [Fact]
    public void OnlyStacksHaveTables()
    {
        var x = graph.Variable("x", [graph.Dim("k"), graph.Dim("n"), graph.Dim("n")]);
        var one = graph.Variable("y", [graph.Dim("n"), graph.Dim("n")]);
        const string table = "indices of entries";
        Assert.Contains(table, graph.Function("f", [x], [PackTriangle(x)]).ToSchedule().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(table, graph.Function("f", [one], [PackTriangle(one)]).ToSchedule().ToString(), StringComparison.Ordinal);
    }
}
