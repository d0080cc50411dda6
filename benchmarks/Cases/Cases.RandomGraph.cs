using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private const int GraphInputs = 100;

    // What a node of the graph is: x + y, x - y, x·y, sin x, or an average that keeps numbers small; x and y are earlier nodes.
    private readonly record struct Operation(int Kind, int X, int Y);

    /// <summary>A graph of operations on numbers drawn by chance; by hand it is a tape, since nobody writes this out.</summary>
    private static unsafe Case RandomGraph(int count)
    {
        var random = new Random(41);
        int Earlier(int at) => Math.Max(0, at - 1 - random.Next(300));
        Operation[] tape = [.. Enumerable.Range(GraphInputs, count).Select(at => new Operation(random.Next(10) switch { < 3 => 0, < 5 => 1, < 8 => 2, 8 => 3, _ => 4 }, Earlier(at), Earlier(at)))];
        var graph = new Graph();
        var x = graph.Variable("x", [GraphInputs]);
        List<Node> nodes = [.. Enumerable.Range(0, GraphInputs).Select(i => x[i])];
        foreach (var (kind, first, second) in tape)
        {
            var (u, v) = (nodes[first], nodes[second]);
            nodes.Add(kind switch { 0 => 0.6 * u + v, 1 => u - 0.7 * v, 2 => u * v, 3 => Sin(u), _ => 0.4 * (u + v) });
        }

        var f = graph.Function("random", [x], [Sin(nodes[^1]) + Sin(nodes[^2]) + Sin(nodes[^3])]);
        var at = Numbers(GraphInputs, 42);
        double[] values = new double[GraphInputs + count], bars = new double[GraphInputs + count];
        return new($"Random graph, {count:N0} operations", GraphInputs, [
            ByHand("C# tape", g => TapeByHand(tape, at, values, bars, g)),
            .. NativeCode.Contender("tape", (function, g) =>
            {
                fixed (double* px = at, pv = values, pb = bars, pg = g)
                fixed (Operation* pt = tape)
                    return ((delegate* unmanaged<int, int, Operation*, double*, double*, double*, double*, double>)function)(GraphInputs, count, pt, px, pv, pb, pg);
            }),
            .. Compiled<GradientOfVector, OfVector>(f, ["x"], run => g => run(at, g), run => () => run(at)),
        ]);
    }

    private static double TapeByHand(Operation[] tape, double[] x, double[] values, double[] bars, double[]? gradient)
    {
        x.CopyTo(values, 0);
        for (var i = 0; i < tape.Length; i++)
        {
            var (kind, first, second) = tape[i];
            var (u, v) = (values[first], values[second]);
            values[x.Length + i] = kind switch { 0 => 0.6 * u + v, 1 => u - 0.7 * v, 2 => u * v, 3 => Math.Sin(u), _ => 0.4 * (u + v) };
        }

        var result = Math.Sin(values[^1]) + Math.Sin(values[^2]) + Math.Sin(values[^3]);
        if (gradient is null) return result;
        Array.Clear(bars);
        for (var last = 1; last <= 3; last++) bars[^last] = Math.Cos(values[^last]);
        for (var i = tape.Length - 1; i >= 0; i--)
        {
            var (kind, first, second) = tape[i];
            var bar = bars[x.Length + i];
            var (du, dv) = kind switch { 0 => (0.6, 1), 1 => (1, -0.7), 2 => (values[second], values[first]), 3 => (Math.Cos(values[first]), 0), _ => (0.4, 0.4) };
            bars[first] += du * bar;
            bars[second] += dv * bar;
        }

        bars.AsSpan(0, x.Length).CopyTo(gradient);
        return result;
    }
}
