using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Elements;
using static SymDiff.NodeMath;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>A summed outer product over a length that fills no vector: the sums of vectors are joined, the rest is added where there is one.</summary>
public class SplitRestsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(29)]
    public void TheRestIsAddedToTheSumsOfVectors(int n)
    {
        var graph = new Graph();
        var rows = graph.Variable("x", [graph.Dim("n"), 8]);
        var function = graph.Function("f", [rows], [Loop.SumOver(rows, row => Outer(row, Sin(row)))]);
        Tensor[] at = [Tensor.Of(DType.Float64, [.. Enumerable.Range(0, 8 * n).Select(i => Math.Cos(i))], [n, 8])];
        var expected = function.Evaluate(at)[0].ToArray();
        foreach (var bits in new[] { 256, 512 })
            BackendCheck.Near(expected, BackendCheck.Run(function, at, new() { Backend = Backend.ExpressionTree, VectorBits = bits })[0], 1e-13);
    }

    // Blocks of 64 lanes, of which the last may begin later.
    [Fact]
    public void SumsAreJoinedWhereARestFollowsThem()
    {
        var graph = new Graph();
        var rows = graph.Variable("x", [graph.Dim("n"), 40]);
        var function = graph.Function("f", [rows], [Loop.SumOver(rows, row => Outer(row, Sin(row)))]);
        var text = function.ToCSharp(new() { Vectorize = true, VectorBits = 512 });
        Assert.Contains("VectorLanes.Sums(", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ARestOfOtherEntriesIsAddedApart() => Assert.Equal([typeof(Accumulate), typeof(If)], Split(rest: x, lanes: x, place: x));

    // What is read behind an addition is another value than before it.
    [Fact]
    public void ARestThatReadsASumIsAddedWithTheLanes() => Assert.Equal([typeof(Declare), typeof(For), typeof(Accumulate)], Split(rest: y, lanes: x, place: x));

    [Fact]
    public void LanesThatReadASumAreAddedBehindTheRest() => Assert.Equal([typeof(Declare), typeof(For), typeof(Accumulate)], Split(rest: x, lanes: y, place: x));

    [Fact]
    public void APlaceThatASumNamesIsFoundOnce() => Assert.Equal([typeof(Declare), typeof(For), typeof(Accumulate)], Split(rest: x, lanes: x, place: y));

    private static readonly Buffer x = new("x", ScalarType.Float64, new Dim("n"), BufferRole.Input);
    private static readonly Buffer y = new("y", ScalarType.Float64, new Dim("n"), BufferRole.Output);

    // total = Σ of lanes; total += rest[i]; y[place[0]] += total, with entries of the buffers that are named
    private static IEnumerable<Type> Split(Buffer rest, Buffer lanes, Buffer place)
    {
        var (total, i) = (new Local("sum", ScalarType.Float64), new Local("i", ScalarType.Index));
        var at = new Codegen.Loops.Convert(new Codegen.Loops.Load(place, IndexArithmetic.Number(0)), ScalarType.Index);
        ImmutableArray<Statement> body =
        [
            new Declare(total, new HorizontalReduce(ReductionKind.Sum, new VectorLoad(lanes, IndexArithmetic.Number(0), ScalarType.Float64x4))),
            new For(i, IndexArithmetic.Number(7), [new Assign(total, new Codegen.Loops.Arithmetic(ArithmeticKind.Add, new Read(total), new Codegen.Loops.Load(rest, new Read(i))))]) { From = IndexArithmetic.Number(4) },
            new Accumulate(y, at, new Read(total)),
        ];
        return SplitRests.Apply(new("f", [], [], [], [], [], body)).Body.Select(s => s.GetType());
    }
}
