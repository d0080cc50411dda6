using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Which mode a derivative inside of a program is taken by.</summary>
public enum Mode
{
    /// <summary>One sweep from the inputs for each of them.</summary>
    Forward,

    /// <summary>One sweep back from the output.</summary>
    Reverse,
}

/// <summary>Minimisation by gradient descent with a step length that adapts itself, as a program that can be differentiated.</summary>
public static class Descent
{
    private const double Tolerance = 1e-5;
    private const int Bound = 10_000;

    /// <summary>The value of a function of scalars, and its derivatives.</summary>
    public static (Node Value, Node[] Gradient) Differentiate(Mode mode, Func<Node[], Node> f, Node[] x)
    {
        if (mode == Mode.Reverse && Gradient.At(at => f([.. at]), x) is var reverse) return (reverse.Value, [.. reverse.Partials]);
        var sweeps = x.Select((_, i) => ForwardMode.At(at => f([.. at]), x, [.. x.Select((v, j) => v.Literal(i == j ? 1 : 0))])).ToList();
        return (sweeps[0].Value, [.. sweeps.Select(s => s.Tangent)]);
    }

    /// <summary>
    /// Where f is smallest, from a start: steps η against the gradient; η doubles after 10 steps that improved f and is halved after one that
    /// did not. It ends where the gradient or a step is shorter than 1e-5.
    /// </summary>
    public static Node[] Minimum(Mode mode, Node[] start, Func<Node[], Node> f)
    {
        var graph = start[0].Graph;
        var (value, gradient) = Differentiate(mode, f, start);
        State first = new(start, value, gradient, graph.Constant(1e-5), graph.Constant(0, DType.Int32), graph.Constant(0, DType.Bool));
        return Loop.While(first, s => !(s.Ended | Length(s.Gradient) <= Tolerance), Step, Bound).Final.X;

        State Step(State s)
        {
            var isLong = Equal(s.Improved, 10);
            var (eta, improved) = (Select(isLong, 2 * s.Eta, s.Eta), Select(isLong, 0, s.Improved));
            Node[] x = [.. s.X.Zip(s.Gradient, (v, g) => v - eta * g)];
            var ended = Length([.. s.X.Zip(x, (a, b) => a - b)]) <= Tolerance;
            var (next, slope) = Differentiate(mode, f, x);
            var better = next < s.Value & !ended;
            return new(
                Choose(better, x, s.X),
                Select(better, next, s.Value),
                Choose(better, slope, s.Gradient),
                Select(better, eta, eta / 2),
                Select(better, improved + 1, 0),
                ended);
        }
    }

    private static Node[] Choose(Node condition, Node[] a, Node[] b) => [.. a.Zip(b, (u, v) => Select(condition, u, v))];

    private static Node Length(Node[] x) => Sqrt(x.Select(v => v * v).Aggregate((a, b) => a + b));

    private sealed record State(Node[] X, Node Value, Node[] Gradient, Node Eta, Node Improved, Node Ended);
}
