using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Ordinary differential equations solved by the classical Runge-Kutta method of order 4.</summary>
public static class RungeKutta
{
    /// <summary>
    /// y after all steps, where y = 0 at first, y₀' = x₀ and yᵢ' = xᵢ·yᵢ₋₁. Inputs: <c>x</c> of n entries, and <c>h</c>, the length of each step.
    /// </summary>
    public static Function Chain()
    {
        var graph = new Graph();
        var (x, h) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("h", [graph.Dim("s")]));
        return graph.Function("chain", [x, h], [ChainOf(x, h)]);
    }

    /// <summary>The last entry of <see cref="Chain"/>.</summary>
    public static Function EndOfChain()
    {
        var graph = new Graph();
        var (x, h) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("h", [graph.Dim("s")]));
        return graph.Function("end_of_chain", [x, h], [ChainOf(x, h)[^1]]);
    }

    /// <summary>y after steps of the given lengths, for y' = f(y).</summary>
    public static Node Solve(Node y0, Node steps, Func<Node, Node> f) => Loop.Fold(y0, steps, (y, h) =>
    {
        var k1 = f(y);
        var k2 = f(y + h / 2 * k1);
        var k3 = f(y + h / 2 * k2);
        var k4 = f(y + h * k3);
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    });

    private static Node ChainOf(Node x, Node h) =>
        Solve(0 * x, h, y => Concatenate([x[..1], Loop.Map(x[1..], y[..^1], (rate, before) => rate * before)]));
}
