using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>The logarithm of a sum of exponentials, put together from a maximum and a sum.</summary>
public static class LogSumOfExponentials
{
    /// <summary>How the logarithm is called.</summary>
    public delegate double Value(ReadOnlySpan<double> x);

    /// <summary>How its gradient is called.</summary>
    public delegate void Derivative(ReadOnlySpan<double> x, Span<double> dX);

    /// <summary><c>value(x[n])</c>: m + log Σ exp(xᵢ - m). For every m that is the same, so the largest entry, which avoids overflow, is no variable of it.</summary>
    public static Function Objective()
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var shift = StopGradient(Max(x));
        return graph.Function("log_sum_exp", [x], [("value", shift + Log(Loop.SumOver(x, v => Exp(v - shift))))]);
    }
}
