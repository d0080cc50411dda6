using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Kepler's equation E - e·sin E = M, solved by Newton's iteration of which only the last step is differentiated.</summary>
public static class Kepler
{
    private const double Tolerance = 1e-14;

    /// <summary>
    /// E of the mean anomaly <c>M</c> and the eccentricity <c>e</c>. At a root the step E - g/g' has the derivative of the implicit function, -(∂g/∂p)/g', whatever
    /// came before it; so what came before is stopped, and nothing of the iteration is stored.
    /// </summary>
    public static Function Anomaly()
    {
        var graph = new Graph();
        Node m = graph.Variable("M"), e = graph.Variable("e");
        var root = StopGradient(Loop.While((E: m + e * Sin(m), Count: graph.Constant(0, DType.Int32)), s => Abs(Residual(s.E)) > Tolerance & s.Count < 50, s => (Step(s.E), s.Count + 1)).Final.E);
        return graph.Function("anomaly", [m, e], [Step(root)]);

        Node Residual(Node x) => x - e * Sin(x) - m;

        Node Step(Node x)
        {
            var g = Residual(x);
            return x - g / StopGradient(Gradient.Of(g, [x])[0]);
        }
    }
}
