using System.Linq.Expressions;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>Functions out of C# lambdas: each means what C# computes, and what the same text means.</summary>
public sealed class LambdaTests
{
    private const double Half = 0.5;
    private static readonly double third = 3;

    [Fact]
    public void ALambdaHasTheValueThatCSharpComputes()
    {
        var f = Function.From((double x, double y) => Math.Exp(x) * Math.Log(y) - x / y % 2);
        Assert.Equal(["x", "y"], f.InputNames.ToArray());
        Assert.Equal(Math.Exp(1.5) * Math.Log(2.5) - 1.5 / 2.5 % 2, f.Evaluate(1.5, 2.5).Single());
    }

    [Fact]
    public void ItsGradientIsAFunction()
    {
        var f = Function.From((double x, double y) => Math.Exp(x) * Math.Log(y)).ValueAndGradient();
        Assert.Equal([Math.E * Math.Log(2), Math.E * Math.Log(2), Math.E / 2], f.Evaluate(1, 2));
    }

    [Fact]
    public void BranchesComparisonsAndLogic()
    {
        var f = Function.From((double x, bool b) => b && x > 0 || !(x >= -1) ? x * x : x == 0.5 ^ b ? -x : 1);
        Func<double, bool, double> expected = (x, b) => b && x > 0 || !(x >= -1) ? x * x : x == 0.5 ^ b ? -x : 1;
        foreach (var x in new[] { -2, -0.5, 0, 0.5, 2 })
            foreach (var b in new[] { false, true })
                Assert.Equal(expected(x, b), f.Evaluate(x, Tensor.Scalar(b ? 1 : 0, DType.Bool))[0].ToDouble());
    }

    [Fact]
    public void IntegersConvertAsInCSharp()
    {
        var f = Function.From((double x, int k, float s, long m) => k / 2 * x + (int)x + s + m % 3);
        Assert.Equal(7 / 2 * 2.75 + 2 + 0.1f + 11 % 3, f.Evaluate(2.75, Tensor.Scalar(7, DType.Int32), Tensor.Scalar(0.1, DType.Float32), Tensor.Scalar(11, DType.Int64))[0].ToDouble());
    }

    [Fact]
    public void CapturesAreSnapshots()
    {
        var (rate, weights, n) = (0.25, new double[] { 1, 2, 3 }, 2);
        var f = Function.From((double x) => rate * x + weights[n] + weights.Length + Half + third + Math.PI);
        rate = 100;
        weights[2] = 100;
        Assert.Equal(0.25 * 2 + 3 + 3 + 0.5 + 3 + Math.PI, f.Evaluate(2).Single());
    }

    [Fact]
    public void WhatDependsOnNoInputIsLeftToCSharp()
    {
        var (options, name) = (new Dictionary<string, double> { ["gain"] = 4 }, "gain");
        var list = new List<double> { 5, 6 };
        var i = 0;
        var f = Function.From((double x) => options[name] * x + list[i + 1] + (name == "gain" ? 10 : 20) + Math.Round(2.345, 2) + DateTime.UnixEpoch.Year);
        Assert.Equal(4 * 2 + 6 + 10 + 2.35 + 1970, f.Evaluate(2).Single(), 1e-12);
    }

    [Fact]
    public void ConvertedCapturesAreConstants()
    {
        var (single, small, exact) = (0.1f, (byte)3, 1.5m);
        var f = Function.From((double x) => x * single + small + (double)exact);
        Assert.Equal("x => x*0.10000000149011612 + 3 + 1.5", f.ToMath());
    }

    [Fact]
    public void DerivedFunctionsAreCalledByTheOutputThatIsSelected()
    {
        var gradient = Function.Parse("(x, y) => x^2*y").Gradient();
        Assert.Equal(2 * 3 * 4 + 9, Function.From((double x, double y) => gradient.Select("d_x").Call(x, 2 * y) + gradient.Select("d_y").Call(x, y)).Evaluate(3, 2).Single());
    }

    [Fact]
    public void AnArrayOfZerosIsAConstant() => Assert.Equal([0.0, 0], Function.From(() => new double[2]).Evaluate(Array.Empty<Tensor>())[0].ToArray());

    [Fact]
    public void ArraysAreIndexedByWhatIsKnown()
    {
        var i = 1;
        var f = Function.From((double[] x, double[,] A) => x[0] * x[i] + x[x.Length - 1] + A[1, 2 - i] + A.GetLength(1) + A.Length);
        Assert.Equal(["f64[n_x]", "f64[n_A_0, n_A_1]"], f.Inputs.Select(p => p.Type.ToString()));
        Assert.Equal(2 * 3 + 5 + 40 + 2 + 4, f.Evaluate(new double[] { 2, 3, 5 }, Tensor.Matrix(new double[,] { { 10, 20 }, { 30, 40 } }))[0].ToDouble());
    }

    [Fact]
    public void AnIndexMayBeComputed()
    {
        var f = Function.From((double[] x, int k) => x[k] * x[(k + 1) % x.Length] + x[2]);
        Assert.Equal(5 * 2 + 5, f.Evaluate(Tensor.Vector(2, 3, 5), Tensor.Scalar(2, DType.Int32))[0].ToDouble());
        // k = 1: x₁·x₂ + x₂ has the derivatives 0, x₂, x₁ + 1
        Assert.Equal([0, 5, 3 + 1], f.Gradient("x").Evaluate(Tensor.Vector(2, 3, 5), Tensor.Scalar(1, DType.Int32))[0].ToArray());
    }

