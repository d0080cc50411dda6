namespace SymDiff.Runtime;

/// <summary>The two sides of ⟨ȳ, J·ẋ⟩ = ⟨Jᵀ·ȳ, ẋ⟩.</summary>
/// <param name="Forward">⟨ȳ, J·ẋ⟩.</param>
/// <param name="Reverse">⟨Jᵀ·ȳ, ẋ⟩.</param>
/// <param name="Scale">Σ|ȳᵢ·(J·ẋ)ᵢ| + Σ|(Jᵀ·ȳ)ⱼ·ẋⱼ|, what rounding errors are relative to.</param>
public sealed record DotProductTestResult(double Forward, double Reverse, double Scale)
{
    /// <summary>|forward − reverse|/scale; 0 when both are 0, ∞ when one is not finite.</summary>
    public double Error => Scale == 0 ? 0 : Scale <= double.MaxValue ? Math.Abs(Forward - Reverse) / Scale : double.PositiveInfinity;

    /// <summary>Whether the error is at most the tolerance.</summary>
    public bool Agrees(double tolerance = 1e-12) => Error <= tolerance;
}

/// <summary>Tests that a forward and a reverse derivative belong to the same Jacobian; it needs no finite differences.</summary>
public static class DotProductTest
{
    /// <summary>Compares the two sides for given vectors.</summary>
    /// <param name="forward">ẋ to J·ẋ.</param>
    /// <param name="reverse">ȳ to Jᵀ·ȳ.</param>
    /// <param name="xDot">The tangent of the input.</param>
    /// <param name="yBar">The adjoint of the output.</param>
    /// <exception cref="ArgumentException">A delegate's result has another length than the vector on its side.</exception>
    public static DotProductTestResult Run(
        Func<double[], double[]> forward, Func<double[], double[]> reverse, IReadOnlyList<double> xDot, IReadOnlyList<double> yBar)
    {
        var (left, leftScale) = Dot(yBar, forward([.. xDot]), nameof(forward));
        var (right, rightScale) = Dot(xDot, reverse([.. yBar]), nameof(reverse));
        return new DotProductTestResult(left, right, leftScale + rightScale);
    }

    private static (double Sum, double Scale) Dot(IReadOnlyList<double> x, double[] y, string name)
    {
        if (x.Count != y.Length)
        {
            throw new ArgumentException($"{name} gave {y.Length} elements; expected {x.Count}.", name);
        }

        var (sum, scale) = (0.0, 0.0);
        for (var i = 0; i < y.Length; i++)
        {
            sum += x[i] * y[i];
            scale += Math.Abs(x[i] * y[i]);
        }

        return (sum, scale);
    }
}
