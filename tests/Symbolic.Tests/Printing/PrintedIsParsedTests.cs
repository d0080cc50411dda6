using FsCheck;
using FsCheck.Fluent;
using SymDiff.Ops;
using SymDiff.Symbolic.Tests.Properties;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>What is printed of a scalar function is read back as the same function; where parentheses are left out, as one of the same value.</summary>
public sealed class PrintedIsParsedTests
{
    private static readonly Row Sum = Row((a, b) => a + b), Difference = Row((a, b) => a - b), Product = Row((a, b) => a * b), Quotient = Row((a, b) => a / b), Rest = Row((a, b) => a % b);

    public static TheoryData<string> Rows => [.. RowSamples.Methods.Keys.Select(row => row.Name)];

    // Every row over operands that bind in every way
    [Theory, MemberData(nameof(Rows))]
    public void EveryRowIsReadBack(string name)
    {
        var (row, method) = RowSamples.Methods.Single(m => m.Key.Name == name);
        var graph = new Graph();
        var dtype = row.Accepts == Accepts.Truths ? DType.Bool : DType.Float64;
        var (a, b) = (graph.Variable("a", dtype: dtype), graph.Variable("b", dtype: dtype));
        Node[] operands = dtype == DType.Bool
            ? [a, !a, a & b, a | b, Equal(a, b), Select(a, b, a)]
            : [a, -a, a + b, a - b, a * b, a / b, a % b, Pow(a, b), Exp(a), Select(a < b, a, b), a.Literal(2), a.Literal(-2), a.Literal(1e-5), a.Literal(-1e20)];
        foreach (var arguments in Choices(operands, row.Arity))
        {
            var f = new Function("f", [a, b], [(Node)method.Invoke(null, arguments)!]);
            if (!IsReadBack(f)) SameValues(f, Function.Parse(f.ToMath()));
        }
    }

