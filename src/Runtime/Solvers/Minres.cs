namespace SymDiff.Runtime;

/// <summary>Minimal residuals for a symmetric, possibly indefinite matrix given by its products (Paige and Saunders 1975).</summary>
public static class Minres
{
    /// <summary>Solves A·x = b, from x = 0; the residual never grows.</summary>
    /// <param name="a">The product with A.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="options">Tolerance and limit.</param>
    public static LinearSolution Solve(LinearOperator a, ReadOnlySpan<double> b, LinearSolverOptions? options = null)
    {
        options ??= new LinearSolverOptions();
        var n = b.Length;
        double[] x = new double[n], v = b.ToArray(), previousV = new double[n], next = new double[n];
        double[] w = new double[n], previousW = new double[n];
        var residual = Vectors.Norm(b);
        var goal = options.Tolerance * residual;
        var limit = options.MaxIterations ?? 10 * n;
        var (beta, right) = (0.0, residual); // β of the Lanczos recurrence, last element of the rotated right-hand side
        var (cosine, sine, previousCosine, previousSine) = (1.0, 0.0, 1.0, 0.0);
        Vectors.Divide(v, residual > 0 ? residual : 1);
        for (var iteration = 0; ; iteration++)
        {
            if (ConjugateGradients.StopReason(residual, goal, iteration, limit) is { } reason)
            {
                return new LinearSolution(x, iteration, residual, reason);
            }

            // Lanczos: β₊·v₊ = A·v − α·v − β·v₋
            a(v, next);
            Vectors.AddScaled(next, -beta, previousV);
            var alpha = Vectors.Dot(v, next);
            Vectors.AddScaled(next, -alpha, v);
            var nextBeta = Vectors.Norm(next);

            // The new column (β, α, β₊) of the tridiagonal matrix under the last two rotations and a new one
            var upper2 = previousSine * beta;
            var upper1 = (sine * alpha) + (previousCosine * cosine * beta);
            var diagonal = (cosine * alpha) - (previousCosine * sine * beta);
            var pivot = ScalarMath.Hypot(diagonal, nextBeta);
            if (!(pivot > 0))
            {
                return new LinearSolution(x, iteration + 1, residual, double.IsNaN(pivot) ? Termination.NotFinite : Termination.Breakdown);
            }

            (previousCosine, previousSine, cosine, sine) = (cosine, sine, diagonal / pivot, nextBeta / pivot);

            // w₊ = (v − upper1·w − upper2·w₋)/pivot, x += cosine·right·w₊
            Vectors.Scale(previousW, -upper2);
            Vectors.AddScaled(previousW, -upper1, w);
            Vectors.AddScaled(previousW, 1, v);
            Vectors.Divide(previousW, pivot);
            (w, previousW) = (previousW, w);
            Vectors.AddScaled(x, cosine * right, w);
            right *= -sine;
            residual = Math.Abs(right);

            Vectors.Divide(next, nextBeta > 0 ? nextBeta : 1);
            (previousV, v, next) = (v, next, previousV);
            beta = nextBeta;
        }
    }
}
