using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>
/// A charged particle falls past two charges at (10, 10 - w) and (10, 0), by steps of Euler's method, from (0, 8) with the velocity (3/4, 0). The force is
/// the gradient of the potential, and w is sought for which it lands nearest to the origin: a derivative inside of a loop inside of a derivative.
/// </summary>
public static class Particle
{
    private const double TimeStep = 0.1;
    private const int Bound = 1000;

    /// <summary>The square of the place where the particle reaches the ground, of <c>w</c>.</summary>
    public static Function Landing(Mode force)
    {
        var w = new Graph().Variable("w");
        return w.Graph.Function("landing", [w], [LandingOf(w, force)]);
    }

    /// <summary>The w with the smallest landing, from the start <c>w</c>.</summary>
    /// <param name="search">How the landing is differentiated.</param>
    /// <param name="force">How the potential is.</param>
    public static Function Control(Mode search, Mode force)
    {
        var w = new Graph().Variable("w");
        return w.Graph.Function("control", [w], Descent.Minimum(search, [w], x => LandingOf(x[0], force)));
    }

    private static Node LandingOf(Node w, Mode force)
    {
        Body first = new(w.Literal(0), w.Literal(8), w.Literal(0.75), w.Literal(0));
        var last = Loop.While(first, b => b.Y + TimeStep * b.SpeedY > 0, Move, Bound).Final;
        return Square(last.X - last.Y / last.SpeedY * last.SpeedX);

        Body Move(Body b)
        {
            var (_, slope) = Descent.Differentiate(force, at => 1 / Distance(at, 10, 10 - w) + 1 / Distance(at, 10, w.Literal(0)), [b.X, b.Y]);
            return new(b.X + TimeStep * b.SpeedX, b.Y + TimeStep * b.SpeedY, b.SpeedX - TimeStep * slope[0], b.SpeedY - TimeStep * slope[1]);
        }
    }

    private static Node Distance(Node[] at, double x, Node y) => Sqrt(Square(at[0] - x) + Square(at[1] - y));

    private sealed record Body(Node X, Node Y, Node SpeedX, Node SpeedY);
}
