using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>The fit of a polynomial to the sign function at n equidistant points from -1 to 1: half the sum of the squared differences.</summary>
public static class LeastSquares
{
    /// <summary>How half the sum is called.</summary>
    public delegate double Value(ReadOnlySpan<double> x, int n);

    /// <summary>How its gradient is called.</summary>
    public delegate void Derivative(ReadOnlySpan<double> x, int n, Span<double> dX);

    /// <summary><c>value(x[m], n)</c>: ½·Σᵢ (sign tᵢ - Σⱼ xⱼ·tᵢʲ)². The number of points is a size that the caller gives; n ≥ 2.</summary>
    public static Function Objective()
    {
        var graph = new Graph();
        var n = graph.Dim("n");
        var x = graph.Variable("x", [graph.Dim("m")]);
        var step = 2 / graph.Size(n - 1);

        var squares = graph.SumOver(n, i =>
        {
            var t = step * Cast(i, DType.Float64) - 1;
            var polynomial = Loop.Fold(graph.Constant(0), x, (sum, coefficient) => sum * t + coefficient, reverse: true);
            return Square(Sign(t) - polynomial);
        });
        return graph.Function("least_squares", [x], [("value", 0.5 * squares)]);
    }
}
