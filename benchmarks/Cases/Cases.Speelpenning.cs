using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    // Π xᵢ: every entry's derivative is the product of the others.
    private static unsafe Case Speelpenning(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("speelpenning", [x], [Product(x)]);
        var at = Numbers(n, 2).Select(v => 1 + 0.1 * v).ToArray();
        return new("Speelpenning", n, [
            ByHand("C# by hand", g => SpeelpenningByHand(at, g)),
            .. NativeCode.Contender("speelpenning", (function, g) =>
            {
                fixed (double* px = at, pg = g) return ((delegate* unmanaged<int, double*, double*, double>)function)(n, px, pg);
            }),
            .. Compiled<GradientOfVector, OfVector>(f, ["x"], run => g => run(at, g), run => () => run(at)),
            Interpreted(f, ["x"], Tensor.Vector(at)),
        ]);
    }

    private static double SpeelpenningByHand(double[] x, double[]? gradient)
    {
        var before = 1.0;
        if (gradient is null)
        {
            foreach (var factor in x) before *= factor;
            return before;
        }

        for (var i = 0; i < x.Length; i++) (gradient[i], before) = (before, before * x[i]);
        var after = 1.0;
        for (var i = x.Length - 1; i >= 0; i--) (gradient[i], after) = (gradient[i] * after, after * x[i]);
        return before;
    }
}
