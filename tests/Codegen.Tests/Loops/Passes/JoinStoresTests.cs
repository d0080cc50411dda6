using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Elements;
using static SymDiff.NodeMath;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Writes of lanes at a distance to entries beside each other become writes of rows, where nothing in between can see the difference.</summary>
public sealed class JoinStoresTests
{
    private static readonly Buffer y = new("y", ScalarType.Float64, new Dim("n"), BufferRole.Output);
    private static readonly Local i = new("i", ScalarType.Index);

    public static TheoryData<int, int, int[]> Widths => new()
    {
        { 256, 2, [2] },
        { 256, 15, [4, 4, 4, 2, 1] },
        { 512, 15, [8, 4, 2, 1] },
        { 512, 30, [8, 8, 8, 4, 2] },
    };

    [Theory, MemberData(nameof(Widths))]
    public void NeighboursAreCutIntoRows(int bits, int count, int[] widths)
    {
        var stores = Enumerable.Range(0, count).Select(k => Row(Vector(bits), count, k));
        Assert.Equal(widths, WidthsOf(JoinStores.Of([.. stores]), bits));
        Assert.Equal([.. widths.Where(w => w > 1).Reverse(), .. widths.Where(w => w == 1)], WidthsOf(JoinStores.Of([.. stores.Reverse()]), bits));   // each where its last entry is written
    }

    [Fact]
    public void ARowStandsWhereItsLastEntryIsWritten()
    {
        var (a, b, c) = (Row(Vector(256), 5, 0), new Declare(new("v", ScalarType.Float64), new Constant(Scalar.Of(1.0), ScalarType.Float64)), Row(Vector(256), 5, 1));
        var joined = JoinStores.Of([a, b, c]);
        Assert.Equal(2, joined.Count);
        Assert.Same(b, joined[0]);
        Assert.Equal<Expression>([.. a.Vectors, .. c.Vectors], Assert.IsType<StoreRows>(joined[1]).Vectors);
    }

    [Fact]
    public void NothingIsMovedPastWhatReadsTheBuffer()
    {
        var read = new Declare(new("t", ScalarType.Float64), new Codegen.Loops.Load(y, IndexArithmetic.Number(0)));
        Assert.Equal([1, 1], WidthsOf(JoinStores.Of([Row(Vector(256), 5, 0), read, Row(Vector(256), 5, 1)]), 256));
    }

    [Fact]
    public void NothingIsMovedPastWhatChangesItsValue()
    {
        var v = Vector(256);
        Assert.Equal([1, 1], WidthsOf(JoinStores.Of([Row(v, 5, 0), new Assign(((Read)v).Local, Vector(256)), Row(v, 5, 1)]), 256));
    }

    // Entry 3 of a row is entry 0 of the next: the order is the program's.
    [Fact]
    public void RowsThatOverlapAreNotJoined() => Assert.Equal([2, 2], WidthsOf(JoinStores.Of([.. new[] { 0, 1, 2, 3 }.Select(k => Row(Vector(256), 2, k))]), 256));

    [Fact]
    public void OtherDistancesAndPlacesAreApart()
    {
        var elsewhere = Row(Vector(256), 5, 1) with { Offset = new Read(new("j", ScalarType.Index)) };
        Assert.Equal([1, 1], WidthsOf(JoinStores.Of([Row(Vector(256), 5, 0), elsewhere]), 256));
        Assert.Equal([1, 1], WidthsOf(JoinStores.Of([Row(Vector(256), 5, 0), Row(Vector(256), 6, 1)]), 256));
    }

    [Theory, InlineData(DType.Float64, 256), InlineData(DType.Float64, 512), InlineData(DType.Float32, 256), InlineData(DType.Float32, 512)]
    public void RowsAreTheInterpreters(DType dtype, int bits)
    {
        foreach (var columns in new[] { 2, 3, 4, 5, 8, 9, 15 })
        {
            var graph = new Graph();
            var n = graph.Dim("n");
            var x = graph.Variable("x", [n, 2], dtype);
            var rows = graph.Map(n, r => Stack([.. Enumerable.Range(0, columns).Select(k => k == 1 ? x[r][0] * 0 + 3 : x[r][k % 2] * (k + 1) + x[r][0])]));
            var f = graph.Function("f", [x], [rows]);
            foreach (var length in new[] { 0, 1, 63, 64, 65, 130 })
            {
                Tensor[] given = [Tensor.Of(dtype, [.. Enumerable.Range(0, 2 * length).Select(k => (double)(float)Math.Sin(k))], length, 2)];
                foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
                    BackendCheck.Near(f.Evaluate(given)[0].ToArray(), BackendCheck.Run(f, given, new() { Backend = backend, VectorBits = bits })[0], dtype == DType.Float64 ? 1e-15 : 1e-6);
            }

            Assert.Equal(columns >= (dtype == DType.Float64 ? 2 : 4), f.ToCSharp(new() { Vectorize = true, VectorBits = bits }).Contains("VectorLanes.StoreRows", StringComparison.Ordinal));
        }
    }

    private static Read Vector(int bits) => new(new("v", ScalarType.Float64.VectorOf(bits)));

    private static StoreRows Row(Expression value, int stride, int column) =>
        new(y, IndexArithmetic.Plus(IndexArithmetic.Times(new Read(i), IndexArithmetic.Number(stride)), IndexArithmetic.Number(column)), stride, [value]);

    // The number of vectors of each write; as many writes of lanes as a vector has are one.
    private static int[] WidthsOf(List<Statement> code, int bits)
    {
        var widths = code.OfType<StoreRows>().Select(s => s.Vectors.Length).ToList();
        var lanes = code.OfType<Store>().Count();
        return [.. widths, .. Enumerable.Repeat(1, lanes / (bits / 64))];
    }
}
