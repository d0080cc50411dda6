namespace SymDiff.Runtime;

/// <summary>Conjugate gradients for a symmetric positive definite matrix given by its products (Hestenes and Stiefel 1952).</summary>
public static class ConjugateGradients
{
    /// <summary>Solves A·x = b, from x = 0; stops with NegativeCurvature at a direction p with pᵀA·p ≤ 0.</summary>
    /// <param name="a">The product with A.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="preconditioner">The product with an approximation of A⁻¹, symmetric positive definite; null for none.</param>
    /// <param name="options">Tolerance and limit.</param>
    public static LinearSolution Solve(
        LinearOperator a, ReadOnlySpan<double> b, LinearOperator? preconditioner = null, LinearSolverOptions? options = null)
    {
        options ??= new LinearSolverOptions();
        var n = b.Length;
        double[] x = new double[n], residual = b.ToArray(), z = new double[n], ap = new double[n];
        Precondition(preconditioner, residual, z);
        var p = (double[])z.Clone();
        var rz = Vectors.Dot(residual, z);
        var goal = options.Tolerance * Vectors.Norm(b);
        var limit = options.MaxIterations ?? 10 * n;
        for (var iteration = 0; ; iteration++)
        {
            var norm = Vectors.Norm(residual);
            if (StopReason(norm, goal, iteration, limit) is { } reason)
            {
                return new LinearSolution(x, iteration, norm, reason);
            }

            a(p, ap);
            var curvature = Vectors.Dot(p, ap);
            if (!(curvature > 0))
            {
                return new LinearSolution(x, iteration + 1, norm, double.IsNaN(curvature) ? Termination.NotFinite : Termination.NegativeCurvature);
            }

            var step = rz / curvature;
            Vectors.AddScaled(x, step, p);
            Vectors.AddScaled(residual, -step, ap);
            Precondition(preconditioner, residual, z);

            // p = z + (zᵀr)/(previous zᵀr)·p keeps the directions conjugate
            var previous = rz;
            rz = Vectors.Dot(residual, z);
            Vectors.Scale(p, rz / previous);
            Vectors.AddScaled(p, 1, z);
        }
    }

    internal static Termination? StopReason(double residual, double goal, int iteration, int limit) =>
        residual <= goal ? Termination.ResidualTolerance
        : double.IsNaN(residual) ? Termination.NotFinite
        : iteration >= limit ? Termination.IterationLimit
        : null;

    private static void Precondition(LinearOperator? preconditioner, double[] residual, double[] z)
    {
        if (preconditioner is null)
        {
            residual.CopyTo(z, 0);
        }
        else
        {
            preconditioner(residual, z);
        }
    }
}
