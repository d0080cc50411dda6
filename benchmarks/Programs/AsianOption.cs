using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>An option on the average of a price over time, by Monte Carlo simulation.</summary>
public static class AsianOption
{
    /// <summary>
    /// The price e^(-rT)·mean over paths of max(average - K, 0), where the price moves by S·exp((r - σ²/2)·Δt + σ·√Δt·z) in each step and the average
    /// is over the ends of the steps. Inputs: <c>S</c>, <c>sigma</c>, <c>r</c>, <c>K</c>, <c>T</c>, and standard normals <c>z</c> [paths, steps].
    /// </summary>
    public static Function Price()
    {
        var graph = new Graph();
        Dim paths = graph.Dim("paths"), steps = graph.Dim("steps");
        Node s = graph.Variable("S"), sigma = graph.Variable("sigma"), r = graph.Variable("r"), k = graph.Variable("K"), t = graph.Variable("T");
        var z = graph.Variable("z", [paths, steps]);
        var count = graph.Size(steps);
        var dt = t / count;
        var (drift, spread) = ((r - sigma * sigma / 2) * dt, sigma * Sqrt(dt));
        var payoff = Loop.SumOver(z, path =>
        {
            var (_, sum) = Loop.Fold((Price: s, Sum: graph.Constant(0)), path, (state, normal) =>
            {
                var price = state.Price * Exp(drift + spread * normal);
                return (price, state.Sum + price);
            });
            return Relu(sum / count - k);
        });
        return graph.Function("asian_option", [s, sigma, r, k, t, z], [Exp(-r * t) * payoff / graph.Size(paths)]);
    }
}
