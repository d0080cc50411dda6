namespace SymDiff.Runtime.Tests.Solvers;

public class LevenbergMarquardtTests
{
    [Fact]
    public void ALineThroughThreePoints()
    {
        double[] t = [0, 1, 2], y = [1, 2, 4]; // least squares: 5/6 + 3/2·t, rest 1/6
        var solution = LevenbergMarquardt.Minimize(
            (x, r) => { for (var i = 0; i < 3; i++) { r[i] = x[0] + (x[1] * t[i]) - y[i]; } },
            (x, j) => { for (var i = 0; i < 3; i++) { (j[2 * i], j[(2 * i) + 1]) = (1, t[i]); } },
            [0, 0], 3);
        Assert.True(solution.Converged);
        Assert.Equal(5 / 6.0, solution.Parameters[0], 1e-7);
        Assert.Equal(1.5, solution.Parameters[1], 1e-7);
        Assert.Equal(1 / 12.0, solution.Cost, 1e-12);
    }

    // r = (10(x₁ − x₀²), 1 − x₀)
    [Fact]
    public void RosenbrocksFunctionHasResidualZero()
    {
        var solution = LevenbergMarquardt.Minimize(
            (x, r) => (r[0], r[1]) = (10 * (x[1] - (x[0] * x[0])), 1 - x[0]),
            (x, j) => (j[0], j[1], j[2], j[3]) = (-20 * x[0], 10, -1, 0),
            [-1.2, 1], 2);
        Assert.True(solution.Converged);
        Assert.All(solution.Parameters, x => Assert.Equal(1, x, 1e-10));
    }

    [Fact]
    public void FewerResidualsThanParameters()
    {
        var solution = LevenbergMarquardt.Minimize((x, r) => r[0] = x[0] + x[1] - 2, (x, j) => j.Fill(1), [0, 0], 1);
        Assert.True(solution.Converged);
        Assert.Equal(0, solution.Cost, 1e-20);
    }

    [Fact]
    public void AParameterWithoutInfluenceStaysPut()
    {
        var solution = LevenbergMarquardt.Minimize(
            (x, r) => (r[0], r[1]) = (x[0] - 3, 2 * (x[0] - 3)), (x, j) => (j[0], j[1], j[2], j[3]) = (1, 0, 2, 0), [0, 7], 2);
        Assert.True(solution.Converged);
        Assert.Equal(3, solution.Parameters[0], 1e-10);
        Assert.Equal(7, solution.Parameters[1]);
    }

    // r = ln x is not finite for x ≤ 0, where the first step from 100 would lead
    [Fact]
    public void StepsToPointsWithoutAValueAreRefused()
    {
        var solution = LevenbergMarquardt.Minimize((x, r) => r[0] = Math.Log(x[0]), (x, j) => j[0] = 1 / x[0], [100], 1);
        Assert.True(solution.Converged);
        Assert.Equal(1, solution.Parameters[0], 1e-10);
    }

    [Fact]
    public void ReportsWhatIsNotFinite()
    {
        Assert.Equal(Termination.NotFinite, LevenbergMarquardt.Minimize((x, r) => r[0] = double.NaN, (x, j) => j[0] = 1, [1], 1).Reason);
        Assert.Equal(Termination.NotFinite, LevenbergMarquardt.Minimize((x, r) => r[0] = x[0], (x, j) => j[0] = double.NaN, [1], 1).Reason);
    }

    [Fact]
    public void TheIterationLimitIsKept()
    {
        var options = new LevenbergMarquardtOptions { MaxIterations = 3 };
        var solution = LevenbergMarquardt.Minimize((x, r) => r[0] = Math.Exp(x[0]), (x, j) => j[0] = Math.Exp(x[0]), [1], 1, options);
        Assert.Equal((3, Termination.IterationLimit), (solution.Iterations, solution.Reason));
    }

    [Fact]
    public void TheStartIsNotWrittenTo()
    {
        double[] start = [5];
        LevenbergMarquardt.Minimize((x, r) => r[0] = x[0], (x, j) => j[0] = 1, start, 1);
        Assert.Equal(5, start[0]);
    }
}
