using SymDiff.Codegen.Tests.Contracts;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>Sizes that do not fit what a program reads are told before it reads: nothing beyond an array, at no length, in no backend.</summary>
public sealed class SizeDemandTests
{
    private const string Product = "(double[n] x, double[k] y) => Enumerable.Range(0, n).Sum(i => sin(x[i])*y[i])";

    public static TheoryData<string, int, int, string> Misfits => new()
    {
        { Product, 4, 3, "'y' is read up to the index n - 1 of an axis of length k; expected a length of n or more." },
        { Product, 100, 90, "'y' is read up to the index n - 1 of an axis of length k; expected a length of n or more." },
        { "(double[n] x, double[k] y) => Enumerable.Range(0, n).Sum(i => x[i + 1])", 4, 1, "'x' is read up to the index n of an axis of length n; expected a length of n + 1 or more." },
        { "(double[n] x, double[k] y) => x[2] + y[0] + x[0]", 2, 1, "'x' is read up to the index 2 of an axis of length n; expected a length of 3 or more." },
        { "(double[n] x, double[k] y) => x[n - 1] + y[0]", 0, 1, "'x' is read at the index n - 1 of an axis of length n; expected 0 or more." },
        { "(double[n] x, double[k] y) => x.Aggregate(0, (s, v) => sin(s) + v*y[3])", 2, 3, "'y' is read up to the index 3 of an axis of length k; expected a length of 4 or more." },
        { "(double[n] x, double[k] y) => x.Skip(5).Sum()", 3, 1, "the length n - 5 must be a whole number of 0 or more." },
    };

    public static TheoryData<string, int, int> Fits => new()
    {
        { Product, 90, 100 },
        { Product, 4, 4 },
        { Product, 0, 0 },
        { "(double[n] x, double[k] y) => Enumerable.Range(0, n).Sum(i => i > 0 ? x[i - 1] : y[0])", 1, 1 },
        { "(double[n] x, double[k] y) => x[2] + y[0] + x[0]", 3, 1 },
        { "(double[n] x, double[k] y) => x.Aggregate(0, (s, v) => sin(s) + v*y[3])", 0, 0 },
        { "(double[n] x, double[k] y) => x.Skip(5).Sum()", 5, 0 },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void AMisfitIsTold(string text, int n, int k, string message)
    {
        var f = Function.Parse(text);
        Assert.Throws<ShapeException>(() => f.Evaluate(Numbers(n), Numbers(k)));
        foreach (var options in Options())
        {
            var run = f.Compile<Func<double[], double[], double>>(options);
            Assert.Equal("The sizes do not fit: " + message, Assert.Throws<ArgumentException>(() => run(new double[n], new double[k])).Message);
        }
    }

    [Theory, MemberData(nameof(Fits))]
    public void WhatFitsIsComputed(string text, int n, int k)
    {
        var f = Function.Parse(text);
        Tensor[] given = [Numbers(n), Numbers(k)];
        foreach (var options in Options()) BackendCheck.Near(f.Evaluate(given)[0].ToArray(), BackendCheck.Run(f, given, options)[0], 1e-14);
    }

    // every second of an odd number of rows
    [Fact]
    public void LengthsAreWhole()
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("f", [x], [NodeMath.Sum(NodeMath.Slice(NodeMath.Exp(x), 0, step: 2)), Loop.SumOver(x, v => NodeMath.Sum(v * NodeMath.Slice(x, 0, step: 2)))]);
        foreach (var options in Options())
        {
            var run = f.Compile<Func<double[], (double, double)>>(options);
            Assert.Equal(2, run([0, 1, 0, 3]).Item1);
            Assert.Equal("The sizes do not fit: the length n/2 must be a whole number of 0 or more.", Assert.Throws<ArgumentException>(() => run([0, 1, 0])).Message);
        }
    }

    // x of n + 3 entries, of which there is one: no size fits, not even a negative one.
    [Fact]
    public void NoSizeIsNegative()
    {
        var f = Function.Parse("(double[n + 3] x) => x[n + 1]");
        foreach (var options in Options())
        {
            var run = f.Compile<Func<double[], double>>(options);
            Assert.Equal("'x' has 1 entries; expected 3 for its shape [n + 3]. (Parameter 'x')", Assert.Throws<ArgumentException>(() => run([1])).Message);
        }
    }

    [Fact]
    public void AGivenSizeIsNotNegative()
    {
        var f = Function.Parse("(double[n, m] x) => sum(x)");
        foreach (var options in Options())
        {
            var run = f.Compile<Func<double[], int, int, double>>(options);
            Assert.Equal(6, run([1, 2, 3], 1, 3));
            Assert.Equal("The size 'n' is -1; expected 0 or more. (Parameter 'n')", Assert.Throws<ArgumentOutOfRangeException>(() => run([1, 2, 3], -1, -3)).Message);
        }
    }

    private static IEnumerable<CompileOptions> Options() =>
        from backend in new[] { Backend.ExpressionTree, Backend.Roslyn }
        from numerics in new[] { Numerics.Standard, Numerics.Strict }
        select new CompileOptions { Backend = backend, Numerics = numerics };

    private static Tensor Numbers(int count) => Tensor.Vector([.. Enumerable.Range(0, count).Select(i => Math.Sin(i + 1))]);
}
