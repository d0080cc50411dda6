namespace SymDiff.Runtime;

/// <summary>One minimisation by <see cref="LevenbergMarquardt"/>: the current point, its residuals and the damping.</summary>
internal sealed class LevenbergMarquardtRun(
    ResidualFunction residuals, JacobianFunction jacobian, double[] start, int residualCount, LevenbergMarquardtOptions options)
{
    private readonly DampedStep _step = new(residualCount, start.Length);
    private readonly double[] _second = new double[residualCount];
    private double[] _x = start;
    private double[] _r = new double[residualCount];
    private double[] _trial = new double[start.Length];
    private double[] _trialResiduals = new double[residualCount];
    private double _damping = options.InitialDamping;
    private double _growth = 2;
    private int _jacobians;

    public LeastSquaresSolution Minimize()
    {
        residuals(_x, _r);
        var reason = Vectors.AllFinite(_r) ? NewPoint() : Termination.NotFinite;
        var iterations = 0;
        for (; reason is null; iterations++)
        {
            if (iterations >= options.MaxIterations)
            {
                reason = Termination.IterationLimit;
                break;
            }

            reason = TryStep();
        }

        return new LeastSquaresSolution(_x, 0.5 * Vectors.Dot(_r, _r), iterations, _jacobians, reason.Value);
    }

    private Termination? NewPoint()
    {
        jacobian(_x, _step.Jacobian);
        _jacobians++;
        return !_step.Factor(_r) ? Termination.NotFinite
            : _step.LargestCosine <= options.GradientTolerance ? Termination.GradientTolerance
            : null;
    }

    private Termination? TryStep()
    {
        // Decreases are relative to ‖r‖².
        var square = Vectors.Dot(_r, _r);
        var predicted = _step.Solve(_damping) / square;
        if (!(_step.ScaledNorm(_step.Step) > options.StepTolerance * _step.ScaledNorm(_x)))
        {
            return Termination.StepTolerance;
        }

        var actual = Bend() ? ActualDecrease() / square : double.NegativeInfinity;
        var stop = Math.Abs(actual) <= options.CostTolerance && predicted <= options.CostTolerance;
        if (!(actual > 0))
        {
            _damping *= _growth;
            _growth *= 2;
            return stop ? Termination.CostTolerance : null;
        }

        (_x, _trial) = (_trial, _x);
        (_r, _trialResiduals) = (_trialResiduals, _r);
        _damping *= Math.Max(1 / 3.0, 1 - Cube((2 * actual / predicted) - 1));
        _growth = 2;
        return stop ? Termination.CostTolerance : NewPoint();
    }

    // trial = x + h + ½a, where a answers the second derivative of r along h, s = 2/t·((r(x + t·h) − r(x))/t − J·h);
    // a step that bends more than it advances is refused.
    private bool Bend()
    {
        const double t = 0.1;
        const double largestBend = 0.75;
        SetTrial(t, 0);
        residuals(_trial, _second);
        for (var i = 0; i < _second.Length; i++)
        {
            _second[i] = 2 / t * (((_second[i] - _r[i]) / t) - _step.Slope(i));
        }

        var bend = Vectors.AllFinite(_second) ? 2 * _step.Accelerate(_second) : double.NaN;
        SetTrial(1, 0.5);
        return bend <= largestBend;
    }

    private void SetTrial(double velocity, double acceleration)
    {
        _x.CopyTo(_trial, 0);
        Vectors.AddScaled(_trial, velocity, _step.Step);
        Vectors.AddScaled(_trial, acceleration, _step.Acceleration);
    }

    // ‖r‖² − ‖r₊‖² = Σ (rᵢ − r₊ᵢ)(rᵢ + r₊ᵢ), which does not cancel as the difference of the sums would
    private double ActualDecrease()
    {
        residuals(_trial, _trialResiduals);
        var sum = 0.0;
        for (var i = 0; i < _r.Length; i++)
        {
            sum += (_r[i] - _trialResiduals[i]) * (_r[i] + _trialResiduals[i]);
        }

        return Vectors.AllFinite(_trialResiduals) ? sum : double.NegativeInfinity;
    }

    private static double Cube(double x) => x * x * x;
}
