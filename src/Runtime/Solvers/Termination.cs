namespace SymDiff.Runtime;

/// <summary>Why a solver stopped.</summary>
public enum Termination
{
    /// <summary>The residual of the equations fell below the tolerance.</summary>
    ResidualTolerance,

    /// <summary>The gradient fell below the tolerance.</summary>
    GradientTolerance,

    /// <summary>The step fell below the tolerance.</summary>
    StepTolerance,

    /// <summary>Neither the actual nor the predicted decrease of the cost exceeded the tolerance.</summary>
    CostTolerance,

    /// <summary>The number of iterations reached its limit.</summary>
    IterationLimit,

    /// <summary>A direction of negative or zero curvature turned up where the method needs a positive definite matrix.</summary>
    NegativeCurvature,

    /// <summary>The method cannot go on: the matrix is singular on the space it spans.</summary>
    Breakdown,

    /// <summary>A value, gradient or product was infinite or NaN at a point that the solver cannot avoid.</summary>
    NotFinite,
}
