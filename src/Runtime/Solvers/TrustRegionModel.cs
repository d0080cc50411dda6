namespace SymDiff.Runtime;

/// <summary>The quadratic model gᵀs + ½ sᵀH·s in a ball, minimised approximately by Steihaug's conjugate gradients.</summary>
internal sealed class TrustRegionModel(HessianVectorProduct hessian, int n, int limit)
{
    private readonly double[] _residual = new double[n];
    private readonly double[] _direction = new double[n];
    private readonly double[] _product = new double[n];

    /// <summary>The last step s.</summary>
    public double[] Step { get; } = new double[n];

    public int Products { get; private set; }

    /// <summary>Finds a step of at most the radius and gives the decrease that the model predicts for it.</summary>
    public double Minimize(double[] x, double[] gradient, double radius)
    {
        Step.AsSpan().Clear();
        gradient.CopyTo(_residual, 0); // residual = g + H·s
        Vectors.Negate(gradient, _direction);
        var square = Vectors.Dot(_residual, _residual);
        var norm = Math.Sqrt(square);
        var goal = norm * Math.Min(0.5, Math.Sqrt(norm)); // superlinear convergence
        var decrease = 0.0;
        for (var inner = 0; inner < limit; inner++)
        {
            hessian(x, _direction, _product);
            Products++;
            var curvature = Vectors.Dot(_direction, _product);
            var length = square / curvature;
            if (!(curvature > 0) || !(NormAfter(length) < radius))
            {
                return decrease + MoveToEdge(radius, square, double.IsNaN(curvature) ? 0 : curvature);
            }

            Vectors.AddScaled(Step, length, _direction);
            Vectors.AddScaled(_residual, length, _product);
            decrease += 0.5 * length * square;
            var next = Vectors.Dot(_residual, _residual);
            if (Math.Sqrt(next) <= goal)
            {
                break;
            }

            Vectors.Scale(_direction, next / square);
            Vectors.AddScaled(_direction, -1, _residual);
            square = next;
        }

        return decrease;
    }

    private double NormAfter(double length)
    {
        var square = 0.0;
        for (var i = 0; i < Step.Length; i++)
        {
            var s = Step[i] + (length * _direction[i]);
            square += s * s;
        }

        return Math.Sqrt(square);
    }

    // τ ≥ 0 with ‖s + τ·d‖ = radius; the model falls by τ·rᵀr − ½τ²·dᵀH·d, since rᵀd = −rᵀr
    private double MoveToEdge(double radius, double square, double curvature)
    {
        var a = Vectors.Dot(_direction, _direction);
        var b = Vectors.Dot(Step, _direction);
        var c = Vectors.Dot(Step, Step) - (radius * radius);
        var root = Math.Sqrt(Math.Max(0, (b * b) - (a * c)));
        var length = b > 0 ? -c / (b + root) : (root - b) / a;
        Vectors.AddScaled(Step, length, _direction);
        return (length * square) - (0.5 * length * length * curvature);
    }
}
