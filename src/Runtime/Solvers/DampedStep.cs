namespace SymDiff.Runtime;

/// <summary>The linear least squares problems of Levenberg-Marquardt: J once per point, its triangle once per damping.</summary>
internal sealed class DampedStep(int rows, int columns)
{
    private readonly double[] _scale = new double[columns]; // diagonal of D; a column that was always zero counts as 1
    private readonly double[] _work = new double[rows]; // Qᵀr
    private readonly double[] _stacked = new double[2 * columns * columns];
    private readonly double[] _right = new double[2 * columns];

    /// <summary>J on the way in; R of J·D⁻¹ = QR in its upper triangle after <see cref="Factor"/>.</summary>
    public double[] Jacobian { get; } = new double[rows * columns];

    /// <summary>The last step h.</summary>
    public double[] Step { get; } = new double[columns];

    /// <summary>Largest |cosine| between the residuals and a column of J, which is 0 at a stationary point.</summary>
    public double LargestCosine { get; private set; }

    /// <summary>Takes up a new Jacobian and its residuals; false when it is not finite.</summary>
    public bool Factor(double[] residuals)
    {
        if (!Vectors.AllFinite(Jacobian))
        {
            return false;
        }

        residuals.CopyTo(_work, 0);
        ScaleColumns(Vectors.Norm(residuals));
        Householder.Triangularize(Jacobian, _work, rows, columns);
        return true;
    }

    /// <summary>Solves min ‖J·h + r‖² + μ‖D·h‖² and gives ‖r‖² − ‖J·h + r‖², the decrease that the linear model predicts.</summary>
    public double Solve(double damping)
    {
        // With z = D·h: [R; √μ·I]·z = [−Qᵀr; 0]
        Array.Clear(_stacked, 0, _stacked.Length);
        Array.Clear(_right, 0, _right.Length);
        for (var i = 0; i < columns; i++)
        {
            if (i < rows)
            {
                Jacobian.AsSpan((i * columns) + i, columns - i).CopyTo(_stacked.AsSpan((i * columns) + i));
                _right[i] = -_work[i];
            }

            _stacked[((columns + i) * columns) + i] = Math.Sqrt(damping);
        }

        Householder.Triangularize(_stacked, _right, 2 * columns, columns);
        Kernels.TriangularSolve(_stacked.AsSpan(0, columns * columns), _right.AsSpan(0, columns), Step, columns, 1, lower: false);
        var predicted = PredictedDecrease(damping);
        for (var j = 0; j < columns; j++)
        {
            Step[j] /= Scale(j);
        }

        return predicted;
    }

    /// <summary>‖D·x‖.</summary>
    public double ScaledNorm(double[] x)
    {
        var norm = 0.0;
        for (var j = 0; j < columns; j++)
        {
            norm = ScalarMath.Hypot(norm, Scale(j) * x[j]);
        }

        return norm;
    }

    private double Scale(int j) => _scale[j] > 0 ? _scale[j] : 1;

    // J·D⁻¹ with D[j] the largest norm of column j so far
    private void ScaleColumns(double residualNorm)
    {
        LargestCosine = 0;
        for (var j = 0; j < columns; j++)
        {
            var norm = 0.0;
            var product = 0.0;
            for (var i = 0; i < rows; i++)
            {
                norm = ScalarMath.Hypot(norm, Jacobian[(i * columns) + j]);
                product += Jacobian[(i * columns) + j] * _work[i];
            }

            _scale[j] = Math.Max(_scale[j], norm);
            LargestCosine = norm > 0 && residualNorm > 0 ? Math.Max(LargestCosine, Math.Abs(product / norm / residualNorm)) : LargestCosine;
            for (var i = 0; i < rows; i++)
            {
                Jacobian[(i * columns) + j] /= Scale(j);
            }
        }
    }

    // ‖r‖² − ‖J·h + r‖² = ‖R·z‖² + 2μ‖z‖², since z solves (RᵀR + μ)·z = −RᵀQᵀr
    private double PredictedDecrease(double damping)
    {
        var sum = 2 * damping * Vectors.Dot(Step, Step);
        for (var i = 0; i < Math.Min(rows, columns); i++)
        {
            var image = Vectors.Dot(Jacobian.AsSpan((i * columns) + i, columns - i), Step.AsSpan(i));
            sum += image * image;
        }

        return sum;
    }
}
