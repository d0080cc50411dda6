namespace SymDiff.Runtime;

/// <summary>Operations on vectors that the kernels and solvers share; sums run in the order of the index.</summary>
internal static class Vectors
{
    /// <summary>Σ x[i]·y[i].</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>Euclidean norm, scaled only where the squares would leave the range.</summary>
    public static double Norm(ReadOnlySpan<double> x)
    {
        var square = Dot(x, x);
        return square is > 1e-280 and < 1e300 ? Math.Sqrt(square) : ScaledNorm(x);
    }

    /// <summary>y += s·x.</summary>
    public static void AddScaled(Span<double> y, double s, ReadOnlySpan<double> x)
    {
        x = x[..y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] += s * x[i];
        }
    }

    /// <inheritdoc cref="AddScaled(Span{double}, double, ReadOnlySpan{double})"/>
    public static void AddScaled(Span<float> y, float s, ReadOnlySpan<float> x)
    {
        x = x[..y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] += s * x[i];
        }
    }

    /// <summary>x *= s.</summary>
    public static void Scale(Span<double> x, double s)
    {
        for (var i = 0; i < x.Length; i++)
        {
            x[i] *= s;
        }
    }

    /// <summary>x /= divisor.</summary>
    public static void Divide(Span<double> x, double divisor)
    {
        for (var i = 0; i < x.Length; i++)
        {
            x[i] /= divisor;
        }
    }

    /// <summary>y = −x.</summary>
    public static void Negate(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = -x[i];
        }
    }

    /// <summary>Whether no element is infinite or NaN.</summary>
    public static bool AllFinite(ReadOnlySpan<double> x)
    {
        foreach (var element in x)
        {
            if (!(Math.Abs(element) <= double.MaxValue))
            {
                return false;
            }
        }

        return true;
    }

    private static double ScaledNorm(ReadOnlySpan<double> x)
    {
        var norm = 0.0;
        foreach (var element in x)
        {
            norm = ScalarMath.Hypot(norm, element);
        }

        return norm;
    }
}
