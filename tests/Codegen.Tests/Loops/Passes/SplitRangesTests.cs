using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Loops lose the conditions that hold for their first and last iterations alone, at every length.</summary>
public class SplitRangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(37)]
    public void ShiftsAreTheInterpreters(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var one = BroadcastTo(graph.Constant(1), [1]);
        Node Shift(Node v) => Concatenate([one, v[..^1]]);
        Check(graph.Function("f", [x], [Sum(x * Sin(Shift(x) + Exp(Shift(x * Shift(x)))))]).ValueAndGradient(), n);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(38)]
    public void BothEndsAndOnePlace(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        Node Ahead(Node v) => Concatenate([v[2..], v[..2]]);
        Node Behind(Node v) => Concatenate([v[^1..], v[..^1]]);
        Check(graph.Function("f", [x], [Sum(x * Sin(Ahead(x) + Exp(Behind(Sin(x * Ahead(x))))) + x[^1] * x[0])]).ValueAndGradient(), n);
    }

    [Theory]
    [InlineData(1, 4, 1)]     // few iterations: each is written out
    [InlineData(3, 50, 2)]    // many: a loop for each part
    [InlineData(1, 30, 30)]
    [InlineData(20, 1, 40)]
    public void PartsOfConstantLength(int first, int second, int third)
    {
        var graph = new Graph();
        var (x, y) = (graph.Variable("x", [first + second + third]), graph.Variable("y", [2, 3]));
        var parts = Concatenate([x[..first] * 2, Sin(x[first..(first + second)]), x[(first + second)..] * x[0]]);
        var rows = Concatenate([y, 3 * y], 1);
        Check(graph.Function("f", [x, y], [Sum(Exp(-parts) * x), parts * x, Sum(rows * Sin(rows), [0])]), first + second + third, 6);
    }

    // A truth that begins as false and changes is none that is known.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void TruthsOfRowsChange(int n)
    {
        var graph = new Graph();
        var (x, y) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("y", [2, 3]));
        var isAnywhere = Any(Outer(x, y[0]) > 0.1, [1]);
        Check(graph.Function("f", [x, y], [Select(isAnywhere, Exp(Concatenate([x[1..], x[..1]])) + Sum(Outer(x, y[1]), [1]), Concatenate([y[0, ..1], x[..^1]]))]), n, 6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20)]
    public void Triangles(int n)
    {
        var graph = new Graph();
        var d = graph.Dim("d");
        Node x = graph.Variable("x", [d * (d - 1) / 2]), y = graph.Variable("y", [d]);
        var triangle = UnpackTriangle(x, d, strict: true) + DiagonalMatrix(y);
        Check(graph.Function("f", [x, y], [triangle]), n * (n - 1) / 2, n);
        Check(graph.Function("f", [x, y], [Sum(triangle * triangle) * Sum(y)]).ValueAndGradient(), n * (n - 1) / 2, n);
    }

    // The length of a part is a place within the whole that only the call tells.
    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(3, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(20, 9, 17)]
    public void PartsOfAnyLength(int first, int second, int third)
    {
        var graph = new Graph();
        Node x = graph.Variable("x", [graph.Dim("n")]), y = graph.Variable("y", [graph.Dim("m")]), z = graph.Variable("z", [graph.Dim("p")]);
        Node all = Concatenate([Sin(x), Exp(y), z]), turned = Concatenate([z, y, x]);
        Check(graph.Function("f", [x, y, z], [all * turned, Sum(all)]), first, second, third);
        Check(graph.Function("f", [x, y, z], [Sum(all * turned)]).ValueAndGradient(), first, second, third);
    }

    private static void Check(Function f, params int[] lengths)
    {
        var arguments = lengths.Select((n, k) => Numbers(n, k)).Select((v, k) => f.Inputs[k].Type.Rank == 1 ? Tensor.Vector(v) : Tensor.Of(DType.Float64, v, 2, 3)).ToArray();
        var expected = f.Evaluate(arguments);
        foreach (var numerics in new[] { Numerics.Strict, Numerics.Standard })
            foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            {
                var actual = BackendCheck.Run(f, arguments, new() { Backend = backend, Numerics = numerics });
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], numerics == Numerics.Strict ? 0 : 1e-12);
            }
    }

    private static double[] Numbers(int n, int seed) => [.. Enumerable.Range(0, n).Select(i => Math.Sin(i + 1 + seed))];

    [Fact]
    public void TheLoopBetweenTheEndsHasNothingToChoose()
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var source = graph.Function("f", [x], [x * Concatenate([BroadcastTo(graph.Constant(1), [1]), x[..^1]])]).ToCSharp(new() { Vectorize = true });
        Assert.Contains("for (nint i = 0; i < (n < 1 ? n : 1); i++)", source);
        Assert.Contains("Vector256.StoreUnsafe(Vector256.LoadUnsafe(ref x0, (nuint)i) * Vector256.LoadUnsafe(ref x0, (nuint)(i - 1)), ref value0, (nuint)i);", source);
    }

    [Fact]
    public void TheLastIterationsAreALoopOfTheirOwn()
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var source = graph.Function("f", [x], [x * Concatenate([x[1..], BroadcastTo(graph.Constant(1), [1])])]).ToCSharp(new() { Vectorize = true });
        Assert.Contains("for (nint i = n - 1 < 0 ? 0 : n - 1; i < n; i++)", source);
        Assert.Contains("Vector256.StoreUnsafe(Vector256.LoadUnsafe(ref x0, (nuint)i) * Vector256.LoadUnsafe(ref x0, (nuint)(i + 1)), ref value0, (nuint)i);", source);
    }
}
