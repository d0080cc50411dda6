namespace SymDiff.Runtime;

/// <summary>What an iterative linear solver found.</summary>
/// <param name="Solution">The approximate solution x.</param>
/// <param name="Iterations">Products with the matrix.</param>
/// <param name="ResidualNorm">‖b − A·x‖ as the method updates it.</param>
/// <param name="Reason">Why it stopped.</param>
public sealed record LinearSolution(double[] Solution, int Iterations, double ResidualNorm, Termination Reason)
{
    /// <summary>Whether the residual reached the tolerance.</summary>
    public bool Converged => Reason == Termination.ResidualTolerance;
}

/// <summary>When an iterative linear solver stops.</summary>
public sealed record LinearSolverOptions
{
    /// <summary>Stop at ‖b − A·x‖ ≤ tolerance·‖b‖.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>Products with the matrix at most; null means ten times the number of unknowns.</summary>
    public int? MaxIterations { get; init; }
}
