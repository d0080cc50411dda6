using System.Globalization;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>Readable mathematics: what stands in parentheses, how numbers and names are written, and what gets a line of its own.</summary>
public sealed class MathPrinterTests
{
    private readonly Graph graph = new();
    private readonly Node a, b, c;

    public MathPrinterTests() => (a, b, c) = (graph.Variable("a"), graph.Variable("b"), graph.Variable("c"));

    [Fact]
    public void ParenthesesStandWhereTheStructureNeedsThem()
    {
        Assert.Equal("a - (b - c)", Text(a - (b - c)));
        Assert.Equal("a - b - c", Text(a - b - c));
        Assert.Equal("a + b + c", Text(a + (b + c)));
        Assert.Equal("a + b - c", Text(a + (b - c)));
        Assert.Equal("a - (b + c)", Text(a - (b + c)));
        Assert.Equal("(a + b)*c", Text((a + b) * c));
        Assert.Equal("a*b/c", Text(a * b / c));
        Assert.Equal("a*(b/c)", Text(a * (b / c)));
        Assert.Equal("a/(b*c)", Text(a / (b * c)));
        Assert.Equal("a/(b/c)", Text(a / (b / c)));
        Assert.Equal("1/(a*b)", Text(1 / (a * b)));
        Assert.Equal("a*b*c", Text(a * (b * c)));
        Assert.Equal("a*(b%c)", Text(a * (b % c)));
    }

    [Fact]
    public void ASignAfterASignStandsInParentheses()
    {
        Assert.Equal("-(-a)", Text(-(-a)));
        Assert.Equal("2*(-a)", Text(2 * -a));
        Assert.Equal("-a*b", Text(-a * b));
        Assert.Equal("-a*b", Text(-(a * b)));
        Assert.Equal("-(a + b)", Text(-(a + b)));
        Assert.Equal("a*(-b/c)", Text(a * (-b / c)));
        Assert.Equal("a + (-b + c)", Text(a + (-b + c)));
        Assert.Equal("a*(-2)", Text(a * -2));
        Assert.Equal("-2*a", Text(-2 * a));
        Assert.Equal("exp(-a)", Text(Exp(-a)));
        Assert.Equal("a < -1", Text(a < -1));
        Assert.Equal("a > -1", Text(a > -1));
        Assert.Equal("a + b >= 1", Text(a + b >= 1));
    }

    // a + (-b) is a - b by every bit
    [Fact]
    public void ASumOfANegativeTermIsADifference()
    {
        Assert.Equal("a - b", Text(a + -b));
        Assert.Equal("a - 2*b", Text(a + -2 * b));
        Assert.Equal("a + b*c", Text(a - -(b * c)));
        Assert.Equal("a - 1 + b", Text(a + -1 + b));
        Assert.Equal("a + 1", Text(a - -1));
        Assert.Equal("a + 0.0", Text(a - -0.0));
        Assert.Equal("a - Infinity", Text(a + double.NegativeInfinity));
        var k = graph.Variable("k", dtype: DType.Int32);
        Assert.Equal("k + (-2)", (k + -2).ToString());   // an integer might be the least, which has no opposite
    }

    [Fact]
    public void ConditionsReadAsInCSharp()
    {
        Assert.Equal("a < b ? a : -b", Text(Select(a < b, a, -b)));
        Assert.Equal("a < b ? a : b < c ? b : c", Text(Select(a < b, a, Select(b < c, b, c))));
        Assert.Equal("2*(a < b ? a : b)", Text(2 * Select(a < b, a, b)));
        Assert.Equal("a != b", Text(NotEqual(a, b)));
        Assert.Equal("!(a < b)", Text(!(a < b)));
        Assert.Equal("a < b && b < c || a == c", Text(((a < b) & (b < c)) | Equal(a, c)));
        Assert.Equal("a < b && (b < c || a == c)", Text((a < b) & ((b < c) | Equal(a, c))));
    }

