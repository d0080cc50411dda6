using System.Globalization;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>Functions out of text: what binds tighter, what numbers are, which inputs there are.</summary>
public sealed class TextTests
{
    private static double At(string text, params double[] x) => Function.Parse(text).Evaluate(x).Single();

    [Theory]
    [InlineData("1 + 2*3", 7)]
    [InlineData("(1 + 2)*3", 9)]
    [InlineData("7 - 2 - 1", 4)]
    [InlineData("8/4/2", 1)]
    [InlineData("7 % 4 * 2", 6)]
    [InlineData("1/2", 0.5)]
    [InlineData("-3 - -4", 1)]
    [InlineData("+5", 5)]
    [InlineData("1e-3", 1e-3)]
    [InlineData("1_000.25", 1000.25)]
    [InlineData(".5 + 2.", 2.5)]
    [InlineData("2d + 1.5f", 3.5)]
    [InlineData("1 < 2 ? 3 : 4", 3)]
    [InlineData("1 > 2 ? 3 : 1 > 2 ? 4 : 5", 5)]
    [InlineData("1 < 2 && 2 < 1 || 3 >= 3 ? 1 : 0", 1)]
    [InlineData("!(1 == 2) && 1 != 2 ? 1 : 0", 1)]
    [InlineData("true ? 1 : 0", 1)]
    [InlineData("(double)(int)2.75", 2)]
    [InlineData("Math.PI", Math.PI)]
    [InlineData("math.e", Math.E)]
    [InlineData("Math.Tau", 2 * Math.PI)]
    [InlineData("pi", Math.PI)]
    [InlineData("log(8, 2)", 3)]
    [InlineData("LN(Math.E)", 1)]
    [InlineData("double.PositiveInfinity", double.PositiveInfinity)]
    public void NumbersHaveTheirValue(string text, double expected) => Assert.Equal(expected, At(text), 1e-15);

    [Theory]
    [InlineData("x^2", 3, 9)]
    [InlineData("2*x^2 + 1", 3, 19)]
    [InlineData("-x^2", 3, -9)]
    [InlineData("2^-x", 3, 0.125)]
    [InlineData("2^-x*8", 3, 1)]
    [InlineData("2^3^x", 2, 512)]
    [InlineData("(2^3)^x", 2, 64)]
    [InlineData("-2^x", 2, -4)]
    [InlineData("x^-1^2", 2, 0.5)]
    [InlineData("2*-x^2", 3, -18)]
    public void PowersBindTighterThanAMinusAndAssociateToTheRight(string text, double x, double expected) => Assert.Equal(expected, At(text, x));

    [Fact]
    public void FreeNamesInAlphabeticalOrderAreTheInputs()
    {
        var f = Function.Parse("z*b + a - Z + é");
        Assert.Equal(["Z", "a", "b", "z", "é"], f.InputNames.ToArray());
        Assert.Equal(3 * 4 + 2 - 1 + 5, f.Evaluate(1, 2, 3, 4, 5).Single());
    }

    [Fact]
    public void ParametersComeAsDeclared()
    {
        var f = Function.Parse("(double x, float y, int k, long m, bool b, double[] v, double[,] A, float[] w) => b ? x : v[0]", "g");
        Assert.Equal("g", f.Name);
        Assert.Equal(["f64", "f32", "i32", "i64", "bool", "f64[n_v]", "f64[n_A_0, n_A_1]", "f32[n_w]"], f.Inputs.Select(i => i.Type.ToString()));
        Assert.Equal(["x"], Function.Parse("x => x").InputNames.ToArray());
        Assert.Empty(Function.Parse("() => 1").InputNames);
    }

    [Fact]
    public void LengthsMayBeStated()
    {
        var f = Function.Parse("(double[n, 64] X, double[2*n + 1] y, double[3] z) => X[0, 63] + y[2*n] + z[2] + n");
        Assert.Equal(["f64[n, 64]", "f64[2*n + 1]", "f64[3]"], f.Inputs.Select(i => i.Type.ToString()));
        Assert.Equal(0 + 5 + 3 + 2, f.Evaluate(Tensor.Of(new double[128], 2, 64), new double[] { 1, 2, 3, 4, 5 }, new double[] { 1, 2, 3 })[0].ToDouble());
    }

    [Fact]
    public void WhatIsIndexedIsAnArray()
    {
        Assert.Equal(["f64[n_x]", "f64"], Function.Parse("y*x[1] + x.Length").Inputs.Select(i => i.Type.ToString()));
        Assert.Equal(["f64[n_A_0, n_A_1]", "f64"], Function.Parse("(A, y) => A[0, (1 + 1)*1] + y").Inputs.Select(i => i.Type.ToString()));
    }

