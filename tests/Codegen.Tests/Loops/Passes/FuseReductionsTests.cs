using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>A reduction goes on in the loop that computes what it reads, unless something stands between them.</summary>
public class FuseReductionsTests
{
    private readonly Graph graph = new();

    private Node X => graph.Variable("x", [graph.Dim("n")]);

    private Node Y => graph.Variable("y", [graph.Dim("n")]);

    [Fact]
    public void TheSumOfAnOutput() => Check(Exp(X) * Y, v => Sum(Square(v)), loops: 1);

    [Fact]
    public void AProductAndTheLeastOfAnOutput()
    {
        var v = 1 + 0.1 * Sin(X);
        Check([X], [v, Product(v), Min(v)], loops: 1);
    }

    // The second total is of values less the first: of all of them.
    [Fact]
    public void ATotalThatNeedsAnotherIsALoopOfItsOwn()
    {
        var v = Exp(X);
        Check([X], [v, Sum(Square(v - Sum(v)))], loops: 2);
    }

    [Fact]
    public void NeighboursAreWrittenByOtherIterations() => Check(Exp(X) * Y, v => Sum(v[1..] * v[..^1]), loops: 2);

    // Nothing but the total reads the exponentials: they are computed on the spot.
    [Fact]
    public void WhatOnlyReductionsReadNeedsNoMemory()
    {
        var (e, s) = (Exp(X), Sin(Y));
        Check([X, Y], [e * s + e, Sum(e / (2 + s))], loops: 1, isWithoutScratch: true);
    }

    [Fact]
    public void AnotherLoopInBetweenThatIsIndependent()
    {
        var (v, w) = (Exp(X), graph.Variable("z", [graph.Dim("m")]));
        Check([X, w], [v, Sin(w), Sum(v)], loops: 2);
    }

    [Fact]
    public void ValueAndGradient()
    {
        var f = graph.Function("f", [X, Y], [Sum(Log(1 + Exp(-X * Y)) + Erf(X) * Tanh(Y))]).ValueAndGradient();
        Check([.. f.Inputs], [.. f.Outputs], loops: 1, isWithoutScratch: true);
    }

    private void Check(Node value, Func<Node, Node> total, int loops) => Check([X, Y], [value, total(value)], loops);

    private void Check(Node[] inputs, Node[] outputs, int loops, bool isWithoutScratch = false)
    {
        var f = graph.Function("f", inputs, [.. outputs]);
        var source = f.ToCSharp();
        Assert.Equal(loops, source.Split("for (").Length - 1);
        if (isWithoutScratch) Assert.DoesNotContain("ArrayPool", source, StringComparison.Ordinal);
        foreach (var n in new[] { 2, 3, 4, 5, 11, 16, 23, 130 })
        {
            var arguments = inputs.Select((_, k) => Tensor.Vector([.. Enumerable.Range(0, n).Select(i => 0.9 * Math.Sin(i + 1 + k))])).ToArray();
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
    }
}
