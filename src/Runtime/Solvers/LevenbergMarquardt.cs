namespace SymDiff.Runtime;

/// <summary>When Levenberg-Marquardt stops, and how it is damped at first.</summary>
public sealed record LevenbergMarquardtOptions
{
    /// <summary>Stop when no column of the Jacobian has a cosine with the residuals above this.</summary>
    public double GradientTolerance { get; init; } = 1e-13;

    /// <summary>Stop when the scaled step is at most tolerance·(scaled parameters).</summary>
    public double StepTolerance { get; init; } = 1e-14;

    /// <summary>Stop when the actual and the predicted relative decrease of the cost are both at most this.</summary>
    public double CostTolerance { get; init; } = 1e-15;

    /// <summary>Trial steps at most.</summary>
    public int MaxIterations { get; init; } = 2000;

    /// <summary>First damping μ, relative to the squared norms of the Jacobian's columns.</summary>
    public double InitialDamping { get; init; } = 1e-2;
}

/// <summary>What Levenberg-Marquardt found.</summary>
/// <param name="Parameters">The last accepted parameters.</param>
/// <param name="Cost">½‖r‖² there.</param>
/// <param name="Iterations">Trial steps, accepted or not.</param>
/// <param name="JacobianEvaluations">How often the Jacobian was asked for.</param>
/// <param name="Reason">Why it stopped.</param>
public sealed record LeastSquaresSolution(double[] Parameters, double Cost, int Iterations, int JacobianEvaluations, Termination Reason)
{
    /// <summary>Whether a tolerance ended it, rather than a limit or a value that is not finite.</summary>
    public bool Converged => Reason is Termination.GradientTolerance or Termination.StepTolerance or Termination.CostTolerance;
}

/// <summary>
/// Minimises ½‖r(x)‖². A step solves min ‖J·h + r‖² + μ‖D·h‖² by Householder reflections; D follows the norms of the Jacobian's
/// columns (after J. J. Moré, LNM 630 (1978) 105-116), μ the gain ratio (H. B. Nielsen, IMM-REP-1999-05), and the step bends along
/// curved valleys (M. K. Transtrum and J. P. Sethna, arXiv:1201.5885).
/// </summary>
public static class LevenbergMarquardt
{
    /// <summary>A local minimum of ½‖r(x)‖² near a starting point.</summary>
    /// <param name="residuals">The residuals r, asked for twice in an iteration.</param>
    /// <param name="jacobian">Their Jacobian.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="residualCount">How many residuals there are.</param>
    /// <param name="options">Tolerances, limit and damping.</param>
    public static LeastSquaresSolution Minimize(
        ResidualFunction residuals, JacobianFunction jacobian, ReadOnlySpan<double> start, int residualCount, LevenbergMarquardtOptions? options = null) =>
        new LevenbergMarquardtRun(residuals, jacobian, start.ToArray(), residualCount, options ?? new LevenbergMarquardtOptions()).Minimize();
}
