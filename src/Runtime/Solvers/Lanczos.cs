namespace SymDiff.Runtime;

/// <summary>An approximate eigenvalue with its unit eigenvector and ‖A·v − λ·v‖, within which an eigenvalue of A lies.</summary>
public sealed record Eigenpair(double Value, double[] Vector, double Residual);

/// <summary>The two ends of a spectrum.</summary>
/// <param name="Smallest">The algebraically smallest eigenvalue.</param>
/// <param name="Largest">The algebraically largest eigenvalue.</param>
/// <param name="Iterations">Dimension of the Krylov space.</param>
/// <param name="Reason">Why it stopped.</param>
public sealed record ExtremeEigenvalues(Eigenpair Smallest, Eigenpair Largest, int Iterations, Termination Reason);

/// <summary>When the Lanczos process stops, and where it starts.</summary>
public sealed record LanczosOptions
{
    /// <summary>Stop when both residual bounds are at most tolerance·max |λ|.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>Largest dimension of the Krylov space, whose basis is kept in memory.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>Seed of the starting vector; equal seeds give equal results.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Extreme eigenvalues of a symmetric matrix given by its products, by the Lanczos process with full reorthogonalisation
/// (B. N. Parlett, The Symmetric Eigenvalue Problem, SIAM 1998, ch. 13).
/// </summary>
public static class Lanczos
{
    /// <summary>The smallest and the largest eigenvalue of the n×n matrix A, with their eigenvectors.</summary>
    /// <param name="a">The product with A.</param>
    /// <param name="n">The size of A, at least 1.</param>
    /// <param name="options">Tolerance, limit and seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is less than 1.</exception>
    public static ExtremeEigenvalues Extremes(LinearOperator a, int n, LanczosOptions? options = null)
    {
        if (n < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(n), n, "The matrix must have a row.");
        }

        options ??= new LanczosOptions();
        var basis = new List<double[]> { StartVector(n, options.Seed) };
        var tridiagonal = new Tridiagonal();
        var reason = Termination.IterationLimit;
        for (var step = 1; step <= Math.Min(n, Math.Max(1, options.MaxIterations)); step++)
        {
            var beta = Extend(a, basis, tridiagonal);
            if (double.IsNaN(beta))
            {
                reason = Termination.NotFinite;
                break;
            }

            // β = 0: the space is invariant, its eigenvalues are eigenvalues of A
            if (step == n || beta == 0 || tridiagonal.ResidualBound(beta) <= options.Tolerance * tridiagonal.Bound)
            {
                reason = Termination.ResidualTolerance;
                break;
            }
        }

        return new ExtremeEigenvalues(
            Ritz(a, basis, tridiagonal, tridiagonal.Smallest()), Ritz(a, basis, tridiagonal, tridiagonal.Largest()), tridiagonal.Count, reason);
    }

    // Adds a row to T and the next vector to the basis: β₊·v₊ = A·v − Σ (vₖᵀA·v)·vₖ; gives β₊.
    private static double Extend(LinearOperator a, List<double[]> basis, Tridiagonal tridiagonal)
    {
        var v = basis[tridiagonal.Count];
        var next = new double[v.Length];
        a(v, next);
        var alpha = Vectors.Dot(v, next);
        var scale = Vectors.Norm(next);
        for (var pass = 0; pass < 2; pass++) // twice is enough (Parlett, §6.9)
        {
            foreach (var previous in basis)
            {
                Vectors.AddScaled(next, -Vectors.Dot(previous, next), previous);
            }
        }

        var beta = Vectors.Norm(next);
        beta = beta <= 1e-15 * scale ? 0 : beta; // nothing but rounding is left
        Vectors.Divide(next, beta > 0 ? beta : 1);
        basis.Add(next);
        tridiagonal.Add(alpha, beta);
        return beta;
    }

    // y = Σ sₖ·vₖ for the eigenvector s of T, with its true residual
    private static Eigenpair Ritz(LinearOperator a, List<double[]> basis, Tridiagonal tridiagonal, double value)
    {
        var weights = tridiagonal.Eigenvector(value);
        var vector = new double[basis[0].Length];
        for (var k = 0; k < weights.Length; k++)
        {
            Vectors.AddScaled(vector, weights[k], basis[k]);
        }

        Vectors.Divide(vector, Vectors.Norm(vector));
        var residual = new double[vector.Length];
        a(vector, residual);
        Vectors.AddScaled(residual, -value, vector);
        return new Eigenpair(value, vector, Vectors.Norm(residual));
    }

    // Uniform in (−1, 1) by Marsaglia's xorshift, then normalised: every eigenvector has a share in it.
    private static double[] StartVector(int n, ulong seed)
    {
        var state = (seed * 2) + 0x9E37_79B9_7F4A_7C15;
        var vector = new double[n];
        for (var i = 0; i < n; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            vector[i] = ((state >> 11) * Math.Pow(2, -52)) - 1;
        }

        Vectors.Divide(vector, Vectors.Norm(vector));
        return vector;
    }
}
