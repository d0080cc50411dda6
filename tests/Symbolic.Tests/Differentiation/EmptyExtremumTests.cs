namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>The largest or smallest of nothing is a constant: no entry has a share of its derivative, in either mode.</summary>
public sealed class EmptyExtremumTests
{
    public static TheoryData<string> Extrema => ["max", "min", "rows max", "rows min"];

    [Theory, MemberData(nameof(Extrema))]
    public void BothModesGiveZero(string extremum)
    {
        var f = Of(extremum, new Dim("n"));
        var none = Tensor.Vector([]);
        Assert.Equal(0, f.JacobianVectorProduct().Evaluate(none, 0.5, none, 1.0)[0].ToArray()[0]);
        Assert.Equal(0, f.ValueAndGradient().Evaluate(none, 0.5)[2].ToArray()[0]);

        // of one entry sin(x)·a: a·cos(x)·v + sin(x)
        var one = f.JacobianVectorProduct().Evaluate(Tensor.Vector(0.3), 0.5, Tensor.Vector(2.0), 1.0)[0].ToArray()[0];
        Assert.Equal(0.5 * Math.Cos(0.3) * 2 + Math.Sin(0.3), one, 1e-14);
    }

    [Theory, MemberData(nameof(Extrema))]
    public void ALengthThatIsKnownToBeNoneGivesZeroToo(string extremum)
    {
        var f = Of(extremum, 0);
        var none = Tensor.Vector([]);
        Assert.Equal(0, f.JacobianVectorProduct().Evaluate(none, 0.5, none, 1.0)[0].ToArray()[0]);
        Assert.Equal(0, f.ValueAndGradient().Evaluate(none, 0.5)[2].ToArray()[0]);
    }

    private static Function Of(string extremum, Dim length)
    {
        var graph = new Graph();
        var (x, a) = (graph.Variable("x", [length]), graph.Variable("a", Shape.Scalar));
        return graph.Function("f", [x, a], [extremum switch
        {
            "max" => NodeMath.Max(NodeMath.Sin(x) * a),
            "min" => NodeMath.Min(NodeMath.Sin(x) * a),
            "rows max" => Loop.MaxOver(x, v => NodeMath.Sin(v) * a),
            _ => Loop.MinOver(x, v => NodeMath.Sin(v) * a),
        }]);
    }
}
