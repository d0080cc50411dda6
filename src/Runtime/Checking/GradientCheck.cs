namespace SymDiff.Runtime;

/// <summary>The largest difference between a gradient and finite differences.</summary>
/// <param name="MaxError">The largest |claimed − numerical|/max(1, |claimed|, |numerical|); ∞ where only one of them is finite.</param>
/// <param name="Index">The element at which it was found; −1 when there is none.</param>
/// <param name="Claimed">The claimed derivative there.</param>
/// <param name="Numerical">The finite difference there.</param>
/// <param name="Uncertainty">How far the last two extrapolations differ there: an error below it proves nothing.</param>
public sealed record GradientCheckResult(double MaxError, int Index, double Claimed, double Numerical, double Uncertainty)
{
    /// <summary>Whether the largest error is at most the tolerance or explained by the uncertainty of the difference.</summary>
    public bool Agrees(double tolerance = 1e-7) => MaxError <= Math.Max(tolerance, 10 * Uncertainty);
}

/// <summary>Compares a gradient with central differences, extrapolated to step 0 (C. J. F. Ridders, Adv. Eng. Software 4 (1982) 75-76).</summary>
public static class GradientCheck
{
    private const int Levels = 8;
    private const double Shrink = 1.6;

    /// <summary>Checks every element of a gradient of f at x.</summary>
    /// <param name="f">The function.</param>
    /// <param name="gradient">Its claimed gradient.</param>
    /// <param name="x">The point, which is left as it is.</param>
    /// <param name="relativeStep">First step, relative to max(1, |x[i]|).</param>
    /// <exception cref="ArgumentException">The gradient has another length than x.</exception>
    public static GradientCheckResult Run(
        Func<double[], double> f, Func<double[], double[]> gradient, IReadOnlyList<double> x, double relativeStep = 0.01)
    {
        var claimed = gradient([.. x]);
        if (claimed.Length != x.Count)
        {
            throw new ArgumentException($"The gradient has {claimed.Length} elements; expected {x.Count}, one for each of x.", nameof(gradient));
        }

        var worst = new GradientCheckResult(0, -1, 0, 0, 0);
        for (var i = 0; i < claimed.Length; i++)
        {
            var (numerical, uncertainty) = Derivative(f, x, i, relativeStep * Math.Max(1, Math.Abs(x[i])));
            var scale = Math.Max(1, Math.Max(Math.Abs(claimed[i]), Math.Abs(numerical)));
            var error = Difference(claimed[i], numerical) / scale;
            error = double.IsNaN(error) ? double.PositiveInfinity : error;
            if (worst.Index < 0 || error > worst.MaxError)
            {
                worst = new GradientCheckResult(error, i, claimed[i], numerical, uncertainty / scale);
            }
        }

        return worst;
    }

    /// <summary>∂f/∂x[i] with an estimate of its error.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">The point, which is left as it is.</param>
    /// <param name="i">The element of x that moves.</param>
    /// <param name="step">The first and largest step.</param>
    public static (double Value, double Uncertainty) Derivative(Func<double[], double> f, IReadOnlyList<double> x, int i, double step)
    {
        // Row by row: T[0] = central difference with step/Shrinkᵏ, T[j] = (cʲ·T[j−1] − old T[j−1])/(cʲ − 1), c = Shrink²
        var table = new double[Levels];
        var (best, uncertainty) = (double.NaN, double.PositiveInfinity);
        for (var level = 0; level < Levels; level++, step /= Shrink)
        {
            var older = table[0];
            table[0] = CentralDifference(f, x, i, step);
            if (level == 0)
            {
                best = table[0];
            }

            var weight = 1.0;
            for (var j = 1; j <= level; j++)
            {
                weight *= Shrink * Shrink;
                var extrapolated = ((weight * table[j - 1]) - older) / (weight - 1);
                var change = Math.Max(Math.Abs(extrapolated - table[j - 1]), Math.Abs(extrapolated - older));
                older = table[j];
                table[j] = extrapolated;
                if (change < uncertainty)
                {
                    (best, uncertainty) = (extrapolated, change);
                }
            }
        }

        return (best, uncertainty);
    }

    private static double CentralDifference(Func<double[], double> f, IReadOnlyList<double> x, int i, double step)
    {
        double[] above = [.. x], below = [.. x];
        above[i] += step;
        below[i] -= step;
        return (f(above) - f(below)) / (above[i] - below[i]); // the step as it was taken, after rounding
    }

    // 0 also where both are the same infinity
    private static double Difference(double a, double b) => a.Equals(b) ? 0 : Math.Abs(a - b);
}