    [Theory]
    [InlineData(2.0, "2")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-5, "1e-5")]
    [InlineData(1e300, "1e300")]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(3.141592653589793, "Math.PI")]
    [InlineData(2.718281828459045, "2.718281828459045")]
    public void NumbersAreTheShortestThatReadBack(double value, string text) => Assert.Equal(text, graph.Constant(value).ToString());

    [Fact]
    public void NumbersTellTheirDtype()
    {
        Assert.Equal("0.1f", graph.Constant(0.1, DType.Float32).ToString());
        Assert.Equal("3", graph.Constant(3, DType.Int32).ToString());
        Assert.Equal("3L", graph.Constant(3, DType.Int64).ToString());
        Assert.Equal("true", graph.Constant(1, DType.Bool).ToString());
        Assert.Equal("[1, 2, 3]", graph.Constant(Tensor.Vector(1, 2, 3)).ToString());
        Assert.Equal("[[1, 2], [3, 4]]", graph.Constant(Tensor.Of([1.0, 2, 3, 4], 2, 2)).ToString());
        Assert.Equal("const[10](0, 0, 0, ...)", graph.Constant(Tensor.Vector(new double[10])).ToString());
    }

    // Index 0 in braces is no operand
    [Fact]
    public void EntriesAndSizesInLatex()
    {
        var v = graph.Variable("v", [graph.Dim("n"), 20]);
        Assert.Contains("&= {v}_{0, 0}\n", graph.Function("f", [v], [Entry(v, 0, 0)]).ToLatex());
        var w = graph.Variable("w", [20]);
        Assert.Contains("&= {w}_0\n", graph.Function("f", [w], [Entry(w, 0)]).ToLatex());
        Assert.Contains("&= \\left\\lVert w \\right\\rVert\n", graph.Function("f", [w], [Norm(w)]).ToLatex());
        Assert.Contains("&= \\sum_{j} {v}_{\\cdot j}\n", graph.Function("f", [v], [Sum(v, [1])]).ToLatex());
        Assert.Equal("einsum(v, v, left: \"ab\", right: \"ab\", result: \"\")", graph.Add(new Ops.Einsum("ab", "ab", ""), v, v).ToString());
    }

    [Fact]
    public void AFunctionIsALambda()
    {
        Assert.Equal("(a, b) => a*exp(b)", graph.Function("f", [a, b], [a * Exp(b)]).ToMath());
        Assert.Equal("a => 2*a", graph.Function("f", [a], [2 * a]).ToMath());
        Assert.Equal("(a, b) => (value: a*b, d_a: b, d_b: a)", graph.Function("f", [a, b], [a * b]).ValueAndGradient().ToMath());
        var w = graph.Variable("w", [graph.Dim("n"), 3]);
        Assert.Equal("(double[n, 3] w, double a) => sum(a*w)", graph.Function("f", [w, a], [Sum(a * w)]).ToMath());
    }

    [Fact]
    public void AFormulaUsedTwiceHasALine()
    {
        var e = Exp(a * b);
        Assert.Equal(
            """
            (a, b) =>
            {
                var t1 = exp(a*b);
                return t1 + 1/t1;
            }
            """.ReplaceLineEndings("\n"),
            graph.Function("f", [a, b], [e + 1 / e]).ToMath());
        Assert.Equal("t1 = exp(a*b)\nvalue = t1 + 1/t1", graph.Function("f", [a, b], [e + 1 / e]).ToEquations());
    }

    [Fact]
    public void NamesThatAreTakenOrReservedAreAvoided()
    {
        var (t1, keyword) = (graph.Variable("t1"), graph.Variable("class"));
        var e = Exp(t1 * keyword);
        Assert.Equal("t2 = exp(t1*@class)\nvalue = t2 + 1/t2", graph.Function("f", [t1, keyword], [e + 1 / e]).ToEquations());
    }

    // x = x·x, sixty times: one line each, though the tree has 2^60 leaves
    [Fact]
    public void AGraphOfExponentialPathsPrintsInLinearSize()
    {
        var x = Exp(a);
        for (var i = 0; i < 60; i++) x = x * x;
        Assert.Equal(61, graph.Function("f", [a], [x]).ToEquations().Split('\n').Length);
        Assert.True(x.ToString().Length <= 80);
    }

    [Fact]
    public void AMillionNodesPrint()
    {
        var x = a;
        for (var i = 0; i < 500_000; i++) x = Exp(-x);
        var f = graph.Function("f", [a], [x]);
        Assert.All(f.ToEquations().Split('\n'), line => Assert.InRange(line.Length, 0, 130));
        Assert.Equal(1_000_002, f.ToText().Split('\n').Length);
        Assert.Equal("exp(-exp(-...))", x.ToString());
    }

    [Fact]
    public void NothingDependsOnHistoryCultureOrThread()
    {
        var first = Build(new Graph(), junk: false);
        var texts = new System.Collections.Concurrent.ConcurrentBag<string>();
        var threads = Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = culture;
            texts.Add(Build(new Graph(), junk: i % 2 == 0));
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(Enumerable.Repeat(first, 4), texts);
    }

    private static string Build(Graph graph, bool junk)
    {
        if (junk) _ = Log(graph.Variable("y")) * 0.5 + Exp(graph.Variable("junk"));
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var f = graph.Function("f", [x, y], [Exp(x * y) * -0.25 + Log(y) / Exp(x * y)]).ValueAndGradient();
        return f.ToMath() + f.ToEquations() + f.ToText() + f.Outputs[1];
    }

    private static string Text(Node node)
    {
        var inputs = Traversal.PostOrder([node]).Where(n => n.Op is Ops.Variable).OrderBy(n => n.Op.Name, StringComparer.Ordinal);
        var text = new Function("f", inputs, [node]).ToMath();
        Assert.Equal(text.Substring(text.IndexOf("=> ", StringComparison.Ordinal) + 3), node.ToString());
        return node.ToString();
    }
}
