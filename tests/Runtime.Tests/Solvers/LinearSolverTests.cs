namespace SymDiff.Runtime.Tests.Solvers;

public class LinearSolverTests
{
    // −u″ on n points: eigenvalues 2 − 2·cos(kπ/(n + 1))
    private static LinearOperator Laplacian(double shift = 0) => (x, y) =>
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = ((2 - shift) * x[i]) - (i > 0 ? x[i - 1] : 0) - (i + 1 < x.Length ? x[i + 1] : 0);
        }
    };

    private static double[] Product(LinearOperator a, double[] x)
    {
        var y = new double[x.Length];
        a(x, y);
        return y;
    }

    private static double[] Wave(int n) => [.. Enumerable.Range(1, n).Select(i => Math.Sin(i * i))];

    [Fact]
    public void ConjugateGradientsSolveALaplacian()
    {
        var expected = Wave(50);
        var solution = ConjugateGradients.Solve(Laplacian(), Product(Laplacian(), expected));
        Assert.True(solution.Converged);
        Assert.InRange(solution.Iterations, 1, 55); // n steps in exact arithmetic
        AssertClose(expected, solution.Solution, 1e-7);
    }

    [Fact]
    public void AnExactPreconditionerNeedsOneStep()
    {
        LinearOperator diagonal = (x, y) => { for (var i = 0; i < x.Length; i++) { y[i] = (i + 1) * x[i]; } };
        LinearOperator inverse = (x, y) => { for (var i = 0; i < x.Length; i++) { y[i] = x[i] / (i + 1); } };
        var solution = ConjugateGradients.Solve(diagonal, Wave(30), inverse);
        Assert.Equal(Termination.ResidualTolerance, solution.Reason);
        Assert.Equal(1, solution.Iterations);
    }

    [Fact]
    public void ConjugateGradientsReportNegativeCurvature() =>
        Assert.Equal(Termination.NegativeCurvature, ConjugateGradients.Solve((x, y) => y[0] = -x[0], [1]).Reason);

    [Fact]
    public void ConjugateGradientsReportNaN() =>
        Assert.Equal(Termination.NotFinite, ConjugateGradients.Solve((x, y) => y[0] = double.NaN, [1]).Reason);

    [Fact]
    public void LimitsAreKept()
    {
        var options = new LinearSolverOptions { MaxIterations = 3 };
        Assert.Equal((3, Termination.IterationLimit), Outcome(ConjugateGradients.Solve(Laplacian(), Wave(50), options: options)));
        Assert.Equal((3, Termination.IterationLimit), Outcome(Minres.Solve(Laplacian(), Wave(50), options)));
    }

    [Fact]
    public void ARightHandSideOfZeroNeedsNoProduct()
    {
        Assert.Equal((0, Termination.ResidualTolerance), Outcome(ConjugateGradients.Solve(Laplacian(), new double[4])));
        Assert.Equal((0, Termination.ResidualTolerance), Outcome(Minres.Solve(Laplacian(), new double[4])));
    }

    [Fact]
    public void MinresSolvesAnIndefiniteSystem()
    {
        var a = Laplacian(shift: 1.03); // eigenvalues of both signs
        var expected = Wave(40);
        var solution = Minres.Solve(a, Product(a, expected));
        Assert.True(solution.Converged);
        AssertClose(expected, solution.Solution, 1e-7);
    }

    [Fact]
    public void MinresReportsItsTrueResidual()
    {
        var a = Laplacian(shift: 0.7);
        var b = Wave(60);
        var solution = Minres.Solve(a, b, new LinearSolverOptions { MaxIterations = 20 });
        var residual = Math.Sqrt(Product(a, solution.Solution).Zip(b, (y, r) => (r - y) * (r - y)).Sum());
        Assert.Equal(residual, solution.ResidualNorm, 1e-10);
    }

    [Fact]
    public void MinresReportsBreakdown() => Assert.Equal(Termination.Breakdown, Minres.Solve((x, y) => y.Clear(), [1, 2]).Reason);

    [Fact]
    public void LanczosFindsTheEndsOfALaplacian()
    {
        const int n = 100;
        var extremes = Lanczos.Extremes(Laplacian(), n);
        Assert.Equal(Termination.ResidualTolerance, extremes.Reason);
        Assert.Equal(2 - (2 * Math.Cos(Math.PI / (n + 1))), extremes.Smallest.Value, 1e-12);
        Assert.Equal(2 + (2 * Math.Cos(Math.PI / (n + 1))), extremes.Largest.Value, 1e-12);
        Assert.InRange(extremes.Smallest.Residual, 0, 1e-9);
        Assert.InRange(extremes.Largest.Residual, 0, 1e-9);
    }

    [Fact]
    public void LanczosStopsEarlyWhenTheEndsStandOut()
    {
        LinearOperator a = (x, y) => { for (var i = 0; i < x.Length; i++) { y[i] = x[i] * (i == 0 ? -50 : i == 1 ? 80 : 1.0 / i); } };
        var extremes = Lanczos.Extremes(a, 2000);
        Assert.InRange(extremes.Iterations, 3, 40);
        Assert.Equal(-50, extremes.Smallest.Value, 1e-9);
        Assert.Equal(80, extremes.Largest.Value, 1e-9);
        Assert.Equal(1, Math.Abs(extremes.Largest.Vector[1]), 1e-9);
    }

    [Theory, InlineData(0), InlineData(-3), InlineData(7)]
    public void LanczosOnAMultipleOfTheIdentity(double factor)
    {
        var extremes = Lanczos.Extremes((x, y) => { for (var i = 0; i < x.Length; i++) { y[i] = factor * x[i]; } }, 5);
        Assert.Equal(1, extremes.Iterations);
        Assert.Equal(factor, extremes.Smallest.Value, 1e-14);
        Assert.Equal(factor, extremes.Largest.Value, 1e-14);
    }

    [Fact]
    public void LanczosNeedsARow() => Assert.Throws<ArgumentOutOfRangeException>(() => Lanczos.Extremes(Laplacian(), 0));

    private static (int Iterations, Termination Reason) Outcome(LinearSolution solution) => (solution.Iterations, solution.Reason);

    private static void AssertClose(double[] expected, double[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
