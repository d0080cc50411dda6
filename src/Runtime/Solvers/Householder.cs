namespace SymDiff.Runtime;

/// <summary>Orthogonal triangularisation by Householder reflections (Golub and Van Loan, Matrix Computations, §5.2).</summary>
internal static class Householder
{
    /// <summary>Overwrites the rows×columns matrix A with R and the vector b with Qᵀb, where A = QR; below R stays rubbish.</summary>
    public static void Triangularize(double[] a, double[] b, int rows, int columns)
    {
        for (var k = 0; k < Math.Min(rows - 1, columns); k++)
        {
            var norm = ColumnNorm(a, rows, columns, k);
            if (norm == 0)
            {
                continue;
            }

            // v = a + sign(a[k])·‖a‖·e, kept in the column; H = I − v·vᵀ/(‖a‖·|v[k]|)
            var diagonal = a[(k * columns) + k];
            var signed = diagonal < 0 ? -norm : norm;
            a[(k * columns) + k] = diagonal + signed;
            var divisor = signed * (diagonal + signed);
            for (var j = k + 1; j < columns; j++)
            {
                Reflect(a, a.AsSpan(j), columns, rows, columns, k, divisor);
            }

            Reflect(a, b, 1, rows, columns, k, divisor);
            a[(k * columns) + k] = -signed;
        }
    }

    // y −= v·(vᵀy)/divisor for a vector y with the given distance between elements
    private static void Reflect(double[] a, Span<double> y, int stride, int rows, int columns, int k, double divisor)
    {
        var sum = 0.0;
        for (var i = k; i < rows; i++)
        {
            sum += a[(i * columns) + k] * y[i * stride];
        }

        var factor = -sum / divisor;
        for (var i = k; i < rows; i++)
        {
            y[i * stride] += factor * a[(i * columns) + k];
        }
    }

    private static double ColumnNorm(double[] a, int rows, int columns, int k)
    {
        var norm = 0.0;
        for (var i = k; i < rows; i++)
        {
            norm = ScalarMath.Hypot(norm, a[(i * columns) + k]);
        }

        return norm;
    }
}
