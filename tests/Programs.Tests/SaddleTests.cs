namespace SymDiff.Programs.Tests;

public sealed class SaddleTests
{
    // The saddle is the origin; a search ends where the gradient 2x or a step is shorter than 1e-5.
    [Theory, MemberData(nameof(ParticleTests.Modes), MemberType = typeof(ParticleTests))]
    public void TheSaddleIsFound(Mode outer, Mode inner)
    {
        foreach (var point in Ways.Run(Saddle.Point(outer, inner), Tensor.Vector(1, 1)))
            Assert.All(point[0], x => Assert.InRange(Math.Abs(x), 0, 1e-4));
    }

    // The inner search finds y = x, and its derivative is 1, up to what it leaves over.
    [Theory, MemberData(nameof(ParticleTests.Modes), MemberType = typeof(ParticleTests))]
    public void TheInnerSearchIsDifferentiated(Mode outer, Mode inner)
    {
        var graph = new Graph();
        var x = graph.Variable("x");
        var (value, slope) = Descent.Differentiate(outer, at => NodeMath.Square(Descent.Minimum(inner, [x.Literal(1)], y => 100 * NodeMath.Square(y[0] - at[0]))[0] - 3), [x]);
        Ways.Agree(graph.Function("f", [x], [value, slope[0]]), [0.5], [[6.25], [-5]], 1e-3);
    }
}
