namespace SymDiff.Runtime;

/// <summary>The linear least squares problems of Levenberg-Marquardt: J once per point, its triangle once per damping.</summary>
internal sealed class DampedStep(int rows, int columns)
{
    private readonly double[] _scale = new double[columns]; // diagonal of D; a column that was always zero counts as 1
    private readonly double[] _triangle = new double[rows * columns]; // R of J·D⁻¹ = QR
    private readonly double[] _work = new double[rows]; // Qᵀr
    private readonly double[] _stacked = new double[2 * columns * columns]; // [R; √μ·I], then its own triangle
    private readonly double[] _right = new double[2 * columns];

    /// <summary>J on the way in, J·D⁻¹ after <see cref="Factor"/>.</summary>
    public double[] Jacobian { get; } = new double[rows * columns];

    /// <summary>The last step h.</summary>
    public double[] Step { get; } = new double[columns];

    /// <summary>The last acceleration a.</summary>
    public double[] Acceleration { get; } = new double[columns];

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
        Jacobian.CopyTo(_triangle, 0);
        Householder.Triangularize(_triangle, _work, rows, columns);
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
                _triangle.AsSpan((i * columns) + i, columns - i).CopyTo(_stacked.AsSpan((i * columns) + i));
                _right[i] = -_work[i];
            }

            _stacked[((columns + i) * columns) + i] = Math.Sqrt(damping);
        }

        Householder.Triangularize(_stacked, _right, 2 * columns, columns);
        Kernels.TriangularSolve(_stacked.AsSpan(0, columns * columns), _right.AsSpan(0, columns), Step, columns, 1, lower: false);
        var predicted = PredictedDecrease(damping);
        Unscale(Step);
        return predicted;
    }

    /// <summary>Solves min ‖J·a + s‖² + μ‖D·a‖² for the same μ and gives ‖D·a‖/‖D·h‖, where s is r's second derivative along h.</summary>
    public double Accelerate(double[] second)
    {
        // With T the triangle of [R; √μ·I]: TᵀT·(D·a) = −(J·D⁻¹)ᵀs; such equations suffice for a correction.
        Array.Clear(Acceleration, 0, columns);
        for (var i = 0; i < rows; i++)
        {
            Vectors.AddScaled(Acceleration, -second[i], Jacobian.AsSpan(i * columns, columns));
        }

        var triangle = _stacked.AsSpan(0, columns * columns);
        Kernels.TriangularSolve(triangle, Acceleration, Acceleration, columns, 1, lower: false, transposed: true);
        Kernels.TriangularSolve(triangle, Acceleration, Acceleration, columns, 1, lower: false);
        Unscale(Acceleration);
        return ScaledNorm(Acceleration) / ScaledNorm(Step);
    }

    /// <summary>J·h for the last step.</summary>
    public double Slope(int row)
    {
        var sum = 0.0;
        for (var j = 0; j < columns; j++)
        {
            sum += Jacobian[(row * columns) + j] * Scale(j) * Step[j];
        }

        return sum;
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

    private void Unscale(double[] step)
    {
        for (var j = 0; j < columns; j++)
        {
            step[j] /= Scale(j);
        }
    }

    private double Scale(int j) => _scale[j] > 0 ? _scale[j] : 1;

    // J·D⁻¹, where D[j] is the norm of column j but forgets a larger one by halves only: with all of the memory a curved valley
    // takes thousands of steps (MGH10), without any a fit runs away to where the model is flat (BoxBOD).
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

            _scale[j] = Math.Max(norm, 0.5 * _scale[j]);
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
            var image = Vectors.Dot(_triangle.AsSpan((i * columns) + i, columns - i), Step.AsSpan(i));
            sum += image * image;
        }

        return sum;
    }
}
