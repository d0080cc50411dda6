namespace SymDiff.Runtime.Tests.Solvers;

public class NewtonCGTests
{
    // Σ 100(x[i+1] − x[i]²)² + (1 − x[i])², Rosenbrock's function; its minimum is 0 at (1, …, 1)
    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        var sum = 0.0;
        for (var i = 0; i + 1 < x.Length; i++)
        {
            var (a, b) = (x[i + 1] - (x[i] * x[i]), 1 - x[i]);
            sum += (100 * a * a) + (b * b);
            gradient[i] += (-400 * a * x[i]) - (2 * b);
            gradient[i + 1] += 200 * a;
        }

        return sum;
    }

    private static void RosenbrockHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> v, Span<double> product)
    {
        product.Clear();
        for (var i = 0; i + 1 < x.Length; i++)
        {
            product[i] += (((1200 * x[i] * x[i]) - (400 * x[i + 1]) + 2) * v[i]) - (400 * x[i] * v[i + 1]);
            product[i + 1] += (-400 * x[i] * v[i]) + (200 * v[i + 1]);
        }
    }

    [Theory, InlineData(2), InlineData(50)]
    public void FindsTheMinimumOfRosenbrocksValley(int n)
    {
        var start = Enumerable.Range(0, n).Select(i => i % 2 == 0 ? -1.2 : 1.0).ToArray();
        var minimum = NewtonCG.Minimize(Rosenbrock, RosenbrockHessian, start, new NewtonCGOptions { GradientTolerance = 1e-10 });
        Assert.Equal(Termination.GradientTolerance, minimum.Reason);
        Assert.InRange(minimum.Iterations, 5, 300);
        if (n == 2)
        {
            Assert.All(minimum.X, x => Assert.Equal(1, x, 1e-9)); // for larger n there is a second local minimum
        }
    }

    // (x² − 1)² + y² from the saddle's ridge: the first Hessian is indefinite
    [Fact]
    public void LeavesASaddleAlongNegativeCurvature()
    {
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            var a = (x[0] * x[0]) - 1;
            (g[0], g[1]) = (4 * a * x[0], 2 * x[1]);
            return (a * a) + (x[1] * x[1]);
        }

        static void H(ReadOnlySpan<double> x, ReadOnlySpan<double> v, Span<double> hv) =>
            (hv[0], hv[1]) = (((12 * x[0] * x[0]) - 4) * v[0], 2 * v[1]);

        var minimum = NewtonCG.Minimize(F, H, [0.01, 1]);
        Assert.Equal(1, minimum.X[0], 1e-8);
        Assert.Equal(0, minimum.X[1], 1e-8);
        Assert.Equal(0, minimum.Value, 1e-14);
    }

    [Fact]
    public void AQuadraticTakesFewSteps()
    {
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            (g[0], g[1]) = (2 * (x[0] - 3), 20 * (x[1] + 1));
            return ((x[0] - 3) * (x[0] - 3)) + (10 * (x[1] + 1) * (x[1] + 1));
        }

        static void H(ReadOnlySpan<double> x, ReadOnlySpan<double> v, Span<double> hv) => (hv[0], hv[1]) = (2 * v[0], 20 * v[1]);

        var minimum = NewtonCG.Minimize(F, H, [0, 0], new NewtonCGOptions { InitialRadius = 100 });
        Assert.InRange(minimum.Iterations, 1, 4);
        Assert.Equal(3, minimum.X[0], 1e-7);
        Assert.Equal(-1, minimum.X[1], 1e-7);
    }

    [Fact]
    public void ReportsAStartThatIsNotFinite() =>
        Assert.Equal(Termination.NotFinite, NewtonCG.Minimize((x, g) => double.NaN, (x, v, p) => { }, [1]).Reason);

    // ln x − x has no value left of 0: the region shrinks until the step stays inside
    [Fact]
    public void AvoidsPointsWithoutAValue()
    {
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            g[0] = 1 - (1 / x[0]);
            return x[0] - Math.Log(x[0]);
        }

        var minimum = NewtonCG.Minimize(F, (x, v, p) => p[0] = v[0] / (x[0] * x[0]), [20], new NewtonCGOptions { InitialRadius = 100 });
        Assert.Equal(1, minimum.X[0], 1e-7);
    }

    [Fact]
    public void TheIterationLimitIsKept() =>
        Assert.Equal(Termination.IterationLimit, NewtonCG.Minimize(Rosenbrock, RosenbrockHessian, [-1.2, 1], new NewtonCGOptions { MaxIterations = 2 }).Reason);
}
