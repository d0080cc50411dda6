using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Derivatives of high order: exact values, and sizes that grow like polynomials.</summary>
public sealed class HigherOrderTests
{
    private readonly Graph graph = new();
    private readonly Node x;

    public HigherOrderTests() => x = graph.Variable("x");

    // (xⁿ)⁽ᵏ⁾ = n!/(n - k)!·xⁿ⁻ᵏ, and 0 from k = n + 1 on
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void OfAPower(int n)
    {
        var y = Enumerable.Repeat(x, n).Aggregate((a, b) => a * b);
        for (var k = 1; k <= n + 2; k++)
        {
            var falling = Enumerable.Range(0, k).Aggregate(1.0, (product, i) => product * (n - i));
            Assert.Equal(k > n ? 0 : falling * Math.Pow(3, n - k), Derivative(y, k, at: 3));
        }
    }

    // (1/x)⁽ᵏ⁾ = (-1)ᵏ·k!/xᵏ⁺¹; at x = 2 every operation is exact
    [Fact]
    public void OfAReciprocal()
    {
        var factorial = 1.0;
        for (var k = 1; k <= 8; k++)
        {
            factorial *= -k;
            Assert.Equal(factorial / Math.Pow(2, k + 1), Derivative(1 / x, k, at: 2));
        }
    }

    // (log x)⁽ᵏ⁾ = (-1)ᵏ⁻¹·(k - 1)!/xᵏ
    [Fact]
    public void OfALogarithm()
    {
        for (var (k, factorial) = (1, 1.0); k <= 8; factorial *= -k, k++)
            Assert.Equal(factorial / Math.Pow(2, k), Derivative(Log(x), k, at: 2));
    }

    // (exp(exp x))⁽ᵏ⁾ at 0 is e times the k-th Bell number: 1, 2, 5, 15, 52, 203
    [Fact]
    public void OfAnExponentialOfAnExponential()
    {
        double[] bell = [1, 2, 5, 15, 52, 203];
        for (var k = 1; k <= bell.Length; k++) Assert.Equal(bell[k - 1] * Math.E, Derivative(Exp(Exp(x)), k, at: 0), 1e-12 * bell[k - 1]);
    }

    // The derivatives at 0 as the encyclopedia of integer sequences has them: A002017, A000182, and tanh x = -i·tan(ix)
    [Fact]
    public void OfSinesAndTangents()
    {
        double[] expSin = [1, 1, 0, -3, -8, -3, 56], tan = [1, 0, 2, 0, 16, 0, 272], tanh = [1, 0, -2, 0, 16, 0, -272];
        for (var k = 1; k <= 7; k++)
        {
            Assert.Equal(expSin[k - 1], Derivative(Exp(Sin(x)), k, at: 0), 1e-12);
            Assert.Equal(tan[k - 1], Derivative(Tan(x), k, at: 0), 1e-10);
            Assert.Equal(tanh[k - 1], Derivative(Tanh(x), k, at: 0), 1e-10);
        }
    }

    // (xᵃ)⁽ᵏ⁾ = a·(a - 1)·…·xᵃ⁻ᵏ
    [Theory]
    [InlineData(0.5)]
    [InlineData(2.5)]
    [InlineData(-2.0)]
    [InlineData(3.0)]
    public void OfARealPower(double a)
    {
        var falling = 1.0;
        for (var k = 1; k <= 6; k++)
        {
            falling *= a - k + 1;
            var expected = falling == 0 ? 0 : falling * Math.Pow(4, a - k);
            Assert.Equal(expected, Derivative(Pow(x, a), k, at: 4), 1e-14 * Math.Abs(expected));
        }
    }

    // second derivatives on both sides of every op with branches, in closed form
    public static TheoryData<string, double, double> Branches => new()
    {
        { "relu", 2, 12 }, { "relu", -2, 0 },              // relu(x)³
        { "abs", 2, 12 }, { "abs", -2, 12 },               // |x|³
        { "max", 2, 12 }, { "max", 0.5, 2 },               // max(x², x³)
        { "min", 2, 2 }, { "min", 0.5, 3 },                // min(x², x³)
        { "clamp", 0.5, 3 }, { "clamp", 2, 0 },            // clamp(x, -1, 1)³
        { "select", 2, 48 }, { "select", 0.5, 2 },         // x > 1 ? x⁴ : x²
        { "copysign", 2, -12 }, { "copysign", -2, -12 },   // -|x|³
        { "hypot", 2, 2 }, { "hypot", -2, 2 },             // √(x⁴ + 0)
        { "maximum of a vector", 2, 30 },                  // max(x², 2x² + 2.5x³) - 2x²
        { "remainder", 2.5, 2 }, { "remainder", 0.5, 2 },  // (x²) mod 1
    };

    [Theory, MemberData(nameof(Branches))]
    public void TheGradientOfAGradientThroughBranches(string name, double at, double expected)
    {
        var (square, cube) = (x * x, x * x * x);
        var y = name switch
        {
            "relu" => Pow(Relu(x), 3),
            "abs" => Pow(Abs(x), 3),
            "max" => Max(square, cube),
            "min" => Min(square, cube),
            "clamp" => Pow(Clamp(x, -1, 1), 3),
            "select" => Select(x > 1, square * square, square),
            "copysign" => CopySign(cube, -1),
            "hypot" => Hypot(square, 0),
            "maximum of a vector" => Max(square * graph.Constant(Tensor.Vector(1, 2)) + Max(cube, 0) * graph.Constant(Tensor.Vector(0, 2.5))) - square * 2,
            _ => square % 1,
        };
        Assert.Equal(expected, Derivative(y, 2, at), 1e-12);
    }

