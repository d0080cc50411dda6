namespace SymDiff.Runtime;

/// <summary>Polynomials given by their coefficients, the constant first.</summary>
internal static class Polynomial
{
    /// <summary>Σ cₖxᵏ as p₀(x⁴) + x·p₁(x⁴) + x²·(p₂(x⁴) + x·p₃(x⁴)): four of Horner's chains, which a processor runs at once.</summary>
    public static double Evaluate(double x, ReadOnlySpan<double> coefficients)
    {
        var square = x * x;
        var fourth = square * square;
        var whole = coefficients.Length & ~3;
        var rest = coefficients[whole..];
        var p0 = rest.Length > 0 ? rest[0] : 0;
        var p1 = rest.Length > 1 ? rest[1] : 0;
        var p2 = rest.Length > 2 ? rest[2] : 0;
        var p3 = 0.0;
        for (var c = coefficients[..whole]; c.Length >= 4; c = c[..^4])
        {
            p0 = (p0 * fourth) + c[^4];
            p1 = (p1 * fourth) + c[^3];
            p2 = (p2 * fourth) + c[^2];
            p3 = (p3 * fourth) + c[^1];
        }

        return p0 + (x * p1) + (square * (p2 + (x * p3)));
    }
}