    [Fact]
    public void ReductionsOfWholeArrays() =>
        Assert.Equal(6 * 3, Function.From((double[] x) => x.Sum() * x.Max()).Evaluate(Tensor.Vector(1, 2, 3))[0].ToDouble());

    [Fact]
    public void AFunctionIsCalled()
    {
        var g = Function.Parse("(u, v) => u*v + 1");
        var h = Function.Parse("(double[n] x, double k) => k*sum(x)");
        var w = new double[] { 1, 2 };
        var f = Function.From((double x, double[] y) => 2 * g.Call(x, 3) + h.Call(y, x) + h.Call(w, 1));
        Assert.Equal(2 * (5 * 3 + 1) + 5 * 30 + 3, f.Evaluate(5.0, new double[] { 10, 20 })[0].ToDouble());
        Assert.Equal(16, g.Call(5, 3));
    }

    [Fact]
    public void ACapturedExpressionIsReadInPlace()
    {
        Expression<Func<double, double>> square = t => t * t;
        Expression<Func<double, double, double>> norm = (a, b) => square.Compile()(a) + square.Compile()(b);
        var f = Function.From((double x) => norm.Compile()(x, 2 * x) + square.Compile().Invoke(x));
        Assert.Equal(9 + 36 + 9, f.Evaluate(3).Single());
    }

    [Fact]
    public void ADelegateOfAKnownFunctionIsKnown()
    {
        Func<double, double> exp = Math.Exp;
        Assert.Equal(Math.Exp(2), Function.From((double x) => exp(x)).Evaluate(2).Single());
    }

    [Fact]
    public void SeveralOutputsAndVectors()
    {
        var f = Function.From((double x, double y) => ValueTuple.Create(x + y, new[] { x, y, 1 }));
        Assert.Equal(["value1", "value2"], f.OutputNames.ToArray());
        var values = f.Evaluate(2.0, (Tensor)3.0);
        Assert.Equal(5, values[0].ToDouble());
        Assert.Equal([2, 3, 1], values[1].ToArray());
        Assert.Equal([5, 6], Function.From((double x, double y) => Tuple.Create(x + y, x * y)).Evaluate(2, 3));
        Assert.Equal([5, 6], Function.From((double x, double y) => new ValueTuple<double, double>(x + y, x * y)).Evaluate(2, 3));
    }

    [Fact]
    public void ADeepTreeIsOrdinary()
    {
        var x = Expression.Parameter(typeof(double), "x");
        Expression sum = x;
        for (var i = 0; i < 100_000; i++) sum = Expression.Add(sum, x);
        Assert.Equal(100_001 * 2.0, Function.From(Expression.Lambda<Func<double, double>>(sum, x)).Evaluate(2).Single());
    }

    [Fact]
    public void ASharedTreeIsReadOnce()
    {
        var x = Expression.Parameter(typeof(double), "x");
        Expression power = x;
        for (var i = 0; i < 60; i++) power = Expression.Multiply(power, power);
        Assert.Equal(61, Function.From(Expression.Lambda<Func<double, double>>(power, x)).Graph.Count);
    }

    [Fact]
    public void ParametersWithoutNamesGetSome()
    {
        var (a, b) = (Expression.Parameter(typeof(double)), Expression.Parameter(typeof(double), "not a name"));
        Assert.Equal(["x0", "x1"], Function.From(Expression.Lambda(Expression.Add(a, b), a, b)).InputNames.ToArray());
    }

    public static TheoryData<LambdaExpression, string> Pairs => new()
    {
        { (double x, double y) => x * x + 2 * y - 3 / x, "(x, y) => x*x + 2*y - 3/x" },
        { (double x, double y) => Math.Exp(-x) * Math.Log(y) % 2, "(x, y) => Math.Exp(-x) * Math.Log(y) % 2" },
        { (double x, double y) => x > y && x < 2 || !(y == 1) ? x : -y, "(x, y) => x > y && x < 2 || !(y == 1) ? x : -y" },
        { (double x, int k) => x * k + k / 2, "(double x, int k) => x*k + (double)(k/2)" },
        { (double x) => Math.PI * x + -2 * x, "(x) => Math.PI*x + -2*x" },
        { (double[] x) => x[0] + x[2] * x.Length, "(double[] x) => x[0] + x[2]*x.Length" },
        { (float x) => MathF.Exp(x) * 2, "(float x) => exp(x) * 2" },
        { (double x) => (double)(int)x, "(x) => (double)(int)x" },
        { (double x, double y) => new[] { x, y, 3 }, "(x, y) => [x, y, 3]" },
        { (double x) => Math.Exp(1) * x, "(x) => exp(1)*x" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void LambdaAndTextGiveTheSameNode(LambdaExpression lambda, string text)
    {
        var (left, right) = (Function.From(lambda), Function.Parse(text));
        Assert.Equal(left.Inputs.Select(i => i.Type), right.Inputs.Select(i => i.Type));
        Assert.Same(left.Outputs[0], right.Call([.. left.Inputs])[0]);
    }
}
