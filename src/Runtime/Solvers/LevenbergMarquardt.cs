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
    public int MaxIterations { get; init; } = 1000;

    /// <summary>First damping μ, relative to the squared norms of the Jacobian's columns.</summary>
    public double InitialDamping { get; init; } = 1e-3;
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
/// Minimises ½‖r(x)‖². A step solves min ‖J·h + r‖² + μ‖D·h‖² by Householder reflections; D holds the largest norms of the
/// Jacobian's columns so far (J. J. Moré, LNM 630 (1978) 105-116) and μ follows the gain ratio (H. B. Nielsen, IMM-REP-1999-05).
/// </summary>
public static class LevenbergMarquardt
{
    /// <summary>A local minimum of ½‖r(x)‖² near a starting point.</summary>
    /// <param name="residuals">The residuals r.</param>
    /// <param name="jacobian">Their Jacobian.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="residualCount">How many residuals there are.</param>
    /// <param name="options">Tolerances, limit and damping.</param>
    public static LeastSquaresSolution Minimize(
        ResidualFunction residuals, JacobianFunction jacobian, ReadOnlySpan<double> start, int residualCount, LevenbergMarquardtOptions? options = null)
    {
        options ??= new LevenbergMarquardtOptions();
        double[] x = start.ToArray(), r = new double[residualCount], trial = new double[x.Length], trialResiduals = new double[residualCount];
        var step = new DampedStep(residualCount, x.Length);
        var (damping, growth) = (options.InitialDamping, 2.0);
        var jacobians = 0;
        LeastSquaresSolution Stop(int iterations, Termination reason) => new(x, 0.5 * Square(r), iterations, jacobians, reason);

        residuals(x, r);
        if (!Vectors.AllFinite(r))
        {
            return Stop(0, Termination.NotFinite);
        }

        var moved = true;
        for (var iteration = 0; ; iteration++)
        {
            if (moved)
            {
                jacobian(x, step.Jacobian);
                jacobians++;
                if (!step.Factor(r))
                {
                    return Stop(iteration, Termination.NotFinite);
                }

                if (step.LargestCosine <= options.GradientTolerance)
                {
                    return Stop(iteration, Termination.GradientTolerance);
                }
            }

            if (iteration >= options.MaxIterations)
            {
                return Stop(iteration, Termination.IterationLimit);
            }

            var predicted = step.Solve(damping);
            if (!(step.ScaledNorm(step.Step) > options.StepTolerance * step.ScaledNorm(x)))
            {
                return Stop(iteration + 1, Termination.StepTolerance);
            }

            x.CopyTo(trial, 0);
            Vectors.AddScaled(trial, 1, step.Step);
            residuals(trial, trialResiduals);

            // Relative to ‖r‖²; written as a product, since the difference of the squares would cancel.
            var square = Square(r);
            var actual = Vectors.AllFinite(trialResiduals) ? Decrease(r, trialResiduals) / square : double.NegativeInfinity;
            predicted /= square;
            moved = actual > 0;
            if (moved)
            {
                (x, trial) = (trial, x);
                (r, trialResiduals) = (trialResiduals, r);
                damping *= Math.Max(1 / 3.0, 1 - Cube((2 * actual / predicted) - 1));
                growth = 2;
            }
            else
            {
                damping *= growth;
                growth *= 2;
            }

            if (Math.Abs(actual) <= options.CostTolerance && predicted <= options.CostTolerance)
            {
                return Stop(iteration + 1, Termination.CostTolerance);
            }
        }
    }

    // ‖a‖² − ‖b‖² = Σ (aᵢ − bᵢ)(aᵢ + bᵢ)
    private static double Decrease(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] + b[i]);
        }

        return sum;
    }

    private static double Square(double[] x) => Vectors.Dot(x, x);

    private static double Cube(double x) => x * x * x;
}
