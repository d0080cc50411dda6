using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Elements;
using static SymDiff.NodeMath;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Constant = SymDiff.Codegen.Loops.Constant;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Loops over the same rows are one, and what only that one uses is a row.</summary>
public class KeepRowsTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [graph.Dim("n"), graph.Dim("d"), graph.Dim("e")]);

    [Fact]
    public void RowsThatOneLoopUses()
    {
        var v = Exp(Sin(X));
        Check([Sum(v * v, [2]), Max(v, [1])], "8*d*e");
    }

    [Fact]
    public void TheNextRowIsReadToo()
    {
        var v = Exp(Sin(X));
        Check([Sum(v * v, [2]), Max(Roll(v, 1), [1])], "8*d*e*n");
    }

    // The other axis first: the rows of one loop are columns of the other.
    [Fact]
    public void RowsAreReadAsColumns()
    {
        var v = Exp(Sin(X));
        Check([Sum(v * v, [2]), Max(v, [0])], "8*d*e*n");
    }

    // exp(-|xᵢ - yⱼ|²) over their sum: several i share what they read of y.
    [Fact]
    public void TilesOfAContractionStay()
    {
        Dim n = graph.Dim("n"), m = graph.Dim("m");
        Node x = graph.Variable("x", [n, 1, 64]), y = graph.Variable("y", [1, m, 64]);
        var weights = Exp(-Sum((x - y) * (x - y), [2]));
        var function = graph.Function("f", [x, y], [weights / Reshape(Sum(weights, [1]), [n, 1])]);
        Assert.Contains(Compiler.Compile(function, Numerics.Standard, vectorize: true).Body, s => s is For { Step: > 1 } loop && loop.Body.Any(inner => inner is For));
    }

    [Fact]
    public void AnOutputIsKept()
    {
        var v = Exp(Sin(X));
        Check([v, Sum(v * v, [2]), Max(v, [1])], null);
    }

    // y = sum; for i { sum = sum + i }
    [Fact]
    public void WhatReadsATotalDoesNotRunBehindItsLoop()
    {
        Local i = new("i", ScalarType.Index), sum = new("sum", ScalarType.Float64), other = new("other", ScalarType.Float64);
        var step = new Assign(sum, new SymDiff.Codegen.Loops.Arithmetic(ArithmeticKind.Add, new Read(sum), new SymDiff.Codegen.Loops.Convert(new Read(i), ScalarType.Float64)));
        var reordering = new Reordering(new For(i, IndexArithmetic.Number(3), [step]));
        Assert.False(reordering.CanRunAfter(new Declare(new("y", ScalarType.Float64), new Read(sum))));
        Assert.False(reordering.CanRunAfter(new Assign(sum, new Constant(Scalar.Of(1.0), ScalarType.Float64))));
        Assert.True(reordering.CanRunAfter(new Declare(new("y", ScalarType.Float64), new Read(other))));
    }

    [Fact]
    public void WhatIsWrittenIsNotReadBefore()
    {
        Buffer a = new("a", ScalarType.Float64, 3, BufferRole.Workspace), b = new("b", ScalarType.Float64, 3, BufferRole.Workspace);
        var i = new Local("i", ScalarType.Index);
        var reordering = new Reordering(new For(i, IndexArithmetic.Number(3), [new Store(a, new Read(i), new SymDiff.Codegen.Loops.Load(b, new Read(i)))]));
        var one = new Constant(Scalar.Of(1.0), ScalarType.Float64);
        Assert.False(reordering.CanRunAfter(new Declare(new("y", ScalarType.Float64), new SymDiff.Codegen.Loops.Load(a, IndexArithmetic.Number(0)))));
        Assert.False(reordering.CanRunAfter(new Fill(b, one)));
        Assert.True(reordering.CanRunAfter(new Declare(new("y", ScalarType.Float64), new SymDiff.Codegen.Loops.Load(b, IndexArithmetic.Number(0)))));
        Assert.False(reordering.CanRunAfter(new Require(new Constant(Scalar.Of(true), ScalarType.Bool), "never")));
    }

    private void Check(Node[] outputs, string? bytes)
    {
        var sizes = new[] { "n", "d", "e" }.Select(s => graph.Variable("size_" + s, [graph.Dim(s)]));
        var f = graph.Function("f", [X, .. sizes], [.. outputs]);
        foreach (var (n, d, e) in new[] { (1, 1, 1), (3, 5, 9), (4, 16, 20), (0, 3, 2), (2, 0, 3) })
        {
            var x = Tensor.Of(DType.Float64, [.. Enumerable.Range(0, n * d * e).Select(i => Math.Cos(3 * i))], n, d, e);
            Tensor[] arguments = [x, .. new[] { n, d, e }.Select(length => Tensor.Vector(new double[length]))];
            var expected = f.Evaluate(arguments);
            foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
            {
                foreach (var bits in new[] { 256, 512 })
                {
                    var actual = BackendCheck.Run(f, arguments, new() { Backend = backend, VectorBits = bits });
                    for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12);
                }
            }
        }

        // the schedule tells the node's buffer and its size
        var line = f.ToSchedule().ToString().Split('\n').FirstOrDefault(l => l.Contains("= exp(", StringComparison.Ordinal) && l.Contains("buffer w", StringComparison.Ordinal));
        if (bytes is null) Assert.Null(line);
        else Assert.Contains(bytes + " bytes", line, StringComparison.Ordinal);
    }
}