    [Theory]
    [InlineData(0.1), InlineData(-0.1), InlineData(-0.0), InlineData(1e300), InlineData(-5e-324), InlineData(123456789012345680.0), InlineData(1.7976931348623157e308)]
    [InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity), InlineData(2.0), InlineData(-3.0)]
    public void NumbersAreReadBack(double value)
    {
        var graph = new Graph();
        var x = graph.Variable("x");
        foreach (var y in new[] { value + x, value - x, Pow(x, x.Literal(value)), Pow(x.Literal(value), x), x * value, value * x, Max(x, x.Literal(value)) })
            IsReadBack(new("f", [x], [y]));
    }

    // -(k/2) is not (-k)/2 for the least integer
    [Fact]
    public void ANegatedIntegerIsReadBackAsTheSameNode()
    {
        var graph = new Graph();
        var (k, l) = (graph.Variable("k", dtype: DType.Int32), graph.Variable("l", dtype: DType.Int32));
        foreach (var (y, text) in new[] { (-(k / l), "-(k/l)"), (-k / l, "-k/l"), (-(k * l), "-(k*l)"), (-k * l, "-k*l"), (-(k % l), "-(k%l)"), (-(k + l), "-(k + l)") })
        {
            var f = new Function("f", [k, l], [y]);
            Assert.Equal("(int k, int l) => " + text, f.ToMath());
            Assert.Equal(f.ToText(), Function.Parse(f.ToMath(), "f").ToText());
        }

        Assert.NotEqual(graph.Function("f", [k, l], [-(k / l)]).ToText(), graph.Function("f", [k, l], [-k / l]).ToText());
    }

    [Fact]
    public void OtherDtypesAreReadBack()
    {
        var graph = new Graph();
        var (s, k, l, p) = (graph.Variable("s", dtype: DType.Float32), graph.Variable("k", dtype: DType.Int32), graph.Variable("l", dtype: DType.Int64), graph.Variable("p", dtype: DType.Bool));
        foreach (var y in new[] { s * 0.1, Exp(-s) / 3, Cast(k, DType.Float32) * s, Cast(s, DType.Float64), l / 3, l % 7, k + 2, -k, Select(p & (k < 3), s, -s), Cast(l, DType.Int32), Cast(p, DType.Float32), !p })
            IsReadBack(new("f", [s, k, l, p], [y]));
    }

    [Theory]
    [InlineData("while"), InlineData("true"), InlineData("NaN"), InlineData("Infinity"), InlineData("exp"), InlineData("Math"), InlineData("var"), InlineData("größe"), InlineData("_"), InlineData("t1"), InlineData("pi"), InlineData("double"), InlineData("new"), InlineData("return")]
    public void NamesAreReadBack(string name)
    {
        var graph = new Graph();
        var (x, y) = (graph.Variable(name), graph.Variable("y", dtype: DType.Float32));
        IsReadBack(new("f", [x], [Exp(x) / Log(Exp(x))]));
        IsReadBack(new("f", [x, y], [Exp(x) / Log(Exp(x))]));
        IsReadBack(new("f", [x], [(name, Exp(x)), ("other", x)]));
    }

    // Programs of all rows, with shared values and choices
    [Fact]
    public void RandomFunctionsAreReadBack()
    {
        var same = 0;
        var property = Prop.ForAll(RandomProgram.Arbitrary(12, special: true), program =>
        {
            var graph = new Graph();
            var (x, s) = (graph.Variable("x"), graph.Variable("s"));
            var values = program.Build(new TensorBuilder(), x, s);
            same += IsReadBack(new("f", [x, s], [values[^1], values[values.Count / 2]])) ? 1 : 0;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(new Replay(new Rnd(11, 4711), null)), property);
        Assert.True(same > 1000, $"only {same} functions were compared");
    }

    // Long sums and deep chains go over lines with names
    [Fact]
    public void LongFunctionsAreReadBack()
    {
        var graph = new Graph();
        var x = graph.Variable("x");
        var (sum, chain) = (x, x);
        for (var i = 1; i < 3000; i++) (sum, chain) = (sum + i * Sin(x * i), Exp(-chain));
        IsReadBack(new("f", [x], [sum]));
        IsReadBack(new("f", [x], [chain]));
    }

    // The same nodes, unless a(bc), -(ab) or a + (-b) is among them, which are printed without parentheses; then the same value.
    private static bool IsReadBack(Function function)
    {
        var text = function.ToMath();
        var back = Function.Parse(text);
        if (Traversal.PostOrder(function.Outputs).Any(IsPrintedFree))
        {
            Assert.Equal(function.Inputs.Select(i => (i.Op.Name, i.Type)), back.Inputs.Select(i => (i.Op.Name, i.Type)));
            return false;
        }

        var expected = function.OutputNames.Length > 1 ? function : function.RenameOutputs((function.OutputNames[0], "value"));
        Assert.True(expected.ToJson() == back.ToJson(), $"{text}\nis read as\n{back.ToMath()}");
        Assert.Equal(text, back.ToMath());
        return true;
    }

    private static void SameValues(Function expected, Function actual)
    {
        foreach (var point in new Tensor[][] { [0.7, 1.3], [1.9, 0.4] }.Where(_ => expected.Inputs[0].DType == DType.Float64))
        {
            var (value, other) = (expected.Evaluate(point)[0].ToDouble(), actual.Evaluate(point)[0].ToDouble());
            Assert.True(value.Equals(other) || Math.Abs(value - other) <= 1e-14 * Math.Abs(value), $"{expected.ToMath()} is {value:R}, read back it is {other:R}");
        }
    }

    private static bool IsPrintedFree(Node node)
    {
        if (node.Op is not Row row || node.Inputs.IsEmpty) return false;
        var right = node.Inputs[^1].Op;
        return (row.Equals(Sum) && (right.Equals(Sum) || right.Equals(Difference)))
            || ((row.Equals(Product) || row.Name is "And" or "Or") && right.Equals(row))
            || ((row.Equals(Sum) || row.Equals(Difference)) && node.DType.IsFloat && node.Inputs[^1].ToString().StartsWith('-'))
            || (row.Name == "Negate" && (right is Constant || right.Equals(Product) || right.Equals(Quotient) || right.Equals(Rest)));
    }

    private static IEnumerable<object[]> Choices(Node[] operands, int arity) => arity switch
    {
        1 => operands.Select(o => new object[] { o }),
        2 => operands.SelectMany(o => operands.Select(p => new object[] { o, p })),
        _ => operands.Take(8).SelectMany(o => operands.Take(8).Select(p => new object[] { o, p, operands[^1] })),
    };

    private static Row Row(Func<Node, Node, Node> of)
    {
        var graph = new Graph();
        return (Row)of(graph.Variable("a"), graph.Variable("b")).Op;
    }
}
