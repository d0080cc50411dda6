namespace SymDiff.Runtime;

/// <summary>Polynomials given by their coefficients, the constant first.</summary>
internal static class Polynomial
{
    /// <summary>c₀ + x(c₁ + x(c₂ + …)), Horner's rule.</summary>
    public static double Evaluate(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var k = coefficients.Length - 1; k >= 0; k--)
        {
            sum = (sum * x) + coefficients[k];
        }

        return sum;
    }
}
