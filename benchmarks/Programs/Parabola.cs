namespace SymDiff.Programs;

/// <summary>The square of a number.</summary>
public static class Parabola
{
    /// <summary><c>value(x) = x²</c>.</summary>
    public static Function Square()
    {
        var graph = new Graph();
        var x = graph.Variable("x");
        return graph.Function("square", [x], [("value", x * x)]);
    }
}