    [Fact]
    public void NumbersAreIntegersInIndices()
    {
        var x = Tensor.Vector(10, 11, 12, 13, 14);
        Assert.Equal(13, Function.Parse("(double[] x) => x[7/2]").Evaluate(x)[0].ToDouble());
        Assert.Equal(14, Function.Parse("(double[] x) => x[x.Length - 1]").Evaluate(x)[0].ToDouble());
        Assert.Equal(12, Function.Parse("(double[] x) => x[(int)2.5]").Evaluate(x)[0].ToDouble());
        Assert.Equal(12.5, Function.Parse("(double[] x) => x[2] + 1/2").Evaluate(x)[0].ToDouble());
    }

    [Fact]
    public void AnIndexOutsideOfANamedLengthIsFoundAtTheCall()
    {
        var f = Function.Parse("(double[] x) => x[3]");
        Assert.Equal(4, f.Evaluate(Tensor.Vector(1, 2, 3, 4))[0].ToDouble());
        var error = Assert.Throws<ShapeException>(() => f.Evaluate(Tensor.Vector(1, 2, 3)));
        Assert.Equal("The index 3 is outside of axis 0 of f64[3]; expected 0 to 2.", error.Message);
    }

    [Fact]
    public void TheGradientByAnArrayHasItsLength()
    {
        var f = Function.Parse("(double[] x) => x[0]*x[2] + x[x.Length - 1]").Gradient();
        Assert.Equal([3, 0, 1, 1], f.Evaluate(Tensor.Vector(1, 2, 3, 4))[0].ToArray());
    }

    [Fact]
    public void SeveralOutputsAreATuple()
    {
        var f = Function.Parse("(x, y) => (x + y, x*y)");
        Assert.Equal(["value1", "value2"], f.OutputNames.ToArray());
        Assert.Equal([7, 12], f.Evaluate(3, 4));
        Assert.Equal(["u", "v"], Function.Parse("(x, y) => (u: x > 0 ? x : y, v: x*y)").OutputNames.ToArray());
        Assert.Equal([7, 12], Function.Parse("(x, y) => ValueTuple.Create(x + y, x*y)").Evaluate(3, 4));
    }

    [Theory]
    [InlineData("(x, y) => [x, 2, x*y]")]
    [InlineData("(x, y) => new[] { x, 2, x*y }")]
    [InlineData("(x, y) => new double[] { x, 2, x*y }")]
    public void AVectorIsSpelledOut(string text) =>
        Assert.Equal([3, 2, 12], Function.Parse(text).Evaluate(3.0, (Tensor)4.0)[0].ToArray());

    [Fact]
    public void AnArrayOfNumbersIsAConstant()
    {
        var f = Function.Parse("() => [[1, 2, 3], [4, 5, 6]]");
        Assert.Equal("f64[2, 3]", f.Outputs[0].Type.ToString());
        Assert.IsType<SymDiff.Ops.Constant>(f.Outputs[0].Op);
        Assert.Equal([1, 2, 3, 4, 5, 6], f.Evaluate(Array.Empty<Tensor>())[0].ToArray());
    }

    [Fact]
    public void LocalsAreSharedNotRepeated()
    {
        var f = Function.Parse("(double x) => { var t = x*x; double u = t + t; return u*u; }");
        Assert.Equal(64, f.Evaluate(2).Single());
        var deep = "(x) => { var t0 = x; " + string.Concat(Enumerable.Range(1, 60).Select(i => FormattableString.Invariant($"var t{i} = t{i - 1}*t{i - 1}; "))) + "return t60; }";
        Assert.Equal(61, Function.Parse(deep).Graph.Count);
    }

    [Fact]
    public void ALiteralTakesTheDTypeOfWhatItMeets()
    {
        Assert.Equal(DType.Float32, Function.Parse("(float x) => 2*x + (1 + 1)").Outputs[0].DType);
        Assert.Equal(DType.Int32, Function.Parse("(int k) => 2*k + 1").Outputs[0].DType);
        Assert.Equal(DType.Float64, Function.Parse("(int k) => 2.5*k").Outputs[0].DType);
        Assert.Equal(DType.Float64, Function.Parse("(int k) => k^2").Outputs[0].DType);
        Assert.Equal(DType.Float64, Function.Parse("(int k, double x) => k*x").Outputs[0].DType);
        Assert.Equal(DType.Int64, Function.Parse("(int k, long m) => k + m").Outputs[0].DType);
        Assert.Equal(DType.Float64, Function.Parse("(int k) => exp(k)").Outputs[0].DType);
        Assert.Equal(DType.Float32, Function.Parse("(float x) => exp(x) > 1 ? x : 0").Outputs[0].DType);
    }

    [Fact]
    public void LongsAreExact()
    {
        var f = Function.Parse("(long k) => k + -9007199254740993L");
        Assert.Equal(1 - 9007199254740993L, f.Evaluate(Tensor.Scalar(1, DType.Int64))[0][0].Integer);
    }

