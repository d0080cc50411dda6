namespace SymDiff.Runtime;

/// <summary>When Newton-CG stops, and the sizes of its trust region.</summary>
public sealed record NewtonCGOptions
{
    /// <summary>Stop at ‖∇f‖ ≤ tolerance·max(1, |f|).</summary>
    public double GradientTolerance { get; init; } = 1e-8;

    /// <summary>Stop when a step is at most tolerance·‖x‖, or the region at most that small.</summary>
    public double StepTolerance { get; init; } = 1e-15;

    /// <summary>Newton steps at most.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Products with the Hessian in one step at most; null means twice the number of unknowns.</summary>
    public int? MaxInnerIterations { get; init; }

    /// <summary>Radius of the first trust region.</summary>
    public double InitialRadius { get; init; } = 1;

    /// <summary>Radius that no trust region exceeds.</summary>
    public double MaxRadius { get; init; } = 1e10;
}

/// <summary>What Newton-CG found.</summary>
/// <param name="X">The last accepted point.</param>
/// <param name="Value">f there.</param>
/// <param name="GradientNorm">‖∇f‖ there.</param>
/// <param name="Iterations">Trust region steps, accepted or not.</param>
/// <param name="HessianProducts">Products with the Hessian.</param>
/// <param name="Reason">Why it stopped.</param>
public sealed record Minimum(double[] X, double Value, double GradientNorm, int Iterations, int HessianProducts, Termination Reason);

/// <summary>
/// Minimises a smooth function by a trust region method whose steps come from truncated conjugate gradients, which follow a
/// direction of negative curvature to the region's edge (T. Steihaug, SIAM J. Numer. Anal. 20 (1983) 626-637).
/// </summary>
public static class NewtonCG
{
    /// <summary>A local minimum of f near a starting point.</summary>
    /// <param name="function">f and its gradient.</param>
    /// <param name="hessian">Products with the Hessian.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="options">Tolerances, limits and radii.</param>
    public static Minimum Minimize(
        ValueAndGradient function, HessianVectorProduct hessian, ReadOnlySpan<double> start, NewtonCGOptions? options = null)
    {
        options ??= new NewtonCGOptions();
        var n = start.Length;
        double[] x = start.ToArray(), gradient = new double[n], trial = new double[n], trialGradient = new double[n];
        var value = function(x, gradient);
        var radius = options.InitialRadius;
        var model = new TrustRegionModel(hessian, n, options.MaxInnerIterations ?? (2 * n));
        for (var iteration = 0; ; iteration++)
        {
            var norm = Vectors.Norm(gradient);
            if (StopReason(value, norm, iteration, options) is { } reason)
            {
                return new Minimum(x, value, norm, iteration, model.Products, reason);
            }

            var predicted = model.Minimize(x, gradient, radius);
            var stepNorm = Vectors.Norm(model.Step);
            x.CopyTo(trial, 0);
            Vectors.AddScaled(trial, 1, model.Step);
            var trialValue = function(trial, trialGradient);
            var ratio = Ratio(value - trialValue, predicted, value);
            var trialNorm = Vectors.Norm(trialGradient);
            if (ratio > 1e-4 && !double.IsNaN(trialNorm) && !double.IsInfinity(trialNorm))
            {
                (x, trial) = (trial, x);
                (gradient, trialGradient) = (trialGradient, gradient);
                value = trialValue;
            }

            if (stepNorm <= options.StepTolerance * Vectors.Norm(x))
            {
                return new Minimum(x, value, Vectors.Norm(gradient), iteration + 1, model.Products, Termination.StepTolerance);
            }

            radius = NextRadius(radius, stepNorm, ratio, options.MaxRadius);
        }
    }

    private static Termination? StopReason(double value, double gradientNorm, int iteration, NewtonCGOptions options) =>
        !(Math.Abs(value) <= double.MaxValue) || !(gradientNorm <= double.MaxValue) ? Termination.NotFinite
        : gradientNorm <= options.GradientTolerance * Math.Max(1, Math.Abs(value)) ? Termination.GradientTolerance
        : iteration >= options.MaxIterations ? Termination.IterationLimit
        : null;

    // Actual over predicted decrease; where both are lost in the rounding of f, the model is believed
    // (A. R. Conn, N. I. M. Gould, Ph. L. Toint, Trust-Region Methods, SIAM 2000, §17.4.2).
    private static double Ratio(double actual, double predicted, double value)
    {
        var noise = 1e-15 * Math.Max(1, Math.Abs(value));
        return (actual + noise) / (predicted + noise);
    }

    private static double NextRadius(double radius, double stepNorm, double ratio, double largest) =>
        !(ratio >= 0.25) ? 0.25 * stepNorm // also NaN
        : ratio > 0.75 && stepNorm > 0.99 * radius ? Math.Min(2 * radius, largest)
        : radius;
}
