using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Contracts;

/// <summary>Each declared kink is asserted by exact value, in both modes; one without a case here fails.</summary>
public sealed class KinkTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    // op, where, the function, its arguments, its derivative by each
    private static readonly Case[] Cases =
    [
        Of("Divide(a, b)", "b = 0", (a, b) => a / b, 1, 0, Inf, -Inf),
        Of("Divide(a, b)", "b = 0", (a, b) => a / b, 0, 0, Inf, NaN),
        Of("Remainder(a, b)", "a/b an integer", (a, b) => a % b, 6, 3, 1, -2),
        Of("Remainder(a, b)", "a/b an integer", (a, b) => a % b, -6, 3, 1, 2),
        Of("Abs(x)", "x = 0", Abs, 0, 0),
        Of("Abs(x)", "x = 0", Abs, -0.0, 0),
        Of("Sign(x)", "x = 0", Sign, 0, 0),
        Of("Floor(x)", "x an integer", Floor, 2, 0),
        Of("Ceiling(x)", "x an integer", Ceiling, 2, 0),
        Of("Round(x)", "x half an odd integer", Round, 2.5, 0),
        Of("Truncate(x)", "x an integer other than 0", Truncate, 2, 0),
        Of("CopySign(x, sign)", "x = 0", CopySign, 0, -1, 0, 0),
        Of("CopySign(x, sign)", "sign = 0, by sign", CopySign, 2, -0.0, -1, 0),
        Of("Max(a, b)", "a = b", Max, 2, 2, 0.5, 0.5),
        Of("Max(a, b)", "a = b", Max, 0, -0.0, 0.5, 0.5),
        Of("Min(a, b)", "a = b", Min, 2, 2, 0.5, 0.5),
        Of("Clamp(x, low, high)", "x = low or x = high", Clamp, [1, 1, 3], [0.5, 0.5, 0]),
        Of("Clamp(x, low, high)", "x = low or x = high", Clamp, [3, 1, 3], [0.5, 0, 0.5]),
        Of("Clamp(x, low, high)", "x = low or x = high", Clamp, [1, 1, 1], [0.25, 0.25, 0.5]),
        Of("Relu(x)", "x = 0", Relu, 0, 0),
        Of("Sqrt(x)", "x = 0", Sqrt, 0, Inf),
        Of("Cbrt(x)", "x = 0", Cbrt, 0, Inf),
        Of("Hypot(a, b)", "a = b = 0", Hypot, 0, 0, 0, 0),
        Of("Pow(a, b)", "a = 0, b < 1, by a", Pow, 0, 0.5, Inf, 0),
        Of("Pow(a, b)", "a = 0, b < 1, by a", Pow, 0, 0, 0, 0),
        Of("Pow(a, b)", "a = 0, by b", Pow, 0, 2, 0, 0),
        Of("Pow(a, b)", "a = 0, by b", Pow, 0, -1, -Inf, 0),
        Of("Pow(a, b)", "a < 0, by b", Pow, -2, 3, 12, NaN),
        Of("Log(x)", "x = 0", Log, 0, Inf),
        Of("Log1p(x)", "x = -1", Log1p, -1, Inf),
        Of("Log2(x)", "x = 0", Log2, 0, Inf),
        Of("Log10(x)", "x = 0", Log10, 0, Inf),
        Of("Asin(x)", "x = 1, -1", Asin, 1, Inf),
        Of("Asin(x)", "x = 1, -1", Asin, -1, Inf),
        Of("Acos(x)", "x = 1, -1", Acos, 1, -Inf),
        Of("Acos(x)", "x = 1, -1", Acos, -1, -Inf),
        Of("Atan2(y, x)", "y = x = 0", Atan2, 0, 0, 0, 0),
        Of("Acosh(x)", "x = 1", Acosh, 1, Inf),
        Of("Atanh(x)", "x = 1, -1", Atanh, 1, Inf),
        Of("Atanh(x)", "x = 1, -1", Atanh, -1, Inf),
        Of("LGamma(x)", "x = 0, -1, -2, ...", LGamma, 0, -Inf),
        Of("LGamma(x)", "x = 0, -1, -2, ...", LGamma, -1, NaN),
        Of("Digamma(x)", "x = 0, -1, -2, ...", Digamma, 0, Inf),
        Of("Trigamma(x)", "x = 0, -1, -2, ...", Trigamma, 0, -Inf),
        Of("Polygamma", "x = 0, -1, -2, ...", x => Polygamma(2, x), 0, Inf),
        new("Max", "a tie of k entries", x => NodeMath.Max(x[0]), [Tensor.Vector(3, 1, 3)], [0.5, 0, 0.5]),
        new("Max", "a tie of k entries", x => Sum(NodeMath.Max(x[0], [1])), [Tensor.Matrix(new double[,] { { 2, 2, 2, 2 }, { 1, 5, 0, 4 } })], [0.25, 0.25, 0.25, 0.25, 0, 1, 0, 0]),
        new("Min", "a tie of k entries", x => NodeMath.Min(x[0]), [Tensor.Vector(1, 3, 1)], [0.5, 0, 0.5]),
        new("Norm", "x = 0", x => Norm(x[0]), [Tensor.Vector(0, 0)], [0, 0]),
        new("Determinant", "det A = 0", x => Determinant(x[0]), [Tensor.Matrix(new double[,] { { 1, 2 }, { 2, 4 } })], [NaN, NaN, NaN, NaN]),
        new("LogDeterminant", "det A = 0", x => LogDeterminant(x[0]), [Tensor.Matrix(new double[,] { { 1, 2 }, { 2, 4 } })], [NaN, NaN, NaN, NaN]),
        new("StandardDeviation", "all entries equal", x => StandardDeviation(x[0]), [Tensor.Vector(2, 2, 2)], [0, 0, 0]),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory, MemberData(nameof(Numbers))]
    public void TheDerivativeIsWhatTheTableSays(int number)
    {
        var (_, _, f, at, expected) = Cases[number];
        var graph = new Graph();
        Node[] x = [.. at.Select((value, i) => graph.Variable("x" + i, value.Type))];
        var gradient = graph.Function("f", x, [f(x)]).Gradient();
        Assert.Equal(expected, SampleDerivatives.Flat(gradient.Evaluate(at)));
        Assert.Equal(expected, Forward(f(x), x, at));
    }

    [Fact]
    public void EveryDeclaredKinkHasACase() =>
        Assert.Equal([], KinkTable.Entries.Where(e => !Cases.Any(c => c.Op == e.Op && c.Where == e.Where)));

    [Fact]
    public void EveryCaseIsOfADeclaredKink() =>
        Assert.Equal([], Cases.Where(c => !KinkTable.Entries.Any(e => c.Op == e.Op && c.Where == e.Where)).Select(c => (c.Op, c.Where)));

    [Fact]
    public void TheTableInTheDocumentsIsPrintedFromTheCode() => Verifier.VerifyDocument(
        $"""
        # Where derivatives are undefined or one-sided

        Printed from the ops, and checked by `KinkTests`: change an op's kinks there, never this page.
        "IEEE" is what floating-point arithmetic makes of the formula. `GradientReport` lists the kinks that a derivative meets.

        | function | where | derivative taken |
        |---|---|---|
        {string.Join("\n", KinkTable.Entries.Select(e => $"| `{e.Op}` | {e.Where} | {e.Derivative} |"))}

        The derivative of these is 0 wherever it exists, which `GradientReport` says too: {string.Join(", ", KinkTable.Flat.Select(f => $"`{f}`"))}.
        """,
        "docs",
        "kinks.md");

    private static double[] Forward(Node y, Node[] x, Tensor[] at)
    {
        var sample = new OpSample("f", y, x.Zip(at).ToDictionary(p => p.First, p => p.Second));
        return [.. Enumerable.Range(0, x.Length).SelectMany(i => Enumerable.Range(0, at[i].Count).Select(k => Tangent(sample, y, x[i], at[i], k)))];
    }

    private static double Tangent(OpSample sample, Node y, Node x, Tensor at, int entry)
    {
        var unit = Tensor.Of([.. Enumerable.Range(0, at.Count).Select(k => k == entry ? 1.0 : 0)], [.. at.Lengths]);
        var dot = ForwardMode.BuildTangents([y], new Dictionary<Node, Node> { [x] = x.Graph.Constant(unit) })[0];
        return dot is null ? 0 : sample.Evaluate([dot])[0].ToDouble();
    }

    private static Case Of(string op, string where, Func<Node, Node> f, double x, double expected) => new(op, where, n => f(n[0]), [x], [expected]);

    private static Case Of(string op, string where, Func<Node, Node, Node> f, double a, double b, double byA, double byB) =>
        new(op, where, n => f(n[0], n[1]), [a, b], [byA, byB]);

    private static Case Of(string op, string where, Func<Node, Node, Node, Node> f, double[] at, double[] expected) =>
        new(op, where, n => f(n[0], n[1], n[2]), [.. at.Select(x => (Tensor)x)], expected);

    private sealed record Case(string Op, string Where, Func<Node[], Node> F, Tensor[] At, double[] Derivatives);
}
