using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Carried tensors are written where they lie, unless another entry is still read.</summary>
public class UpdateInPlaceTests
{
    private readonly Graph graph = new();

    [Fact]
    public void EntryByEntry()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        Check([x, r], [Loop.Fold(x, r, (y, rate) => rate * y * (1 - y) + Sin(x))], copies: 0);
    }

    [Fact]
    public void WhatIsStackedIsTheValueBefore()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        var (final, rows) = Loop.Scan(x, r, (y, rate) => (rate * y + 1, Square(y)));
        Check([x, r], [final, rows], copies: 0);
    }

    // x' = x + h·v and v' = v - h·x, each of the values before
    [Fact]
    public void TwoThatReadEachOther()
    {
        var (x, h) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("h", [graph.Dim("s")]));
        var (position, speed) = Loop.Fold((X: x, V: Cos(x)), h, (s, step) => (s.X + step * s.V, s.V - step * s.X));
        Check([x, h], [position, speed], copies: null);
    }

    [Fact]
    public void NeighboursAreReadFromTheValueBefore()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        Check([x, r], [Loop.Fold(x, r, (y, rate) => rate * Concatenate([y[1..], y[..1]]) + 1)], copies: 1);
    }

    // The sum over all entries stands before the loop that writes; a product reads all of them for each.
    [Fact]
    public void WhatIsReadAsAWhole()
    {
        var (x, r, w) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]), graph.Variable("W", [graph.Dim("n"), graph.Dim("n")]));
        Check([x, r, w], [Loop.Fold(x, r, (y, rate) => rate * y / (1 + Sum(Square(y))))], copies: 0);
        Check([x, r, w], [Loop.Fold(x, r, (y, rate) => rate * Tanh(MatMul(w, y)))], copies: 1);
    }

    // As the last rows of a loop and as what the next loop begins with.
    [Fact]
    public void WhatIsReadBehindTheLoop()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        var first = Loop.Fold(x, r, (y, rate) => rate * y + x);
        Check([x, r], [first * x, Loop.Fold(first, r, (y, rate) => y - rate * first)], copies: null);
    }

    [Fact]
    public void Derivatives()
    {
        var (x, r) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("r", [graph.Dim("s")]));
        var f = graph.Function("f", [x, r], [Sum(Loop.Fold(x, r, (y, rate) => rate * y * (1 - y)) * x)]).ValueAndGradient();
        Check([.. f.Inputs], [.. f.Outputs], copies: null);
    }

    private void Check(Node[] inputs, Node[] outputs, int? copies)
    {
        var f = graph.Function("f", inputs, [.. outputs]);
        foreach (var (n, s) in new[] { (1, 1), (5, 3), (9, 0), (66, 4) })
        {
            var arguments = inputs.Select((input, k) => input.Type.Rank == 2
                ? Tensor.Of(DType.Float64, Numbers(n * n, k), n, n)
                : Tensor.Vector(Numbers(input.Shape[0].Names[0] == "n" ? n : s, k))).ToArray();
            var expected = f.Evaluate(arguments);
            foreach (var numerics in new[] { Numerics.Strict, Numerics.Standard })
            {
                foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
                {
                    var actual = BackendCheck.Run(f, arguments, new() { Backend = backend, Numerics = numerics });
                    for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], numerics == Numerics.Strict ? 0 : 1e-12);
                }
            }
        }

        if (copies is { } count) Assert.Equal(count, f.ToCSharp().Split("CopyTo").Length - 1);
    }

    private static double[] Numbers(int n, int seed) => [.. Enumerable.Range(0, n).Select(i => 0.3 * Math.Sin(i + 1 + seed))];
}
