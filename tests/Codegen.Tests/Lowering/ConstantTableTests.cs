using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>What is read at places from a constant table is read there without asking whether the places exist, where that is known.</summary>
public class ConstantTableTests
{
    private readonly Graph graph = new();

    public static TheoryData<Backend, Numerics> Ways => new()
    {
        { Backend.ExpressionTree, Numerics.Strict }, { Backend.ExpressionTree, Numerics.Standard }, { Backend.Roslyn, Numerics.Strict }, { Backend.Roslyn, Numerics.Standard },
    };

    [Theory, MemberData(nameof(Ways))]
    public void AFewPlacesAreReadWhereTheyAre(Backend backend, Numerics numerics)
    {
        var x = graph.Variable("x", [4]);
        var f = graph.Function("f", [x], [x[Table(3, 0, 3)] * graph.Constant(Tensor.Vector(1, 2, -1))]);
        Assert.Equal([40, 20, -40], BackendCheck.Run(f, [Tensor.Vector(10, 20, 30, 40)], new() { Backend = backend, Numerics = numerics })[0]);
        var source = f.ToCSharp();
        Assert.DoesNotContain("CheckIndex", source);
        Assert.Contains("x[3]", source);
    }

    [Theory, MemberData(nameof(Ways))]
    public void ManyPlacesAreNotAskedAfter(Backend backend, Numerics numerics)
    {
        var x = graph.Variable("x", [100]);
        int[] places = [.. Enumerable.Range(0, 100).Select(i => 37 * i % 100)];
        var f = graph.Function("f", [x], [Sin(x[Table(places)])]);
        double[] at = [.. Enumerable.Range(0, 100).Select(i => 0.1 * i)];
        BackendCheck.Near([.. places.Select(p => Math.Sin(at[p]))], BackendCheck.Run(f, [Tensor.Vector(at)], new() { Backend = backend, Numerics = numerics })[0], 1e-15);
        Assert.DoesNotContain("CheckIndex", f.ToCSharp());
    }

    [Theory, MemberData(nameof(Ways))]
    public void PlacesAreAskedAfterWhereTheLengthHasAName(Backend backend, Numerics numerics)
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        foreach (var places in new int[][] { [2], [2, 0, 1], [.. Enumerable.Range(0, 60).Select(i => i % 3)] })
        {
            var f = graph.Function("f", [x], [2 * x[Table(places)]]);
            Assert.Equal(places.Select(p => 2.0 * (p + 1)), BackendCheck.Run(f, [Tensor.Vector(1, 2, 3)], new() { Backend = backend, Numerics = numerics })[0]);
            var error = Assert.ThrowsAny<Exception>(() => BackendCheck.Run(f, [Tensor.Vector(1, 2)], new() { Backend = backend, Numerics = numerics })).GetBaseException();
            Assert.IsType<ArgumentOutOfRangeException>(error);
            Assert.StartsWith("The index 2 is outside of an axis of length 2; expected 0 to 1.", error.Message);
        }
    }

    // The derivative of reads at the places of a table adds there.
    [Theory, MemberData(nameof(Ways))]
    public void DerivativesOfReadsAtPlaces(Backend backend, Numerics numerics)
    {
        var x = graph.Variable("x", [50]);
        var f = graph.Function("f", [x], [Sum(Square(x[Table([.. Enumerable.Range(0, 70).Select(i => i * i % 50)])]))]).Gradient();
        double[] at = [.. Enumerable.Range(0, 50).Select(i => 1.0 + i)];
        var counts = Enumerable.Range(0, 70).GroupBy(i => i * i % 50).ToDictionary(g => g.Key, g => g.Count());
        BackendCheck.Near([.. at.Select((v, i) => 2 * v * counts.GetValueOrDefault(i))], BackendCheck.Run(f, [Tensor.Vector(at)], new() { Backend = backend, Numerics = numerics })[0], 1e-14);
    }

    // 48 scalars beside each other are as many values, not a loop that searches for each.
    [Theory, MemberData(nameof(Ways))]
    public void AStackOfManyScalarsIsWrittenEntryByEntry(Backend backend, Numerics numerics)
    {
        var x = graph.Variable("x", [2]);
        var stack = Reshape(Stack([.. Enumerable.Range(0, 48).Select(i => x[0] * i + x[1])]), [4, 3, 4]);
        var f = graph.Function("f", [x], [Sum(stack, [1])]);
        var expected = Enumerable.Range(0, 16).Select(e => Enumerable.Range(0, 3).Sum(j => (2.0 * ((12 * (e / 4)) + (4 * j) + (e % 4))) + 5));
        Assert.Equal(expected, BackendCheck.Run(f, [Tensor.Vector(2, 5)], new() { Backend = backend, Numerics = numerics })[0]);
        Assert.DoesNotContain("?", f.ToCSharp());
    }

    private Node Table(params int[] places) => graph.Constant(Tensor.Of(DType.Int32, [.. places.Select(p => (double)p)], places.Length));
}
