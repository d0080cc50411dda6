using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>min over (x₁, y₁) of max over (x₂, y₂) of x₁² + y₁² - x₂² - y₂², both by gradient descent; the outer one differentiates through the inner one.</summary>
public static class Saddle
{
    /// <summary>x₁, y₁, x₂ and y₂ at the saddle, each search begun at <c>start</c> of 2 entries.</summary>
    public static Function Point(Mode outer, Mode inner)
    {
        var graph = new Graph();
        var start = graph.Variable("start", [2]);
        Node[] first = [start[0], start[1]];
        var low = Descent.Minimum(outer, first, x => Value(x, Highest(x)));
        return graph.Function("saddle", [start], [Stack([.. low, .. Highest(low)])]);

        Node[] Highest(Node[] x) => Descent.Minimum(inner, first, y => -Value(x, y));
    }

    private static Node Value(Node[] x, Node[] y) => Square(x[0]) + Square(x[1]) - (Square(y[0]) + Square(y[1]));
}