    // x²·y³: every partial of order 3, once
    [Fact]
    public void MixedPartialsAreComputedOnce()
    {
        var y = graph.Variable("y");
        var f = graph.Function("f", [x, y], [x * x * y * y * y]);
        var third = f.Derivative(3);
        Assert.Equal(["d_x_x_x", "d_x_x_y", "d_x_y_y", "d_y_y_y"], third.OutputNames.ToArray());
        Assert.Equal([0, 6 * 25, 12 * 3 * 5, 6 * 9], third.Evaluate(3, 5));
        Assert.Equal(["d_x", "d_y"], f.Derivative(1).OutputNames.ToArray());
        Assert.Equal([12 * 3 * 5], f.Derivative(3).Outputs[2].Evaluate(NumericReverseTests.At((x, 3), (y, 5))).ToArray());
        Assert.Equal(["d_y_y"], f.Derivative(2, "y").OutputNames.ToArray());
        Assert.Equal([[x, x], [x, y], [y, y]], MixedPartials.Of(f.Outputs[0], [x, y], 2).Select(p => p.By.ToArray()));
    }

    // Σ v³ by v: the third derivative is 6 on the diagonal of a cube
    [Fact]
    public void OfTensors()
    {
        var v = graph.Variable("v", [2]);
        var value = graph.Function("f", [v], [Sum(v * v * v)]).Derivative(3).Evaluate(Tensor.Vector(3, 5))[0];
        Assert.Equal(Tensor.Of([6, 0, 0, 0, 0, 0, 0, 6], 2, 2, 2), value);
    }

    // x -> x², 60 times: 2⁶⁰ paths, but the derivative is as long as the function
    [Fact]
    public void RepeatedSquaringHasLinearSize()
    {
        var y = x;
        for (var i = 0; i < 60; i++) y *= y;
        var gradient = Gradient.Of(y, [x])[0];
        Assert.Equal(Math.Pow(2, 60), gradient.Evaluate(NumericReverseTests.At((x, 1))).ToDouble());
        Assert.InRange(Size(gradient), 61, 60 * 3 + 2);
        var second = Gradient.Of(gradient, [x])[0];
        Assert.Equal(Math.Pow(2, 60) * (Math.Pow(2, 60) - 1), second.Evaluate(NumericReverseTests.At((x, 1))).ToDouble(), 1e22);
        Assert.InRange(Size(second), 61, 60 * 9);
    }

    // f(f(...f(x))) with f(x) = x·exp(x): the k-th derivative of d compositions grows like a polynomial in d, not like kᵈ or dᵏ paths
    [Fact]
    public void ThirdDerivativesOfCompositionsStaySmall()
    {
        static int Third(int depth)
        {
            var x = new Graph().Variable("x");
            var y = Enumerable.Range(0, depth).Aggregate(x, (node, _) => node * Exp(node));
            for (var order = 1; order <= 3; order++) y = Gradient.Of(y, [x])[0];
            return Size(y);
        }

        Assert.InRange(Third(3), 20, 150);
        Assert.InRange(Third(6), Third(3), 3 * Third(3));
        Assert.InRange(Third(12), Third(6), 3 * Third(6));
    }

    // f(f(f(x))) with f(x) = x² + x: a polynomial whose derivatives are integers. f∘f∘f = x⁸ + 4x⁷ + 8x⁶ + 10x⁵ + 9x⁴ + 6x³ + 3x² + x
    [Fact]
    public void ThirdDerivativeOfAPolynomialComposedThreeTimes()
    {
        double[] coefficients = [0, 1, 3, 6, 9, 10, 8, 4, 1];
        var y = Enumerable.Range(0, 3).Aggregate(x, (node, _) => node * node + node);
        var expected = coefficients.Select((c, n) => n < 3 ? 0 : c * n * (n - 1) * (n - 2) * Math.Pow(2, n - 3)).Sum();
        Assert.Equal(expected, Derivative(y, 3, at: 2));
    }

    [Fact]
    public void ANewtonStepOnRosenbrocksFunctionByTheHessian()
    {
        var y = graph.Variable("y");
        var f = graph.Function("f", [x, y], [(1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)]);
        // at (-1.2, 1): ∇f = (-215.6, -88), ∇²f = (1330, 480; 480, 200)
        Assert.Equal([-215.6, -88], f.Gradient().Evaluate(-1.2, 1).Select(v => Math.Round(v, 10)));
        Assert.Equal([1330, 480, 480, 200], f.Hessian().Evaluate(-1.2, 1).Select(v => Math.Round(v, 10)));
    }

    private static int Size(Node node) => Traversal.PostOrder([node]).Count;

    private double Derivative(Node y, int order, double at)
    {
        for (var k = 0; k < order; k++) y = Gradient.Of(y, [x], new DifferentiationOptions { Disconnected = Undefined.Zero })[0];
        return y.Evaluate(NumericReverseTests.At((x, at))).ToDouble();
    }
}
