using System.Linq.Expressions;
using SymDiff.Ops;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>Loops in lambdas and in texts: a lambda is compared with what C# makes of it, a text with the lambda that says the same.</summary>
public sealed class SequenceTests
{
    private static readonly double[] a = [0.5, -1.5, 2, 0.25], b = [1, 3, -0.5, 2];
    private static readonly int[] k = [2, 0, 3, 3];

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static readonly Dictionary<string, (LambdaExpression Lambda, string Text)> Cases = new()
    {
        ["sum over numbers"] = (Of((x, y, k) => Enumerable.Range(0, x.Length).Sum(i => x[i] * y[i])), "Enumerable.Range(0, x.Length).Sum(i => x[i]*y[i])"),
        ["sum over a range"] = (Of((x, y, k) => Enumerable.Range(1, x.Length - 1).Sum(i => x[i] * x[i - 1])), "Enumerable.Range(1, x.Length - 1).Sum(i => x[i]*x[i - 1])"),
        ["entries that are not read"] = (Of((x, y, k) => Enumerable.Range(0, x.Length).Sum(i => i > 0 ? x[i] * x[i - 1] : x[i])), "Enumerable.Range(0, x.Length).Sum(i => i > 0 ? x[i]*x[i - 1] : x[i])"),
        ["entries of choices in choices"] = (
            Of((x, y, k) => Enumerable.Range(0, x.Length).Sum(i => i > 0 ? (i < x.Length - 1 ? x[i + 1] * x[i - 1] : y[i - 1]) : x[i + 1])),
            "Enumerable.Range(0, x.Length).Sum(i => i > 0 ? (i < x.Length - 1 ? x[i + 1]*x[i - 1] : y[i - 1]) : x[i + 1])"),
        ["entries by an array of numbers"] = (Of((x, y, k) => Enumerable.Range(0, k.Length).Sum(i => x[k[i]] * y[i])), "Enumerable.Range(0, k.Length).Sum(i => x[k[i]]*y[i])"),
        ["sum of an array"] = (Of((x, y, k) => x.Sum() + x.Max() * x.Min() + x.Average()), "x.Sum() + x.Max()*x.Min() + x.Average()"),
        ["sum"] = (Of((x, y, k) => x.Sum(v => Math.Exp(v) * v)), "x.Sum(v => Math.Exp(v)*v)"),
        ["extrema and average"] = (Of((x, y, k) => x.Max(v => v * v) - x.Min(v => v * v) + x.Average(v => v * v * v)), "x.Max(v => v*v) - x.Min(v => v*v) + x.Average(v => v*v*v)"),
        ["select and sum"] = (Of((x, y, k) => x.Select(v => v * v).Select(v => v + 1).Sum(v => v * v)), "x.Select(v => v*v).Select(v => v + 1).Sum(v => v*v)"),
        ["select by number"] = (Of((x, y, k) => x.Select((v, i) => v * i).Sum()), "x.Select((v, i) => v*i).Sum()"),
        ["an array that is indexed"] = (Of((x, y, k) => x.Select(v => v * v).ToArray()[2] + x.Select(v => -v).ToArray().Length), "x.Select(v => v*v).ToArray()[2] + x.Select(v => -v).ToArray().Length"),
        ["zip"] = (Of((x, y, k) => x.Zip(y, (v, w) => Math.Sin(v) * w).Sum()), "x.Zip(y, (v, w) => Math.Sin(v)*w).Sum()"),
        ["zip of three"] = (Of((x, y, k) => x.Zip(y, (v, w) => v * w).Zip(k, (v, i) => v * i).Max()), "x.Zip(y, (v, w) => v*w).Zip(k, (v, i) => v*i).Max()"),
        ["aggregate with a seed"] = (Of((x, y, k) => x.Aggregate(1.0, (s, v) => s * v + y[0])), "x.Aggregate(1, (s, v) => s*v + y[0])"),
        ["aggregate without"] = (Of((x, y, k) => x.Aggregate((s, v) => s * s - v)), "x.Aggregate((s, v) => s*s - v)"),
        ["aggregate with a result"] = (Of((x, y, k) => x.Aggregate(0.0, (s, v) => s + v, s => s * s)), "x.Aggregate(0, (s, v) => s + v, s => s*s)"),
        ["aggregate of numbers"] = (Of((x, y, k) => Enumerable.Range(0, 3).Aggregate(x[0], (s, i) => s * x[i] + i)), "Enumerable.Range(0, 3).Aggregate(x[0], (s, i) => s*x[i] + i)"),
        ["aggregate of pairs"] = (
            Of((x, y, k) => x.Aggregate(ValueTuple.Create(0.0, 1.0), (s, v) => ValueTuple.Create(s.Item2 * v, s.Item1 - v)).Item1),
            "x.Aggregate((0, 1), (s, v) => (s.Item2*v, s.Item1 - v)).Item1"),
        ["nested"] = (Of((x, y, k) => x.Sum(v => y.Sum(w => Math.Exp(-v * w)))), "x.Sum(v => y.Sum(w => Math.Exp(-v*w)))"),
        ["nested by numbers"] = (
            Of((x, y, k) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, y.Length).Max(j => x[i] * y[j] + i - j))),
            "Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, y.Length).Max(j => x[i]*y[j] + i - j))"),
        ["nested recurrence"] = (Of((x, y, k) => x.Sum(v => y.Aggregate(v, (s, w) => s * w - v))), "x.Sum(v => y.Aggregate(v, (s, w) => s*w - v))"),
        ["where"] = (Of((x, y, k) => x.Where(v => v > 0).Sum(v => Math.Log(v)) + x.Where(v => v > 0).Max() + x.Where(v => v > 0).Average()), "x.Where(v => v > 0).Sum(v => Math.Log(v)) + x.Where(v => v > 0).Max() + x.Where(v => v > 0).Average()"),
        ["where and aggregate"] = (Of((x, y, k) => x.Where(v => v > 0).Where(v => v < 1).Aggregate(1.0, (s, v) => s * v)), "x.Where(v => v > 0).Where(v => v < 1).Aggregate(1, (s, v) => s*v)"),
        ["counts and truths"] = (
            Of((x, y, k) => x.Count(v => v > 0) + (x.Any(v => v > 1.5) ? x[0] : 0) + (x.All(v => v > 1.5) ? x[1] : 0) + Enumerable.Range(0, 5).Count()),
            "x.Count(v => v > 0) + (x.Any(v => v > 1.5) ? x[0] : 0) + (x.All(v => v > 1.5) ? x[1] : 0) + Enumerable.Range(0, 5).Count()"),
        ["parts"] = (Of((x, y, k) => x.Skip(1).Zip(x.Take(x.Length - 1), (v, w) => v * w).Sum() + x.Reverse<double>().First() * x.Last()), "x.Skip(1).Zip(x.Take(x.Length - 1), (v, w) => v*w).Sum() + x.Reverse().First()*x.Last()"),
        ["repeat"] = (Of((x, y, k) => Enumerable.Repeat(x[0], 5).Aggregate(1.0, (s, v) => s * v)), "Enumerable.Repeat(x[0], 5).Aggregate(1, (s, v) => s*v)"),
    };

    private static LambdaExpression Of(Expression<Func<double[], double[], int[], double>> lambda) => lambda;

    [Theory, MemberData(nameof(Names))]
    public void ALambdaIsWhatCSharpMakesOfIt(string name)
    {
        var f = Function.From(Cases[name].Lambda);
        var expected = ((Expression<Func<double[], double[], int[], double>>)Cases[name].Lambda).Compile()(a, b, k);
        Assert.Equal(expected, Value(f), 1e-13 * Math.Abs(expected));
        Assert.Equal(expected, Value(f.Simplify()), 1e-13 * Math.Abs(expected));
    }

    [Theory, MemberData(nameof(Names))]
    public void ATextSaysTheSame(string name)
    {
        var (lambda, text) = (Function.From(Cases[name].Lambda), Function.Parse("(double[] x, double[] y, int[] k) => " + Cases[name].Text));
        Assert.Equal(lambda.Inputs.Select(i => i.Type), text.Inputs.Select(i => i.Type));
        var expected = Value(lambda);
        Assert.Equal(expected, Value(text), 1e-15 * Math.Abs(expected));
    }

    // by central differences of what C# computes, at points where no choice changes
    [Theory, MemberData(nameof(Names))]
    public void TheGradientIsThatOfCSharp(string name)
    {
        var lambda = (Expression<Func<double[], double[], int[], double>>)Cases[name].Lambda;
        var f = lambda.Compile();
        var gradient = Function.From(lambda).Gradient(new DifferentiationOptions { Disconnected = Undefined.Zero }, "x");
        var actual = gradient.Evaluate(Tensor.Vector(a), Tensor.Vector(b), Numbers)[0].ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            const double H = 1e-5;
            double[] up = [.. a], down = [.. a];
            (up[i], down[i]) = (a[i] + H, a[i] - H);
            Assert.Equal((f(up, b, k) - f(down, b, k)) / (2 * H), actual[i], 1e-8 * Math.Max(1, Math.Abs(actual[i])));
        }
    }

    [Fact]
    public void AnIntegerCountsIterations()
    {
        foreach (var f in new[]
        {
            Function.From((double x, int n) => Enumerable.Range(0, n).Aggregate(1.0, (s, i) => s * x + i)),
            Function.Parse("(x, int n) => Enumerable.Range(0, n).Aggregate(1, (s, i) => s*x + i)"),
        })
        {
            Assert.Equal([1.0, 2, 5, 12], Enumerable.Range(0, 4).Select(n => f.Evaluate(Tensor.Scalar(2), Tensor.Scalar(n, DType.Int32))[0].ToDouble()));
            Assert.Equal(13, f.Gradient().Evaluate(2, Tensor.Scalar(3, DType.Int32))[0].ToDouble());   // x³ + x + 2 has 3x² + 1
        }
    }

    [Fact]
    public void RowsOfMatrices()
    {
        var f = Function.Parse("(double[n, m] A, double[m] v) => A.Select(row => row.Zip(v, (a, b) => a*b).Sum())");
        Assert.Equal([5.0, 11, 17], f.Evaluate(Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }), Tensor.Vector(1, 2))[0].ToArray());
        var g = Function.From((double[,] A, double[] v) => Enumerable.Range(0, A.GetLength(0)).Select(i => Enumerable.Range(0, v.Length).Sum(j => A[i, j] * v[j])).ToArray());
        Assert.Equal([5.0, 11, 17], g.Evaluate(Tensor.Matrix(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }), Tensor.Vector(1, 2))[0].ToArray());
    }

    [Fact]
    public void CapturedArraysAndListsAndExpressions()
    {
        double[] weights = [1, 2, 3];
        var list = weights.ToList();
        Expression<Func<double, double>> square = t => t * t;
        var f = Function.From((double[] x) => x.Zip(weights, (v, w) => v * w).Sum() + list.Select((w, i) => w * x[i]).Sum() + x.Select(square.Compile()).Sum() + x.Sum(v => square.Compile()(v)) + x.Select(Math.Abs).Max());
        Assert.Equal("double[3] x", f.ToMath().Substring(1, 11));
        Assert.Equal(2 * (1 - 2 + 9) + 2 * (1 + 1 + 9) + 3, f.Evaluate(Tensor.Vector(1, -1, 3))[0].ToDouble());
    }

    // What nobody states is found: names that are looped over are arrays, and arrays that are looped over together have one length.
    [Fact]
    public void LengthsThatALoopNeeds()
    {
        Assert.Equal(["f64[n_x]", "f64[n_x]"], Function.Parse("x.Zip(y, (a, b) => a*b).Sum()").Inputs.Select(i => i.Type.ToString()));
        Assert.Equal(["f64[n_x]", "f64[n_x]", "f64[n_x]"], Function.From((double[] x, double[] y, double[] z) => x.Zip(y.Zip(z, (a, b) => a * b), (a, b) => a * b).Sum()).Inputs.Select(i => i.Type.ToString()));
        Assert.Equal(["f64[n_y - 1]", "f64[n_y]"], Function.Parse("(double[] x, double[] y) => y.Skip(1).Zip(x, (a, b) => a*b).Sum()").Inputs.Select(i => i.Type.ToString()));
    }

    // Only in the loop, and only where it is taken, an entry is read.
    [Fact]
    public void AnEntryThatIsNotThereIsAnError()
    {
        var f = Function.Parse("(double[n] x) => Enumerable.Range(0, n).Sum(i => i < n + 1 ? x[i + 1] : 0)");
        Assert.Equal("Loop: the row 3 is outside of an array of 3 row(s); expected 0 to 2.", Assert.Throws<ShapeException>(() => f.Evaluate(Tensor.Vector(1, 2, 3))).Message);
        var g = Function.Parse("(double[n] x) => Enumerable.Range(0, n).Sum(i => i < n - 1 ? log(x[i + 1]) : 0)");
        Assert.Equal([0, 1, 0.5], g.Gradient().Evaluate(Tensor.Vector(-1, 1, 2))[0].ToArray());
    }

    [Fact]
    public void NoIterations()
    {
        var f = Function.Parse("(double[] x) => (x.Sum(v => exp(v)), x.Max(v => v), x.Min(v => v), x.Average(v => v), x.Aggregate(7, (s, v) => s*v), x.Count(v => v > 0), x.Select(v => v))");
        var values = f.Evaluate(Tensor.Vector());
        Assert.Equal([0, double.NegativeInfinity, double.PositiveInfinity, double.NaN, 7, 0], values.Take(6).Select(v => v.ToDouble()));
        Assert.Equal(0, values[6].Count);
    }

    [Fact]
    public void LocalFunctions()
    {
        Assert.Equal(10, Function.Parse("(x) => { var f = (a, b) => a*b + x; return f(1, 2) + f(x, x); }").Evaluate(2)[0]);
        Assert.Equal(14, Function.Parse("(double[] x) => { var square = v => { var t = v*v; return t; }; return x.Sum(v => square(v)); }").Evaluate(Tensor.Vector(1, 2, 3))[0].ToDouble());
        Assert.Equal(6, Function.Parse("(double[] x) => { var s = x.Select(v => v*v); return s.Sum() - s.Length - s[1] - (1, 2, 3).Item1; }").Evaluate(Tensor.Vector(1, 2, 3))[0].ToDouble());
    }

    [Theory]
    [InlineData("(double[] x) => x.Sum(v => q*v)", 28, "unknown name 'q'; did you mean v?")]
    [InlineData("(double[] x) => x.Sum(v => v v)", 30, "expected an operator, got 'v'; write * for a product.")]
    [InlineData("(double[] x) => x.Sum((v, i) => v)", 19, "Sum: expected a function of 1 parameter(s), got one of 2.")]
    [InlineData("(double[] x) => x.Aggregate(0, 1, 2, 3, 4)", 19, "Aggregate takes 1 or 2 or 3 argument(s) behind the sequence, got 5.")]
    [InlineData("(double[] x) => x.Select(2)", 19, "Select: expected a function such as x => x*x, got 2 of type f64.")]
    [InlineData("(double[] x) => x.Select(exp)", 26, "'exp' is a function; write its arguments behind it: exp(...).")]
    [InlineData("(double x) => x.Select(v => v)", 17, "Select: expected an array or a sequence, got x of type f64.")]
    [InlineData("(double[] x, double k) => Enumerable.Range(0, k).Sum(i => x[i])", 38, "Range: expected an integer, got k of type f64; declare it as int, or cast it with (int).")]
    [InlineData("(double[] x) => Enumerable.Range(0, -2).Sum(i => x[i])", 28, "Range: the count is -2; expected 0 or more.")]
    [InlineData("(double[] x) => x.Aggregate(0, (a, v) => v > 0)", 19, "Aggregate: the carried value is f64, and the body returns bool as the next; both must be equal. Cast or broadcast one of them.")]
    [InlineData("(double[] x) => x.Aggregate(0, (a, v) => (a, v))", 19, "Aggregate: 1 value(s) are carried, and the body returns 2 as the next; the numbers must be equal.")]
    [InlineData("(double[] x) => x.Where(v => v).Sum()", 33, "Where: the condition is x of type f64; expected a bool.")]
    [InlineData("(double[] x) => x.Where(v => v > 0).ToArray()", 37, "ToArray: how many values are left behind Where is known when it runs, and an array has a length; use Sum, Count, Max, Min, Average or Aggregate.")]
    [InlineData("(double[n] x, double[m] y) => x.Zip(y, (a, b) => a*b).Sum()", 55, "Sum: y of type f64[m] has m rows, and the loop runs over n; the numbers must be equal.")]
    [InlineData("(double[] x, int k) => Enumerable.Range(0, k).Select(i => x[i]).ToArray()", 65, "ToArray: how many values there are, k, is known when it runs, and an array has a length; count to a length such as x.Length, or use Sum, Count, Max, Min, Average or Aggregate.")]
    [InlineData("(double[n] x, int k) => Enumerable.Range(0, k).Zip(Enumerable.Range(0, n), (i, j) => i*j).Zip(Enumerable.Range(0, 3), (i, j) => i*j).Sum()", 134, "Sum: the loop runs n times by one sequence and 3 times by another; the numbers must be equal.")]
    [InlineData("(double[] x) => exp(v => v)", 17, "a function can only be an argument, as in x.Select(v => v*v), or a local.")]
    [InlineData("(double[] x) => x.Sum((int v) => v)", 28, "the parameter 'v' is declared as int, and its values are f64.")]
    [InlineData("(x) => { var f = a => f(a); return f(x); }", 18, "functions are nested more than 64 deep, or one applies itself.")]
    [InlineData("(x) => { var f = a => a; return f(x, x); }", 18, "the function takes 1 argument(s), got 2.")]
    [InlineData("(x) => { var t = (x, 1); return t.Item3; }", 35, "unknown member 'Item3' of a tuple; expected Item1 to Item2.")]
    [InlineData("(double[] x) => x.Sum(v => v +)", 31, "expected an operand, got ')'.")]
    public void MistakesInTexts(string text, int column, string problem)
    {
        var error = Assert.Throws<ParseException>(() => Function.Parse(text));
        Assert.Equal((column, problem), (error.Column, error.Problem));
    }

    [Fact]
    public void MistakesInLambdas()
    {
        Func<double, double> opaque = t => t * t;
        Assert.StartsWith("opaque is a delegate, whose body cannot be read; write it in place, or capture an Expression<Func<...>> e and write e.Compile().", Refusal((double[] x) => x.Select(opaque).Sum()), StringComparison.Ordinal);
        Assert.StartsWith("Math.BitIncrement(v) is not known: unknown function 'BitIncrement'.", Refusal((double[] x) => x.Sum(v => Math.BitIncrement(v))), StringComparison.Ordinal);
        Assert.StartsWith("x.Chunk(2) is not known: unknown function 'Chunk'.", Refusal((double[] x) => x.Chunk(2)), StringComparison.Ordinal);
        Assert.Equal(
            "Aggregate: the carried value is f64[n_x], and the body returns f64 as the next; both must be equal. Cast or broadcast one of them. In: Enumerable.Repeat(x, 3).Aggregate(x, (s, v) => new[] { s[0] })",
            Assert.Throws<ShapeException>(() => Function.From((double[] x) => Enumerable.Repeat(x, 3).Aggregate(x, (s, v) => new[] { s[0] }))).Message.Replace("f64[1]", "f64", StringComparison.Ordinal));
        Assert.Equal(
            "ToArray: how many values there are, n, is known when it runs, and an array has a length; count to a length such as x.Length, or use Sum, Count, Max, Min, Average or Aggregate. In: Enumerable.Range(0, n).Select(i => (i * x)).ToArray()",
            Assert.Throws<ShapeException>(() => Function.From((double x, int n) => Enumerable.Range(0, n).Select(i => i * x).ToArray())).Message);
        static string Refusal(LambdaExpression lambda) => Assert.Throws<ArgumentException>(() => Function.From(lambda)).Message;
    }

    // A loop is one loop, however many words it is made of; nothing is stacked between them.
    [Fact]
    public void WordsInARowAreOneLoop()
    {
        var f = Function.From((double[] x, double[] y) => x.Zip(y, (v, w) => v - w).Where(d => d > 0).Select(d => Math.Exp(d)).Sum());
        var loop = (LoopOp)Assert.Single(Traversal.PostOrder(f.Outputs), n => n.Op is LoopOp).Op;
        Assert.Equal([new LoopOutput.Summed(0)], loop.Outputs);
        Assert.Equal([new LoopInput.Sliced(), new LoopInput.Sliced()], loop.Inputs);
    }

    private static Tensor Numbers => Tensor.Of(DType.Int32, [.. k.Select(i => (double)i)], k.Length);

    private static double Value(Function f) => f.Evaluate(Tensor.Vector(a), Tensor.Vector(b), Numbers)[0].ToDouble();
}
