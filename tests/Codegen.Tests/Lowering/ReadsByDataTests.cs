using SymDiff.Codegen.Tests.Contracts;

namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>
/// Where data decide what is read, nothing outside of an array is: what the interpreter refuses is refused by every backend, and what it computes is computed,
/// also where a side of a choice that is not taken, or a loop without iterations, would read outside.
/// </summary>
public sealed class ReadsByDataTests
{
    private const string Count = "(double[n] x, double[m] y, int c) => ";

    /// <summary>Programs, and the lengths of x and y and counts for which they are run.</summary>
    public static TheoryData<string> Programs =>
    [
        Count + "c > 0 ? x[2] : 0",
        Count + "c > 0 ? x[n - 1]*y[m - 1] : 0",
        Count + "c > 0 && x[2] > 0 ? 1.0 : 2.0",
        Count + "c > 0 || x[2] > 0 ? 1.0 : 2.0",
        Count + "Enumerable.Range(0, c).Sum(i => x[i])",
        Count + "Enumerable.Range(0, c).Sum(i => x[i + 1]*sin(x[i]))",
        Count + "Enumerable.Range(0, c).Aggregate(0.5, (s, i) => sin(s) + x[i])",
        Count + "Enumerable.Range(0, c).Aggregate(0.5, (s, i) => sin(s) + x[2])",
        Count + "Enumerable.Range(c, 3).Sum(i => x[i])",
        Count + "x.Max(v => v > c ? y[3] : v)",
        Count + "x.Aggregate(0.5, (s, v) => sin(s) + (v > c ? y[2] : 0))",
        Count + "x.Aggregate(0.5, (s, v) => sin(s) + v*y[c])",
        Count + "Enumerable.Range(0, n).Sum(i => x[i] > c ? y[i]*sin(x[i]) : 0)",
        Count + "Enumerable.Range(0, n).Sum(i => i < c ? y[i] : x[i])",
        Count + "Enumerable.Range(0, n).Sum(i => y[i % 3]*x[i])",
        Count + "Enumerable.Range(0, n).Sum(i => y[i / 2]*x[i])",
        Count + "Enumerable.Range(0, n).Sum(i => y[n - 1]*x[i])",
        Count + "x.Where(v => v > c).Sum(v => y[3]*v)",
        Count + "x.Sum(v => exp(y[2])*sin(v))",
        Count + "x.Sum(v => v > c ? y[2]*v : v)",
        Count + "Enumerable.Range(0, n).Sum(i => y[c]*x[i])",
        Count + "Enumerable.Range(0, n).Sum(i => x[i] > c ? y[i + 1]*sin(x[i]) : x[n - 1])",
        Count + "x.Aggregate(0.5, (s, v) => sin(s) + (s > 0 ? Enumerable.Range(0, n).Sum(j => y[j]*s) : v))",
        Count + "Enumerable.Range(0, n).Sum(i => i > 0 ? x[i - 1]*y[i] : y[0])",
        Count + "Enumerable.Range(0, n).Sum(i => i > 1 && i < n - 1 ? x[i - 2]*y[i + 1] : 1)",
        Count + "Enumerable.Range(0, n).Sum(i => Enumerable.Range(0, i).Sum(j => y[j]*x[i]))",
    ];

    [Theory, MemberData(nameof(Programs))]
    public void NothingIsReadOutside(string text)
    {
        var f = Function.Parse(text);
        foreach (var options in Options())
        {
            var run = f.Compile<Func<double[], double[], int, double>>(options);
            foreach (var (n, m, c) in Cases())
            {
                var (x, y) = (Numbers(n), Numbers(m + 7)[7..]);
                double? expected = null;
                try
                {
                    expected = f.Evaluate(Tensor.Vector(x), Tensor.Vector(y), Tensor.Of(DType.Int32, [c]))[0].ToArray()[0];
                }
                catch (ShapeException)
                {
                    Assert.ThrowsAny<ArgumentException>(() => run(x, y, c));
                }

                if (expected is { } value) BackendCheck.Near([value], [run(x, y, c)], 1e-13);
            }
        }
    }

    [Theory]
    [InlineData("x.Aggregate(0.0, (s, v) => s + x[n - 1]*v)")]
    [InlineData("x.Aggregate(0.0, (s, v) => sin(s) + x[2]*v)")]
    [InlineData("x.Sum(v => v > c ? y[2]*v : v)")]
    [InlineData("Enumerable.Range(0, n).Sum(i => x[i] > c ? y[i]*sin(x[i]) : 0)")]
    [InlineData("Enumerable.Range(0, n).Sum(i => y[n - 1]*x[i])")]
    public void NothingIsReadOutsideForGradients(string text)
    {
        var f = Function.Parse(Count + text).ValueAndGradient();
        foreach (var options in Options())
        {
            var run = f.Compile(BackendCheck.DelegateTypeOf(f), options);
            foreach (var (n, m, c) in Cases())
            {
                Tensor[] given = [Tensor.Vector(Numbers(n)), Tensor.Vector([.. Numbers(m + 7).Skip(7)]), Tensor.Of(DType.Int32, [c])];
                Tensor[]? expected = null;
                try
                {
                    expected = [.. f.Evaluate(given)];
                }
                catch (ShapeException)
                {
                    Assert.IsAssignableFrom<ArgumentException>(Assert.ThrowsAny<Exception>(() => BackendCheck.RunCompiled(f, given, run)).InnerException);
                }

                if (expected is null) continue;
                var actual = BackendCheck.RunCompiled(f, given, run);
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-13);
            }
        }
    }

    // the demand of a loop within one that data decide is made once before it, so that it can be of vectors
    [Fact]
    public void ALoopWithinOneByDataIsCheckedBeforeIt()
    {
        var source = Function.Parse(Count + "Enumerable.Range(0, c).Aggregate(0.5, (s, i) => sin(s) + Enumerable.Range(0, n).Sum(j => y[j]*s))").ToCSharp();
        Assert.Contains("Arguments.Require(n <= 0 || n - 1 < m,", source, StringComparison.Ordinal);
        Assert.DoesNotContain("CheckIndex", source, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatConditionsProveIsNotChecked()
    {
        var graph = new Graph();
        var n = graph.Dim("n");
        var x = graph.Variable("x", [n + 1]);
        var f = graph.Function("f", [x], [NodeMath.Sum(NodeMath.Exp(NodeMath.Slice(x, 0, 1) - NodeMath.Slice(x, 0, 0, n)))]).ValueAndGradient();
        var source = f.ToCSharp(new() { Vectorize = true });
        Assert.DoesNotContain("CheckIndex", source, StringComparison.Ordinal);
        Assert.DoesNotContain("Require", source, StringComparison.Ordinal);
    }

    private static IEnumerable<(int N, int M, int C)> Cases() =>
        from n in new[] { 0, 1, 3, 70 }
        from m in new[] { 0, 1, 2, 3, 80 }
        from c in new[] { -1, 0, 2, 4 }
        select (n, m, c);

    private static IEnumerable<CompileOptions> Options() =>
        from backend in new[] { Backend.ExpressionTree, Backend.Roslyn }
        from numerics in new[] { Numerics.Standard, Numerics.Strict }
        select new CompileOptions { Backend = backend, Numerics = numerics };

    private static double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => 2 * Math.Sin(i + 1))];
}