    [Theory]
    [InlineData("Math.Exp(x)")]
    [InlineData("exp(x)")]
    [InlineData("EXP(x)")]
    [InlineData("math.exp(x)")]
    [InlineData("MathF.Exp(x)")]
    public void FunctionsGoByTheirNamesCaseIgnored(string text) => Assert.Equal(Math.Exp(0.5), At(text, 0.5));

    [Fact]
    public void AWordOfTheLanguageIsANameBehindAnAt()
    {
        var f = Function.Parse("(@double, double @new) => @double*@new");
        Assert.Equal(["double", "new"], f.InputNames.ToArray());
        Assert.Equal(12, f.Evaluate(3, 4).Single());
        Assert.Equal(["NaN"], Function.Parse("@NaN + 1").InputNames.ToArray());
    }

    [Fact]
    public void AnAtBetweenOperandsIsTheMatrixProduct()
    {
        var f = Function.Parse("(double[2, 2] A, double[2] @x) => A @ x + Aᵀ@x");
        Assert.Equal([5 + 7, 11 + 10], f.Evaluate(Tensor.Of([1.0, 2, 3, 4], 2, 2), Tensor.Vector(1, 2))[0].ToArray());
    }

    [Fact]
    public void ReductionsTakeArrays()
    {
        var f = Function.Parse("(double[] x) => sum(x)*x.Max()");
        Assert.Equal(18, f.Evaluate(Tensor.Vector(1, 2, 3))[0].ToDouble());
    }

    [Theory]
    [InlineData("sum(A, axes: [1])", new[] { 6.0, 15 })]
    [InlineData("sum(A, axes: [-2])", new[] { 5.0, 7, 9 })]
    [InlineData("sum(A, [0])", new[] { 5.0, 7, 9 })]
    [InlineData("max(A, axes: [0], keep: true)", new[] { 4.0, 5, 6 })]
    [InlineData("A.Sum(axes: [1])", new[] { 6.0, 15 })]
    [InlineData("reshape(A, [3, 2])[2, 0]", new[] { 5.0 })]
    [InlineData("reverse(A, axis: 1)", new[] { 3.0, 2, 1, 6, 5, 4 })]
    [InlineData("slice(A, axis: 1, start: 1)", new[] { 2.0, 3, 5, 6 })]
    [InlineData("concatenate(A, A, axis: 0)[3, 1]", new[] { 5.0 })]
    [InlineData("stack([1, 2], [3, 4])", new[] { 1.0, 2, 3, 4 })]
    [InlineData("einsum(\"ij,ij->i\", A, A)", new[] { 14.0, 77 })]
    public void FunctionsTakeAxesLengthsAndOtherAttributes(string text, double[] expected) =>
        Assert.Equal(expected, Function.Parse("(double[2, 3] A) => " + text).Evaluate(Tensor.Of([1.0, 2, 3, 4, 5, 6], 2, 3))[0].ToArray());

    [Fact]
    public void AttributesMayBeNamedLengths()
    {
        var f = Function.Parse("(double[2*n] x) => reshape(x, [n, 2])[size(n) - 1, 0] + n");
        Assert.Equal(5 + 3, f.Evaluate(Tensor.Vector(1, 2, 3, 4, 5, 6))[0].ToDouble());
    }

    [Fact]
    public void TheCultureDoesNotMatter()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(1.5 * Math.Exp(-1.25), At("1.5*EXP(-1.25)"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ALongFlatSumIsOrdinary()
    {
        var text = string.Join(" + ", Enumerable.Range(0, 100_000).Select(i => FormattableString.Invariant($"{i % 7}.250*x")));
        Assert.True(text.Length > 990_000);
        Assert.Equal(Enumerable.Range(0, 100_000).Sum(i => i % 7 + 0.25) * 2.0, At(text, 2));
    }

    [Theory]
    [InlineData("(", "x", ")")]
    [InlineData("exp(-", "x", ")")]
    [InlineData("-(", "x", ")")]
    [InlineData("1/(1 + ", "x", ")")]
    [InlineData("[", "x", "]")]
    [InlineData("-", "x", "")]
    [InlineData("2^", "x", "")]
    [InlineData("x > 0 ? 1 : ", "x", "")]
    public void AThousandLevelsAreFineAndMoreIsALocatedError(string open, string inner, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
        if (open != "[") Assert.Single(Function.Parse(Nested(1000)).Outputs);
        var error = Assert.Throws<ParseException>(() => Function.Parse(Nested(100_000)));
        Assert.StartsWith("nested more than 1000 deep;", error.Problem, StringComparison.Ordinal);
        Assert.True(error.Column > 1000);
    }
}
