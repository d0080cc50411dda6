namespace SymDiff.Programs.Tests;

public sealed class ParticleTests
{
    public static TheoryData<Mode, Mode> Modes => new() { { Mode.Forward, Mode.Forward }, { Mode.Forward, Mode.Reverse }, { Mode.Reverse, Mode.Forward }, { Mode.Reverse, Mode.Reverse } };

    // Where the number of steps changes, the landing has a kink: the places are apart from those.
    [Theory]
    [InlineData(Mode.Forward)]
    [InlineData(Mode.Reverse)]
    public void TheLandingAndItsDerivatives(Mode force)
    {
        foreach (var w in new[] { -0.1, 0.0, 0.1 })
        {
            Ways.Agree(Particle.Landing(force), [w], [[Landing(w)]]);
            var slope = Differences.Gradient(x => Landing(x[0]), [w], 1e-4);
            Ways.Agree(Particle.Landing(force).Gradient(), [w], [slope], 1e-9);
            Ways.Agree(Particle.Landing(force).JacobianVectorProduct(), [w, 1.0], [slope], 1e-9);
            var curvature = Differences.Gradient(x => Differences.Gradient(y => Landing(y[0]), x, 1e-4)[0], [w], 1e-4);
            foreach (var mode in new[] { HessianMode.ForwardOverReverse, HessianMode.ReverseOverReverse })
                Ways.Agree(Particle.Landing(force).HessianVectorProduct(mode), [w, 1.0], [curvature], 1e-5);
        }
    }

    // The least landing, by bisection of the finite difference's sign. The search ends where a step is shorter than 1e-5.
    [Theory, MemberData(nameof(Modes))]
    public void TheControlIsWhereTheLandingIsLeast(Mode search, Mode force)
    {
        var (low, high) = (0.0, 0.4);
        while (high - low > 1e-9)
        {
            var middle = (low + high) / 2;
            if (Differences.Gradient(x => Landing(x[0]), [middle])[0] > 0) high = middle;
            else low = middle;
        }

        Ways.Agree(Particle.Control(search, force), [0.0], [[low]], 1e-4);
    }

    // the force by Coulomb's law
    private static double Landing(double w)
    {
        double x = 0, y = 8, u = 0.75, v = 0;
        while (y + 0.1 * v > 0)
        {
            var (a, b) = (Attraction(10, 10 - w), Attraction(10, 0));
            (x, y, u, v) = (x + 0.1 * u, y + 0.1 * v, u + 0.1 * (a.X + b.X), v + 0.1 * (a.Y + b.Y));
        }

        return Math.Pow(x - y / v * u, 2);

        (double X, double Y) Attraction(double atX, double atY)
        {
            double dx = x - atX, dy = y - atY, cube = Math.Pow(dx * dx + dy * dy, 1.5);
            return (dx / cube, dy / cube);
        }
    }
}
